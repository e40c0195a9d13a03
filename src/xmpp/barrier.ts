import type { Element } from './element.js';
import { Fifo } from './fifo.js';
import { NS } from './namespaces.js';
import { isOurs } from './outgoing.js';
import { escapeAttribute } from './serialise.js';
import type { StreamEnd } from './stream-end.js';

/**
 * Told once about a tracked stanza: `acked` - the server has read it; `lost` - the stream ended before that was known,
 * it may have been read or not.
 */
export type Tracked = (result: 'acked' | 'lost', end?: StreamEnd) => void;

/**
 * Whom a barrier ping goes to: the server's own domain; ourselves by way of the server; or a name of ours that the server
 * gives to this stream, where it spreads the domain over several.
 */
export type BarrierForm = 'server' | 'self' | 'name';

/** The way of a barrier ping. */
export interface BarrierRoute {
  readonly form: BarrierForm;
  readonly from: string;
  readonly to: string;
}

/** What names of ours begin with that serve for pings only. */
export const OWN_NAMES = 'isthmus-barrier-';

/**
 * Whether a stanza is an IQ of our own domain to itself: a ping of another stream of ours, perhaps in another process, that
 * the server gave to this one. It asks for nothing and is not answered. Nobody else can send in our name.
 */
export function isOwnPing(stanza: Element, domain: string): boolean {
  const { from, to } = stanza.attrs;
  return stanza.name === 'iq' && from !== undefined && to !== undefined && isOurs(from, domain) && isOurs(to, domain);
}

const EVERY_STANZAS = 32;
const EVERY_OCTETS = 64 * 1024;
/** With so many pings open, a short run of stanzas waits for an answer before it gets one of its own. */
const OPEN_ENOUGH = 4;

interface Ping {
  readonly id: string;
  readonly route: BarrierRoute;
  /** How many tracked stanzas were sent before it. */
  readonly upTo: number;
  /** Monotonic time. */
  readonly at: number;
}

/**
 * Acknowledgements for a stream that has none: a server reads a stream in order (RFC 6120 10.1), so the answer to a ping
 * proves that it has read all that was sent before. Several pings are open at once; each answer ends what precedes it.
 */
export class Barriers {
  readonly #domain: string;
  readonly #prefix: string;
  readonly #unacked = new Fifo<{ readonly octets: number; readonly done: Tracked }>();
  #open = new Fifo<Ping>();
  #route: BarrierRoute;
  #sent = 0;
  #acked = 0;
  #octets = 0;
  #uncovered = 0;
  #uncoveredOctets = 0;
  #count = 0;

  /** `prefix` begins the ids of the pings and must not be guessable. */
  constructor(domain: string, prefix: string) {
    this.#domain = domain;
    this.#prefix = prefix;
    this.#route = { form: 'self', from: domain, to: domain };
  }

  /** Stanzas sent and not acknowledged, and their octets. */
  get tracked(): { readonly count: number; readonly octets: number } {
    return { count: this.#unacked.length, octets: this.#octets };
  }

  /** Monotonic time at which the oldest open ping was sent. */
  get oldest(): number | undefined {
    return this.#open.peek()?.at;
  }

  /** Chooses the way of pings from now on. Those on their way are not waited for: one of them may never come back. */
  use(route: BarrierRoute): void {
    this.#route = route;
    this.#open = new Fifo();
    this.#uncovered = this.#unacked.length;
    this.#uncoveredOctets = this.#octets;
  }

  /** Notes a stanza that is being sent. True when a ping has to follow at once. */
  track(octets: number, done: Tracked): boolean {
    this.#unacked.push({ octets, done });
    this.#sent++;
    this.#octets += octets;
    this.#uncovered++;
    this.#uncoveredOctets += octets;
    return this.#uncovered >= EVERY_STANZAS || this.#uncoveredOctets >= EVERY_OCTETS;
  }

  /** Whether a ping should go out when nothing else is waiting to. */
  get due(): boolean {
    return this.#uncovered > 0 && this.#open.length < OPEN_ENOUGH;
  }

  /** The text of a new ping; what was tracked so far is covered by it. Another way than the chosen one is for trying. */
  ping(now: number, route: BarrierRoute = this.#route): { readonly id: string; readonly xml: string } {
    const id = `${this.#prefix}${(this.#count++).toString(36)}`;
    this.#open.push({ id, route, upTo: this.#sent, at: now });
    this.#uncovered = 0;
    this.#uncoveredOctets = 0;
    const addresses = `from="${escapeAttribute(route.from)}" to="${escapeAttribute(route.to)}"`;
    return { id, xml: `<iq ${addresses} id="${id}" type="get"><ping xmlns="${NS.ping}"/></iq>` };
  }

  /**
   * Takes a stanza that answers one of the pings and tells whether it was one. An answer that comes after a later one
   * has nothing left to end, but is ours all the same.
   */
  take(stanza: Element): string | undefined {
    if (stanza.name !== 'iq') return undefined;
    const { id, from, type } = stanza.attrs;
    if (id === undefined || !id.startsWith(this.#prefix)) return undefined;
    // A ping to ourselves comes back as the request that it is; from anyone else it must be an answer.
    if (type === 'get' ? !isOurs(from ?? '', this.#domain) : type !== 'result' && type !== 'error') return undefined;
    if (this.#open.some(({ id: one, route }) => one === id && from === (type === 'get' ? route.from : route.to))) {
      for (let ping = this.#open.shift(); ping !== undefined; ping = this.#open.shift()) {
        this.#release(ping.upTo);
        if (ping.id === id) break;
      }
    }
    return id;
  }

  #release(upTo: number): void {
    while (this.#acked < upTo) {
      const stanza = this.#unacked.shift();
      if (stanza === undefined) return;
      this.#acked++;
      this.#octets -= stanza.octets;
      stanza.done('acked');
    }
  }

  /** The stream has ended: all that is open is lost, in the order in which it was sent. */
  lose(end: StreamEnd): void {
    for (let stanza = this.#unacked.shift(); stanza !== undefined; stanza = this.#unacked.shift()) {
      this.#octets -= stanza.octets;
      stanza.done('lost', end);
    }
  }
}
