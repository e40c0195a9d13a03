import type { Account, MessageEvent } from '../../gateways/gateway.js';
import { LaneRefused } from '../lanes/adder.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { Problem } from '../problem.js';
import type { Element } from '../xmpp/element.js';
import { accountFor } from './account-choice.js';
import { readContact } from './addresses.js';
import { Allowance } from './allowance.js';
import { type Arrival, readArrival } from './arrival.js';
import { Backlog } from './backlog.js';
import { problem } from './errors.js';
import type { Carried } from './fallback.js';
import { mask } from './mask.js';
import { type Placed, Placing } from './placing.js';
import type { Replies } from './replies.js';
import type { Site } from './site.js';

/** Messages that may be on their way into lanes before the stream is no longer read. */
const MOST_OPEN = 4096;

/** The longest that the store takes to answer or to fail. */
const STORE_MS = 2200;

/** Messages that share their round trips; `done` resolves when each is in a lane or answered. */
class Group {
  readonly arrivals: Arrival[] = [];
  readonly done: Promise<void>;
  #open = 0;
  #resolve: () => void = () => {};

  constructor() {
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  add(arrival: Arrival): void {
    this.arrivals.push(arrival);
    this.#open += 1;
  }

  close(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#resolve();
  }
}

/** The accounts that carry messages; undefined: their sender is not registered. */
type Accounts = ReadonlyMap<Arrival, Account | undefined>;

/** A message ready for its lane, or why there is none. */
type Made = { readonly lane: string; readonly envelope: Envelope<MessageEvent> } | { readonly problem: Problem };

/**
 * Messages of XMPP users on their way from the stream into the lanes. What comes in one chunk makes a group
 * and shares its round trips; several groups may be read for at once, and they are decided on in their order.
 */
export class Ingress {
  readonly #site: Site;
  readonly #replies: Replies;
  readonly #backlog: Backlog;
  readonly #allowance: Allowance;
  readonly #placing: Placing;
  #collecting: Group | undefined;
  /** Ends when the groups so far are decided on; never rejects. */
  #turn: Promise<void> = Promise.resolve();
  /** Groups with messages that are not known to be in a lane yet. */
  readonly #groups = new Set<Group>();

  /** `reading` stops and restarts the reading of the stream. */
  constructor(site: Site, replies: Replies, reading: (go: boolean) => void) {
    this.#site = site;
    this.#replies = replies;
    this.#backlog = new Backlog(MOST_OPEN, reading);
    const { gateway, stores, limits, clock } = site;
    const { rate, burst } = limits;
    this.#placing = new Placing(site);
    this.#allowance = new Allowance({ name: gateway.name, buckets: stores.buckets, rate, burst, clock });
  }

