import type { Bridge } from '../book/bridge.js';
import type { Trouble } from '../room/membership.js';
import type { End } from './ends/end.js';
import type { BridgePorts } from './ports.js';
import type { Unheard } from './words/heard.js';

/** Why something was not carried to an end. */
type Stopped = Unheard | 'ignored' | 'copy' | 'hops' | 'sent' | 'storm' | 'unknown-message' | 'switched-off';

/** What those who run the gateway learn of one bridge: by counters, and by a message where they have to do something. */
export class BridgeReports {
  readonly #bridge: Bridge;
  readonly #ports: BridgePorts;

  constructor(bridge: Bridge, ports: BridgePorts) {
    this.#bridge = bridge;
    this.#ports = ports;
  }

  /** Something goes to an end. */
  relayed(): void {
    this.#ports.count('bridge_relays', { bridge: this.#bridge.name });
  }

  /** Something goes no further. What is nothing at all is not counted. */
  stopped(why: Stopped): void {
    if (why === 'empty' || why === 'history') return;
    this.#ports.count('bridge_stopped', { bridge: this.#bridge.name, why });
  }

  /** So many stanzas of a room were thrown away because they came too fast. */
  dropped(count: number): void {
    this.#ports.count('bridge_dropped', { bridge: this.#bridge.name }, count);
  }

  /** We are not in a room, or may not speak there. */
  trouble(end: End, what: Trouble | 'no-voice'): void {
    const { name } = this.#bridge;
    this.#ports.log.warn({ bridge: name, why: what }, 'a bridge is not in one of its rooms');
    const why = this.#ports.text({ key: `alerts.bridge.why.${what}` });
    this.#tell(`room ${end.key} ${what}`, {
      key: 'alerts.bridge.no-room',
      params: { bridge: name, place: end.key, why },
    });
  }

  /** More than `bridge.storm` went from one end to another in a minute: nothing does for `ms` from now. */
  storm(from: End, to: End, ms: number): void {
    const { name, storm } = this.#bridge;
    const params = { bridge: name, most: storm, from: from.key, to: to.key, minutes: Math.ceil(ms / 60_000) };
    this.#tell(`storm ${from.key} ${to.key}`, { key: 'alerts.bridge.storm', params });
  }

  #tell(about: string, text: Parameters<BridgePorts['tellAdmins']>[1]): void {
    const { log, clock } = this.#ports;
    // Once a day for the same trouble, also after a restart.
    const day = Math.floor(clock.now() / 86_400_000);
    this.#ports.tellAdmins(`bridge ${this.#bridge.name} ${about} ${day}`, text).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'admins could not be told of a bridge');
    });
  }
}
