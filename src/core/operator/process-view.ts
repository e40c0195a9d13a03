/** A process of the installation, from its heartbeat. */
export interface ProcessView {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** `all`, `xmpp` or the name of a gateway. */
  readonly role: string;
  readonly version: string;
  readonly since: number;
  readonly rss: number;
  /** Part of one core, 0 to 1, and the 99th percentile of the event loop's delay, over the last seconds. */
  readonly cpu: number;
  readonly loopDelay: number;
  readonly lanes: readonly string[];
  /** Why it takes nothing new. */
  readonly pressure: readonly string[];
}
