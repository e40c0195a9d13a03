import type { Account } from '../../gateways/gateway.js';
import type { Timer } from '../clock.js';
import type { Element } from '../xmpp/element.js';
import { presence } from '../xmpp/presence.js';
import { type Attendance, PartAttendance, WholeAttendance } from './attendance.js';
import { mask } from './mask.js';
import type { Online } from './online.js';
import { GATEWAY, Shown } from './shown.js';
import type { Site } from './site.js';
import { laneOf, xmppLanes } from './xmpp-lanes.js';

/** How long a stream waits for the other streams of its domain, so that answers to probes find their way, ms. */
const OTHERS_MS = 10_000;
/** What is known of the other lanes may be a second old. */
const LOOK_MS = 2_000;
/** Probes a second: enough to know an ordinary installation within seconds, too few to disturb a large one. */
const PROBES_A_SECOND = 50;
/** Users whose contacts take leave at once. */
const LEAVES = 20;

interface RollParts {
  /** Of the stream. */
  readonly lane: string;
  readonly send: (stanza: Element) => void;
  readonly online: Online;
  /** Compares a user's roster with what we know, where it may be read. */
  readonly review: (account: Account) => Promise<void>;
}

/**
 * Calls the roll of the registered users when a stream comes up: each is probed once, so that the core learns who is
 * online (XEP-0100 4.5, RFC 6121 4.3). Whoever removed the gateway while it was away is online no more: servers answer
 * such a probe with `unsubscribed` or, as Prosody and ejabberd do, not at all. Where rosters may be read it is seen there.
 * And takes leave of those online. Several streams of a domain that come up together share the users by their lanes. One
 * that comes back alone calls the users of the others too, because it does not know whose presence would have come over it.
 */
export class Roll {
  readonly #site: Site;
  readonly #parts: RollParts;
  readonly #send: (stanza: Element) => void;
  readonly #others: readonly string[];
  readonly #attendance: Attendance;
  readonly #shown: Shown;
  #timer: Timer | undefined;
  /** Counts the calls; a call that is not the newest any more ends. */
  #call = 0;

  constructor(site: Site, parts: RollParts) {
    this.#site = site;
    this.#parts = parts;
    this.#send = parts.send;
    this.#others = xmppLanes(site.gateway.domain, site.streams).filter((lane) => lane !== parts.lane);
    this.#attendance = site.streams === 1 ? new WholeAttendance(site) : new PartAttendance(site);
    this.#shown = new Shown(site);
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

  /**
   * Unavailable presence of the gateway, and then of the contacts, to everybody online (XEP-0100 8), as far as the time
   * allows.
   */
  async goodbye(signal: AbortSignal): Promise<void> {
    this.stop();
    const told: string[] = [];
    try {
      for await (const jids of this.#attendance.leave()) {
        for (const jid of jids) this.#send(this.#shown.gone(GATEWAY, jid));
        told.push(...jids);
        if (signal.aborted) return;
      }
      for (let at = 0; at < told.length && !signal.aborted; at += LEAVES) {
        await Promise.all(told.slice(at, at + LEAVES).map((jid) => this.#contactsGone(jid)));
      }
    } catch (error) {
      this.#site.log.warn({ error: String(error) }, 'users online were not told that the gateway stops');
    }
  }

  async #contactsGone(jid: string): Promise<void> {
    const { stores, gateway } = this.#site;
    for (const { contact, sees } of await stores.roster.list(gateway.name, jid)) {
      if (sees && contact !== GATEWAY) this.#send(this.#shown.gone(contact, jid));
    }
  }

  async #walk(call: number): Promise<void> {
    const { stores, gateway } = this.#site;
    await this.#attendance.begin(this.#others.every((lane) => this.#upSince(lane) === undefined));
    const lanes = await this.#lanesToCall(call);
    if (call !== this.#call) return;
    this.#parts.online.forget();
    for (;;) {
      const jids = await this.#attendance.takeUnknown(PROBES_A_SECOND);
      if (jids.length === 0) break;
      if (!(await this.#probe(call, jids))) return;
      await this.#parts.online.tellOf(jids);
    }
    for (let from: string | undefined = '0'; from !== undefined; ) {
      const page = await stores.accounts.page(gateway.name, from, PROBES_A_SECOND);
      const there = await this.#withoutGone(page.accounts.filter((account) => this.#isToCall(account, lanes)));
      const jids = there.map(({ jid }) => jid);
      if (!(await this.#probe(call, jids))) return;
      await this.#reviewAll(there);
      from = page.next;
    }
    this.#site.log.debug({ lane: this.#parts.lane, lanes: lanes.size }, 'roll called');
  }

  #isToCall({ jid }: Account, lanes: ReadonlySet<string>): boolean {
    return this.#site.access(jid) === undefined && lanes.has(laneOf(this.#site, jid));
  }

  /** Without those whose server says again and again that there is nobody (see `Bounces`). */
  async #withoutGone(accounts: readonly Account[]): Promise<readonly Account[]> {
    const { stores, gateway } = this.#site;
    const jids = accounts.map(({ jid }) => jid);
    const gone = await stores.bounces.gone(gateway.name, jids);
    return accounts.filter((_, index) => gone[index] !== true);
  }

  /** The lanes whose users are ours to call, once the streams of all lanes are up or have been waited for. */
  async #lanesToCall(call: number): Promise<ReadonlySet<string>> {
    const { clock } = this.#site;
    const others = this.#others;
    const upAt = clock.now();
    const until = clock.monotonic() + OTHERS_MS;
    for (let waiting = others.length > 0; waiting && call === this.#call; ) {
      await this.#pause(LOOK_MS);
      waiting = clock.monotonic() < until && others.some((lane) => this.#upSince(lane) === undefined);
    }
    // Who came up with us calls its own users; who did so longer ago may have done it while we were away.
    const settled = others.filter((lane) => (this.#upSince(lane) ?? upAt) < upAt - LOOK_MS);
    return new Set([this.#parts.lane, ...settled]);
  }

  /** Wall time since when the stream of a lane is up; undefined: it is not. */
  #upSince(lane: string): number | undefined {
    const { held, state, since } = this.#site.lanes.status(lane);
    return held && state === 'up' && since > 0 ? since : undefined;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = this.#site.clock.after(ms, resolve);
    });
  }

  async #reviewAll(accounts: readonly Account[]): Promise<void> {
    for (const account of accounts) {
      await this.#parts.review(account).catch((error: unknown) => {
        this.#site.log.warn({ account: mask(account.jid), error: String(error) }, 'a roster could not be compared');
      });
    }
  }

  /** Probes in portions of one second. False when the call is over. */
  async #probe(call: number, jids: readonly string[]): Promise<boolean> {
    const { stores, gateway, log } = this.#site;
    for (let index = 0; index < jids.length; index += PROBES_A_SECOND) {
      const portion = jids.slice(index, index + PROBES_A_SECOND);
      await stores.presence.ask(gateway.name, portion);
      for (const jid of portion) {
        if (call !== this.#call) return false;
        log.debug({ account: mask(jid) }, 'probe');
        this.#send(presence({ type: 'probe', from: gateway.domain, to: jid }));
      }
      await this.#pause(1000);
    }
    return call === this.#call;
  }
}
