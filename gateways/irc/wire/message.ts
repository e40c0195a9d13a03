/** Who a line comes from. A server has its name as `nick` and neither user nor host. */
export interface IrcSource {
  readonly nick: string;
  readonly user?: string;
  readonly host?: string;
}

/** One line of the protocol, taken apart (modern IRC client protocol, section Message Format; IRCv3 message-tags). */
export interface IrcMessage {
  /** By their full names (`+draft/reply`), values unescaped; a tag without value has the empty one. */
  readonly tags: ReadonlyMap<string, string>;
  readonly source?: IrcSource;
  /** In capitals, or three digits. */
  readonly command: string;
  readonly params: readonly string[];
}
