import type { Account } from '../../gateways/gateway.js';
import { ownerOf } from '../account-id.js';
import { LaneRefused } from '../lanes/adder.js';
import type { Problem } from '../problem.js';
import { Recent } from '../recent.js';
import type { Element } from '../xmpp/element.js';
import { type Chosen, chooseAccounts } from './account-choice.js';
import { Allowance } from './allowance.js';
import { type Arrival, readArrival } from './arrival.js';
import { Backlog } from './backlog.js';
import { problem } from './errors.js';
import { type Carried, reactionsIn } from './fallback.js';
import { began, refusedAtOnce } from './journey-steps.js';
import { type Made, makeMessage, makeSignal, makeTogether, type Ready } from './making.js';
import { mask } from './mask.js';
import { recipientsOf } from './multicast.js';
import { type Placed, Placing } from './placing.js';
import { ReactionSets, type Stored } from './reaction-sets.js';
import type { Replies } from './replies.js';
import { Separately } from './separately.js';
import { type Signal, SignalGate } from './signals.js';
import type { Site } from './site.js';
import { STORE_MS } from './store-patience.js';

/** Messages that may be on their way into lanes before the stream is no longer read. */
const MOST_OPEN = 4096;

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
    this.more();
  }

  /** One more answer is open. */
  more(): void {
    this.#open += 1;
  }

  close(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#resolve();
  }
}

