import type { Timer } from '../clock.js';
import type { Element } from '../xmpp/element.js';
import { presence } from '../xmpp/presence.js';
import { type Attendance, PartAttendance, WholeAttendance } from './attendance.js';
import { mask } from './mask.js';
import type { Site } from './site.js';
import { laneOf, xmppLanes } from './xmpp-lanes.js';

/** How long a stream waits for the other streams of its domain, so that answers to probes find their way, ms. */
const OTHERS_MS = 10_000;
/** What is known of the other lanes may be a second old. */
const LOOK_MS = 2_000;
/** Probes a second: enough to know an ordinary installation within seconds, too few to disturb a large one. */
const PROBES_A_SECOND = 50;

/**
 * Calls the roll of the registered users when a stream comes up: each is probed once, so that the core learns who is
 * online and who removed the gateway while it was away (XEP-0100 4.5, RFC 6121 4.3). And takes leave of those online.
 * Several streams of a domain that come up together share the users by their lanes. One that comes back alone calls the
 * users of the others too, because it does not know whose presence would have come over it.
 */
export class Roll {
  readonly #site: Site;
  readonly #lane: string;
  readonly #send: (stanza: Element) => void;
  readonly #attendance: Attendance;
  #timer: Timer | undefined;
  /** Counts the calls; a call that is not the newest any more ends. */
  #call = 0;

  /** `lane`: of the stream. */
  constructor(site: Site, lane: string, send: (stanza: Element) => void) {
    this.#site = site;
    this.#lane = lane;
    this.#send = send;
    this.#attendance = site.streams === 1 ? new WholeAttendance(site) : new PartAttendance(site);
  }

  /** Every stanza of the stream, before it is worked. */
  note(stanza: Element): void {
    this.#attendance.note(stanza);
  }

  /** The stream is up: begins to probe, those first who were online before. */
  call(): void {
    this.#call += 1;
    const call = this.#call;
    this.#walk(call).catch((error: unknown) => {
      this.#site.log.warn(
        { error: String(error) },
        'the users could not all be probed; their next presence corrects it',
      );
    });
  }

  /** The stream is lost, and with it the presence of those whom it served. */
  lost(): void {
    this.#call += 1;
    this.#attendance.lost().catch((error: unknown) => {
      this.#site.log.warn({ error: String(error) }, 'the presence of users could not be forgotten');
    });
  }

  stop(): void {
    this.#call += 1;
    this.#timer?.cancel();
  }

  /** Unavailable presence of the gateway to everybody online (XEP-0100 8), as far as the time allows. */
  async goodbye(signal: AbortSignal): Promise<void> {
    this.stop();
    const { gateway, log } = this.#site;
    try {
      for await (const jids of this.#attendance.leave()) {
        for (const jid of jids) this.#send(presence({ type: 'unavailable', from: gateway.domain, to: jid }));
        if (signal.aborted) break;
      }
    } catch (error) {
      log.warn({ error: String(error) }, 'users online were not told that the gateway stops');
    }
  }

  async #walk(call: number): Promise<void> {
    const { stores, gateway } = this.#site;
    const lanes = await this.#lanesToCall(call);
    if (call !== this.#call) return;
    for (;;) {
      const jids = await this.#attendance.takeUnknown(PROBES_A_SECOND);
      if (jids.length === 0) break;
      if (!(await this.#probe(call, jids))) return;
    }
    for (let from: string | undefined = '0'; from !== undefined; ) {
      const page = await stores.accounts.page(gateway.name, from, PROBES_A_SECOND);
      const allowed = page.accounts.filter(
        ({ jid }) => this.#site.access(jid) === undefined && lanes.has(laneOf(this.#site, jid)),
      );
      if (
        !(await this.#probe(
          call,
          allowed.map(({ jid }) => jid),
        ))
      )
        return;
      from = page.next;
    }
    this.#site.log.debug({ lane: this.#lane, lanes: lanes.size }, 'roll called');
  }

  /** The lanes whose users are ours to call, once the streams of all lanes are up or have been waited for. */
  async #lanesToCall(call: number): Promise<ReadonlySet<string>> {
    const { gateway, streams, lanes, clock } = this.#site;
    const others = xmppLanes(gateway.domain, streams).filter((lane) => lane !== this.#lane);
    const upAt = clock.now();
    const upSince = (lane: string): number | undefined => {
      const { held, state, since } = lanes.status(lane);
      return held && state === 'up' && since > 0 ? since : undefined;
    };
    const until = clock.monotonic() + OTHERS_MS;
    for (let waiting = others.length > 0; waiting && call === this.#call; ) {
      await this.#pause(LOOK_MS);
      waiting = clock.monotonic() < until && others.some((lane) => upSince(lane) === undefined);
    }
    // Who came up with us calls its own users; who did so longer ago may have done it while we were away.
    const settled = others.filter((lane) => (upSince(lane) ?? upAt) < upAt - LOOK_MS);
    return new Set([this.#lane, ...settled]);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = this.#site.clock.after(ms, resolve);
    });
  }

  /** Probes in portions of one second. False when the call is over. */
  async #probe(call: number, jids: readonly string[]): Promise<boolean> {
    for (let index = 0; index < jids.length; index += PROBES_A_SECOND) {
      for (const jid of jids.slice(index, index + PROBES_A_SECOND)) {
        if (call !== this.#call) return false;
        this.#site.log.debug({ account: mask(jid) }, 'probe');
        this.#send(presence({ type: 'probe', from: this.#site.gateway.domain, to: jid }));
      }
      await this.#pause(1000);
    }
    return call === this.#call;
  }
}
