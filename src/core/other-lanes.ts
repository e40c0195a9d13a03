import type { GatewayEvent, SignalEvent } from '../../gateways/gateway.js';
import type { Envelope } from '../lanes/envelope.js';
import type { Elsewhere, Outcome } from '../lanes/outcome.js';
import { Recent } from '../recent.js';
import { isOut, SETTLED_MS } from './placing.js';
import type { Site } from './site.js';

/** Conversations that moved lately and are remembered. */
const REMEMBERED = 16_384;
/** Longest that a message is thought to wait in a lane that sends, ms. */
const BACKLOG_MS = 10 * 60_000;
const MOVED: Outcome = { kind: 'accepted', parts: [] };

type Submitted = Envelope<GatewayEvent | SignalEvent>;

interface Move {
  readonly lane: string;
  /** Monotonic time. */
  readonly at: number;
}

/**
 * Takes what one lane surely could not carry, for a reason of its own, to the next lane that its gateway names. What comes
 * behind it in its conversation follows until it has settled there, so that order holds. It ends here only when it is in
 * the other lane; a crash in between leaves its sender told that nobody knows, as with any crash.
 */
export class OtherLanes {
  readonly #site: Site;
  readonly #lane: string;
  readonly #moves = new Recent<string, Move>(REMEMBERED);
  /** Nothing has ever moved, the usual case: nothing is asked. */
  #any = false;

  constructor(site: Site, lane: string) {
    this.#site = site;
    this.#lane = lane;
  }

  /** Whether something ahead of it in its conversation may have moved: then `follow` has to be asked first. */
  concerns({ conversation }: Submitted): boolean {
    return this.#any && this.#moves.get(conversation) !== undefined;
  }

  /** Moves what is to follow. `moved`; or undefined where it may be submitted here. Rejects where Redis cannot be asked. */
  async follow(envelope: Submitted): Promise<'moved' | undefined> {
    const { conversation } = envelope;
    const move = this.#moves.get(conversation);
    if (move === undefined) return undefined;
    // What comes from there has nothing to follow: two lanes that remember each other would send it to and fro for ever.
    const tried = envelope.tried?.includes(move.lane) ?? false;
    if (tried || (await this.#hasSettled(conversation, move))) {
      this.#moves.delete(conversation);
      return undefined;
    }
    await this.#move(envelope, move.lane);
    return 'moved';
  }

  /** An empty lane holds nothing of it; one with a backlog is waited for, and what is not known by then is taken for settled. */
  async #hasSettled(conversation: string, { lane, at }: Move): Promise<boolean> {
    const { lanes, clock } = this.#site;
    const since = clock.monotonic() - at;
    if (since < SETTLED_MS) return false;
    if (lanes.status(lane).depth === 0) return true;
    return since >= BACKLOG_MS && !(await lanes.hasParked(lane, conversation));
  }

  /** Takes a message to the next lane; what to settle it with here. */
  async take(envelope: Submitted, { otherwise }: Elsewhere): Promise<Outcome> {
    let next: string | undefined;
    try {
      next = await this.#next(envelope);
      if (next === undefined) return otherwise;
      await this.#move(envelope, next);
    } catch (error) {
      // It is refused only when it surely is not in. Without a lane: the gateway threw when it was asked for one.
      this.#site.log.warn({ lane: next, error: String(error) }, 'a message could not be moved to another lane');
      return otherwise;
    }
    this.#site.metrics.count('messages_moved', { lane: this.#lane });
    return MOVED;
  }

  async #next({ event, account, conversation, tried = [] }: Submitted): Promise<string | undefined> {
    // What belongs to this lane alone, such as a question to a contact, stays.
    if (event?.type !== 'message') return undefined;
    const { gateway, stores } = this.#site;
    const known = await stores.cache.get(gateway.name, account).catch(() => undefined);
    const lanes = gateway.lanesFor(event.contact, conversation, known);
    if ('condition' in lanes) return undefined;
    return lanes.find((lane) => lane !== this.#lane && !tried.includes(lane) && !isOut(this.#site, lane));
  }

  async #move(envelope: Submitted, lane: string): Promise<void> {
    const { conversation, tried = [] } = envelope;
    const moved = { ...envelope, tried: [...tried.filter((one) => one !== this.#lane), this.#lane] };
    await this.#site.lanes.add(lane, moved, { evenIfFull: true });
    this.#any = true;
    this.#moves.set(conversation, { lane, at: this.#site.clock.monotonic() });
  }
}