/** What the store says of a group. */
interface Read {
  /** What becomes of each arrival, in their order. */
  readonly chosen: readonly Chosen[];
  readonly allowed: Map<string, number>;
  readonly reactions: Stored | undefined;
}

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
  readonly #reactions: ReactionSets;
  readonly #signals: SignalGate;
  readonly #separately: Separately;
  /** Recipients of the last messages to several. */
  readonly #copies = new Recent<string, true>(1024);
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
    this.#reactions = new ReactionSets(site);
    this.#signals = new SignalGate(site.clock);
    this.#separately = new Separately(site, replies);
    const { gateway, stores, limits, clock } = site;
    this.#placing = new Placing(site);
    this.#allowance = new Allowance({ name: gateway.name, buckets: stores.buckets, limits, clock });
  }

  /** Takes one message stanza. Nothing is awaited: what is wrong with it is told to its sender. */
  push(stanza: Element): void {
    const arrival = readArrival(stanza, this.#site);
    if (arrival === undefined) return;
    if (arrival.addresses === undefined) {
      this.#collect(arrival);
      return;
    }
    for (const one of recipientsOf(arrival, this.#site)) this.#collect(one);
  }

  #collect(arrival: Arrival): void {
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
    const reading = full ? undefined : this.#read(group.arrivals);
    reading?.catch(() => {});
    this.#turn = this.#turn.then(() => this.#decide(group, reading));
  }

  /** Decides on each message of a group, in order. `reading` undefined: nothing can be taken at present. */
  async #decide(group: Group, reading: Promise<Read> | undefined): Promise<void> {
    let read: Read | undefined;
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
    for (let more = read.chosen.length - group.arrivals.length; more > 0; more--) this.#opened(group);
    for (const choice of read.chosen) {
      const { arrival } = choice;
      const made = this.#make(group, choice, read);
      if (made === undefined) {
        this.#closed(group);
        continue;
      }
      if ('problem' in made) {
        this.#refuse(group, arrival, made.problem);
        continue;
      }
      // Waited for only where Redis has to be asked for the lane; what comes behind must not overtake it.
      const placed = this.#place(made);
      this.#send(group, choice, made.envelope, placed instanceof Promise ? await placed : placed);
    }
  }

  /** What goes into a lane for an arrival, or why it is refused; undefined: neither. */
  #make(group: Group, choice: Chosen, { allowed, reactions }: Read): Made | undefined {
    const { arrival, account } = choice;
    const { wish } = arrival;
    if ('refuse' in wish) return { problem: wish.refuse };
    if (account === undefined) {
      return { problem: problem('message-not-registered', { gateway: this.#site.gateway.domain }) };
    }
    if ('carry' in wish) {
      const cost = this.#costOf(arrival);
      const left = allowed.get(account.jid) ?? 0;
      if (left < cost) return { problem: problem('message-throttled') };
      allowed.set(account.jid, left - cost);
    }
    try {
      if ('signal' in wish) return this.#signal(arrival, wish.signal, account);
      const carried = this.#carried(choice, wish.carry, reactions);
      if (arrival.together !== undefined) return this.#together(group, arrival, arrival.together, carried, account);
      return this.#message(arrival, carried, account);
    } catch (error) {
      // A gateway that throws must not take the other messages of the group along.
      this.#site.log.error({ error: String(error) }, 'a message could not be read');
      return { problem: problem('message-internal') };
    }
  }

  /** Side by side: a stranger's bucket costs less than a round trip of everybody's. */
  async #read(arrivals: readonly Arrival[]): Promise<Read> {
    const choosing = Promise.all(arrivals.map((arrival) => chooseAccounts(this.#site, arrival)));
    const choices = choosing.then((all) => all.flat());
    const reactions = choices.then((all) => this.#reactions.load(all));
    const [chosen, allowed, stored] = await Promise.all([choices, this.#allowed(arrivals), reactions]);
    return { chosen, allowed, reactions: stored };
  }

  /** How many messages each sender of the group may send now. */
  #allowed(arrivals: readonly Arrival[]): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const arrival of arrivals) {
      const jid = arrival.from.bare;
      if ('carry' in arrival.wish) counts.set(jid, (counts.get(jid) ?? 0) + this.#costOf(arrival));
    }
    return this.#allowance.take(counts);
  }

  /** Messages that it counts for: one for each recipient, but never more than could ever be sent at once. */
  #costOf({ together }: Arrival): number {
    return together === undefined ? 1 : Math.min(together.length, this.#site.limits.burst);
  }

  /** Reactions are told by what came and went since the last ones. */
  #carried(choice: Chosen, carried: Carried, stored: Stored | undefined): Carried {
    const { arrival } = choice;
    const reactions = 'carry' in arrival.wish ? arrival.wish.reactions : undefined;
    if (reactions === undefined) return carried;
    const { gateway, words } = this.#site;
    const before = this.#reactions.before(choice, stored);
    return {
      ...carried,
      ...reactionsIn(reactions, before, gateway.features, (ref) => words.text(ref, arrival.lang)),
    };
  }

  #message(arrival: Arrival, carried: Carried, account: Account): Made | undefined {
    const made = makeMessage(this.#site, arrival, carried, account);
    // An address may be written in two ways; nobody gets one message twice.
    const { copy } = arrival;
    const again =
      copy !== undefined && !('problem' in made) && this.#isAgain(`${copy.of} ${made.envelope.conversation}`);
    return again ? undefined : made;
  }

  #isAgain(copy: string): boolean {
    const again = this.#copies.get(copy) !== undefined;
    this.#copies.set(copy, true);
    return again;
  }

  /** One envelope for several recipients; those that cannot be read are refused one by one. */
  #together(
    group: Group,
    { to }: Arrival,
    copies: readonly Arrival[],
    carried: Carried,
    account: Account,
  ): Made | undefined {
    const { unable, envelope } = makeTogether(this.#site, to, copies, carried, account);
    for (const { copy, why } of unable) {
      this.#opened(group);
      this.#refuse(group, copy, why);
    }
    return envelope;
  }

  #signal(arrival: Arrival, signal: Signal, account: Account): Made | undefined {
    const made = makeSignal(this.#site, arrival, signal, account);
    const told = !('problem' in made) && this.#signals.admits(made.envelope.conversation, signal);
    return told ? made : undefined;
  }

  /** The lane for an envelope; a promise only where Redis has to be asked for it. Never rejects. */
  #place({ lanes, envelope }: Ready): Placed | Promise<Placed> {
    const placed = this.#placing.place(lanes, envelope.conversation, ownerOf(envelope.account));
    if (!(placed instanceof Promise)) return placed;
    return placed.catch((error: unknown) => {
      this.#site.log.warn({ error: String(error) }, 'a message was refused: no store to ask for its lane');
      return problem('message-store-down');
    });
  }

  #send(group: Group, choice: Chosen, envelope: Ready['envelope'], placed: Placed): void {
    const { arrival } = choice;
    if (typeof placed !== 'string') {
      this.#refuse(group, arrival, placed);
      return;
    }
    const { gateway, lanes, limits, metrics } = this.#site;
    const isMessage = 'carry' in arrival.wish;
    if (isMessage) {
      this.#reactions.sending(choice);
      if (gateway.features.has('chat-states')) this.#signals.sent(envelope.conversation);
    }
    lanes.add(placed, envelope, { giveUpAfter: limits.patience }).then(
      () => {
        if (isMessage) {
          metrics.count('messages_taken', { direction: 'out', network: gateway.name });
          began(this.#site, envelope, placed);
          void this.#reactions.taken(choice);
          this.#separately.taken(arrival);
        }
        this.#closed(group);
      },
      (error: unknown) => {
        this.#reactions.refused(choice);
        this.#refuse(group, arrival, refusal(error), 'direct');
      },
    );
  }

  /**
   * Answers a message that was not taken. Where Redis works the answer takes the way of all stanzas to XMPP and
   * survives the stream; `direct` is for when it does not.
   */
  #refuse(group: Group, arrival: Arrival, why: Problem, way: 'lane' | 'direct' = 'lane'): void {
    if ('signal' in arrival.wish) {
      // Nobody asked for an answer to it.
      this.#closed(group);
      return;
    }
    const { gateway, log, metrics, traffic } = this.#site;
    const { key } = why.text;
    metrics.count('messages_refused', { network: gateway.name, reason: key });
    if (key === 'message.throttled') metrics.count('rate_limited', { network: gateway.name, scope: 'user' });
    const kind = arrival.room === undefined ? 'chat' : 'room';
    traffic.ended({ gateway: gateway.name, direction: 'out', kind, outcome: 'refused', reason: key });
    log.debug({ from: mask(arrival.from.bare), reason: key }, 'message refused');
    refusedAtOnce(this.#site, arrival, why);
    void this.#replies.refuse(arrival, why, way).finally(() => this.#closed(group));
  }

  #opened(group: Group): void {
    group.more();
    this.#backlog.opened();
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