  /** Takes one message stanza. Nothing is awaited: what is wrong with it is told to its sender. */
  push(stanza: Element): void {
    const arrival = readArrival(stanza, this.#site);
    if (arrival === undefined) return;
    if (this.#collecting === undefined) {
      this.#collecting = new Group();
      this.#groups.add(this.#collecting);
      // One turn later, so that the stanzas of one chunk are together.
      queueMicrotask(() => this.#begin());
    }
    this.#collecting.add(arrival);
    this.#backlog.opened();
  }

  /**
   * Resolves when everything that was pushed before is in a lane or answered. So the answer to a ping that a user sends
   * behind messages proves that they are safe.
   */
  async settled(): Promise<void> {
    await Promise.all([...this.#groups].map((group) => group.done));
  }

  /** Reads what the collected group needs, and has it decided on when its turn comes. */
  #begin(): void {
    const group = this.#collecting;
    if (group === undefined) return;
    this.#collecting = undefined;
    void group.done.then(() => this.#groups.delete(group));
    // Told now, because it may take the store so long to answer that the stream is gone by then.
    const full = this.#site.pressed() || this.#site.lanes.losingWithin(STORE_MS);
    // Side by side: a stranger's bucket costs less than a round trip of everybody's.
    const reading = full ? undefined : Promise.all([this.#accounts(group.arrivals), this.#allowed(group.arrivals)]);
    reading?.catch(() => {});
    this.#turn = this.#turn.then(() => this.#decide(group, reading));
  }

  /** Decides on each message of a group, in order. `reading` undefined: nothing can be taken at present. */
  async #decide(group: Group, reading: Promise<readonly [Accounts, Map<string, number>]> | undefined): Promise<void> {
    let read: readonly [Accounts, Map<string, number>] | undefined;
    try {
      read = await reading;
    } catch (error) {
      // The store did not answer. Nothing of the group is in a lane, so it may be refused.
      this.#site.log.warn({ error: String(error), messages: group.arrivals.length }, 'messages refused: no store');
    }
    if (read === undefined) {
      for (const arrival of group.arrivals) this.#refuse(group, arrival, problem('message-store-down'), 'direct');
      return;
    }
    const [accounts, allowed] = read;
    for (const arrival of group.arrivals) {
      if ('refuse' in arrival.wish) {
        this.#refuse(group, arrival, arrival.wish.refuse);
        continue;
      }
      const account = accounts.get(arrival);
      if (account === undefined) {
        const gateway = this.#site.gateway.domain;
        this.#refuse(group, arrival, problem('message-not-registered', { gateway }));
        continue;
      }
      const left = allowed.get(account.jid) ?? 0;
      allowed.set(account.jid, left - 1);
      if (left <= 0) {
        this.#refuse(group, arrival, problem('message-throttled'));
        continue;
      }
      // Waited for only where Redis has to be asked for the lane; what comes behind must not overtake it.
      const made = this.#made(arrival, arrival.wish.carry, account);
      this.#send(group, arrival, made instanceof Promise ? await made : made);
    }
  }

  async #accounts(arrivals: readonly Arrival[]): Promise<Accounts> {
    const accounts = new Map<Arrival, Account | undefined>();
    await Promise.all(
      arrivals.map(async (arrival) => {
        if ('carry' in arrival.wish) accounts.set(arrival, await accountFor(this.#site, arrival.from.bare, arrival.to));
      }),
    );
    return accounts;
  }

  /** How many messages each sender of the group may send now. */
  #allowed(arrivals: readonly Arrival[]): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const arrival of arrivals) {
      const jid = arrival.from.bare;
      if ('carry' in arrival.wish) counts.set(jid, (counts.get(jid) ?? 0) + 1);
    }
    return this.#allowance.take(counts);
  }

  #send(group: Group, arrival: Arrival, made: Made): void {
    if ('problem' in made) {
      this.#refuse(group, arrival, made.problem);
      return;
    }
    this.#site.lanes.add(made.lane, made.envelope, { giveUpAfter: this.#site.limits.patience }).then(
      () => {
        this.#site.metrics.count('messages_taken', { gateway: this.#site.gateway.name });
        this.#closed(group);
      },
      (error: unknown) => this.#refuse(group, arrival, refusal(error), 'direct'),
    );
  }

  /** A gateway that throws must not take the other messages of the group along. */
  #made(arrival: Arrival, carried: Carried, account: Account): Made | Promise<Made> {
    try {
      return this.#envelope(arrival, carried, account);
    } catch (error) {
      this.#site.log.error({ error: String(error) }, 'a message could not be read');
      return { problem: problem('message-internal') };
    }
  }

  #envelope(arrival: Arrival, carried: Carried, account: Account): Made | Promise<Made> {
    const { gateway, limits, clock } = this.#site;
    const found = readContact(gateway, arrival.to, account);
    if (!found.ok) return { problem: found.problem };
    const event: MessageEvent = {
      type: 'message',
      from: arrival.from.full,
      to: arrival.to.full,
      contact: found.contact,
      receipt: arrival.receipt,
      ...(arrival.id === undefined ? {} : { stanzaId: arrival.id }),
      ...(arrival.lang === undefined ? {} : { lang: arrival.lang }),
      ...carried,
    };
    const tooMuch = gateway.limit?.(event);
    if (tooMuch !== undefined) return { problem: tooMuch };
    const conversation = `${account.id}>${found.contact}`;
    const lanes = gateway.lanesFor(found.contact, conversation, account);
    if ('condition' in lanes) return { problem: lanes };
    const at = clock.now();
    const envelope: Envelope<MessageEvent> = {
      v: ENVELOPE_VERSION,
      id: newEnvelopeId(),
      gateway: gateway.name,
      account: account.id,
      born: account.born,
      rev: account.rev,
      conversation,
      kind: 'message',
      event,
      at,
      expires: at + limits.expiry,
    };
    const made = (placed: Placed): Made =>
      typeof placed === 'string' ? { lane: placed, envelope } : { problem: placed };
    const placed = this.#placing.place(lanes, conversation, account.jid);
    if (!(placed instanceof Promise)) return made(placed);
    return placed.then(made, (error: unknown) => {
      this.#site.log.warn({ error: String(error) }, 'a message was refused: no store to ask for its lane');
      return { problem: problem('message-store-down') };
    });
  }

  /**
   * Answers a message that was not taken. Where Redis works the answer takes the way of all stanzas to XMPP and
   * survives the stream; `direct` is for when it does not.
   */
  #refuse(group: Group, arrival: Arrival, why: Problem, way: 'lane' | 'direct' = 'lane'): void {
    const { gateway, log, metrics } = this.#site;
    metrics.count('messages_refused', { gateway: gateway.name, reason: why.text.key });
    log.debug({ from: mask(arrival.from.bare), reason: why.text.key }, 'message refused');
    void this.#replies.refuse(arrival, why, way).finally(() => this.#closed(group));
  }

  #closed(group: Group): void {
    group.close();
    this.#backlog.closed();
  }
}

function refusal(error: unknown): Problem {
  if (error instanceof LaneRefused && error.reason === 'full') return problem('message-lane-full');
  return problem('message-store-down');
}
