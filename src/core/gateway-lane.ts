import type {
  AgentEvent,
  GatewayEvent,
  Hold,
  IntakeEvent,
  RoomEvent,
  SignalEvent,
  UserEvent,
} from '../../gateways/gateway.js';
import { KeyedQueue } from '../keyed-queue.js';
import type { Envelope } from '../lanes/envelope.js';
import type { LaneHandler, LaneHold, Settled, Tenure, Whose } from '../lanes/handler.js';
import type { Elsewhere, Outcome } from '../lanes/outcome.js';
import { isAgentEvent, isReachedEvent } from './agents.js';
import { isPersonal } from './ban-book.js';
import { EndedAccounts } from './ended-accounts.js';
import { problem } from './errors.js';
import { type HoldContextParts, HoldContexts } from './hold-context.js';
import { isIntakeEvent } from './intake.js';
import { submitted, waits } from './journey-steps.js';
import { OtherLanes } from './other-lanes.js';
import type { Outcomes } from './outcomes.js';
import type { Recollection } from './recollection.js';
import { isRoomEvent } from './rooms/orders.js';
import { openedEnvelope } from './rooms/sealed-event.js';
import type { Site } from './site.js';

/** What is said of a message that waited too long. */
const EXPIRED: Outcome = { kind: 'rejected', problem: problem('message-expired') };

/** Pause before what needs the store is tried again, ms. */
const STORE_PAUSE_MS = 1000;

const UNANSWERED: Outcome = { kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked' };

const DONE: Outcome = { kind: 'accepted', parts: [] };

/** Everything that an account sends to the network. */
type Submitted = Envelope<GatewayEvent | SignalEvent>;

type Settle = (outcome: Outcome) => void;

/** Works one lane of a gateway: opens its connections and gives them everything that they need of the core. */
export class GatewayLane implements LaneHandler {
  /** What may have gone out is not repeated by itself, unless the operator chose so for this lane. */
  readonly repeatBegun: boolean;
  readonly #site: Site;
  readonly #lane: string;
  readonly #outcomes: Outcomes;
  readonly #contexts: HoldContexts;
  readonly #ended: EndedAccounts;
  readonly #recollection: Recollection;
  readonly #others: OtherLanes;

  constructor(site: Site, lane: string, parts: HoldContextParts & { readonly recollection: Recollection }) {
    this.#site = site;
    this.#lane = lane;
    this.repeatBegun = site.gateway.repeatsUnknown?.(lane) ?? false;
    this.#outcomes = parts.outcomes;
    this.#contexts = new HoldContexts(site, parts, this.repeatBegun);
    this.#ended = new EndedAccounts(site, this.repeatBegun);
    this.#recollection = parts.recollection;
    this.#others = new OtherLanes(site, lane);
  }

  async open(tenure: Tenure): Promise<LaneHold> {
    const hold = await this.#site.gateway.hold(tenure.lane, this.#contexts.of(tenure));
    const asking = new KeyedQueue();
    const { gateway, stores, bans } = this.#site;
    const unwatch =
      hold.accounts === undefined ? undefined : stores.cache.watch(gateway.name, (users) => hold.accounts?.(users));
    // Who is banned has no account any more, as far as a gateway can see.
    const unban = bans.watch(({ added, lifted }) => {
      const rules = [...added, ...lifted];
      hold.accounts?.(rules.every(isPersonal) ? rules : undefined);
    });
    if (hold.connections !== undefined) {
      this.#site.connections?.set(tenure.lane, () => hold.connections?.() ?? []);
    }
    return {
      depth: hold.depth,
      free: () => hold.free() - this.#ended.asking - asking.size,
      submit: (envelope, settle) => {
        if (isAgentEvent(envelope.event)) return hearAgent(hold, envelope as Envelope<AgentEvent>, settle);
        if (isReachedEvent(envelope.event)) {
          hold.reached?.();
          return settle(DONE);
        }
        if (isIntakeEvent(envelope.event)) {
          return this.#takeIn(hold, envelope as Envelope<IntakeEvent>, settle);
        }
        if (isUserEvent(envelope.event)) return hearUser(hold, envelope.event, settle);
        if (isRoomEvent(envelope.event as RoomEvent | undefined))
          return hearRoom(this.#site, hold, envelope as Envelope<RoomEvent>, settle);
        const give = (one: Submitted, settled: Settle): void => this.#submit(hold, asking, one, settled);
        void this.#ended.pass(envelope as Submitted, give, settle)?.then(() => tenure.wake());
      },
      ...(hold.later === undefined ? {} : { later: (payload: unknown) => hold.later?.(payload) ?? Promise.resolve() }),
      drain: async (signal) => {
        await asking.idle();
        await hold.drain(signal);
      },
      close: async () => {
        this.#site.connections?.delete(tenure.lane);
        unwatch?.();
        unban();
        await hold.close();
        // A closed hold gives back what still comes.
        await asking.idle();
      },
    };
  }

  /** What is behind a message that went over another lane follows it, as long as that may still be on its way. */
  #submit(hold: Hold, asking: KeyedQueue, envelope: Submitted, settle: Settle): void {
    if (!this.#others.concerns(envelope)) {
      this.#recall(hold, asking, envelope, settle);
      return;
    }
    asking.run(envelope.conversation, async () => {
      const followed = await this.#others.follow(envelope).catch((error: unknown) => {
        this.#site.log.warn({ error: String(error) }, 'a message could not follow another one to its lane');
        return 'unanswered' as const;
      });
      if (followed === 'moved') settle(DONE);
      else if (followed === 'unanswered') settle(UNANSWERED);
      else this.#recall(hold, asking, envelope, settle);
    });
  }

  /** What speaks of earlier messages waits until they are found, and what comes behind it in its conversation waits too. */
  #recall(hold: Hold, asking: KeyedQueue, envelope: Submitted, settle: Settle): void {
    const { conversation, event } = envelope;
    if (!this.#recollection.needed || !(this.#recollection.speaks(event) || asking.has(conversation))) {
      this.#give(hold, envelope, settle);
      return;
    }
    asking.run(conversation, async () => {
      const found = await this.#recollection.recall(envelope).catch((error: unknown) => {
        this.#site.log.warn({ error: String(error) }, 'the store cannot be asked what a message speaks of');
        return 'unanswered' as const;
      });
      if (found === 'unanswered') {
        settle(UNANSWERED);
      } else if (found === 'nothing') {
        settle(DONE);
      } else {
        this.#give(hold, found === undefined || found === event ? envelope : { ...envelope, event: found }, settle);
      }
    });
  }

  #give(hold: Hold, envelope: Submitted, settle: Settle): void {
    const settled = this.#recollection.needed
      ? (outcome: Outcome): void => {
          this.#recollection.sent(envelope, outcome);
          settle(outcome);
        }
      : settle;
    try {
      if (isSignal(envelope)) {
        hold.signal?.(envelope);
        settle(DONE);
      } else {
        submitted(this.#site, envelope, this.#lane);
        hold.submit(envelope as Envelope<GatewayEvent>, (outcome) => {
          if (outcome.kind === 'elsewhere') this.#takeElsewhere(envelope, outcome, settled);
          else settled(outcome);
          if (outcome.kind === 'retry') waits(this.#site, envelope, outcome.reason);
        });
      }
    } catch (error) {
      this.#site.log.error({ error: String(error) }, 'a gateway threw when it was given a message');
      settle({ kind: 'unknown', maybeSent: true, reason: 'submit failed' });
    }
  }

  #takeElsewhere(envelope: Submitted, outcome: Elsewhere, settle: Settle): void {
    const taken = this.#others.take(envelope, outcome).catch((error: unknown): Outcome => {
      this.#site.log.error({ error: String(error) }, 'a message was lost from sight on its way to another lane');
      return { kind: 'unknown', maybeSent: true, reason: 'moving failed' };
    });
    void taken.then(settle);
  }

  /** What it does belongs to the trace of what has come in. */
  #takeIn(hold: Hold, envelope: Envelope<IntakeEvent>, settle: Settle): void {
    const { tracer, gateway } = this.#site;
    const { trace } = envelope;
    if (tracer === undefined || trace === undefined) {
      takeIn(hold, envelope, settle);
      return;
    }
    tracer.left(envelope, this.#lane);
    const settled = (outcome: Outcome): void => {
      tracer.settled(envelope, { name: `work ${gateway.name}`, outcome: outcome.kind });
      settle(outcome);
    };
    tracer.within(trace, () => takeIn(hold, envelope, settled));
  }

  effects(items: readonly Settled[], lane: string): Promise<void> {
    this.#site.metrics.count('lane_ended', { lane }, items.length);
    return this.#outcomes.settle(items, lane);
  }

  withdrawn(whose: Whose): Outcome | undefined {
    return this.#ended.outcomeOf(whose);
  }

  expired(): Outcome {
    return EXPIRED;
  }
}

/** A gateway that hears of users and failed to work on it is told again after so many ms. */
const REPEAT_MS = 1000;

/** All that users do: what is missing here would be taken for something to send. */
const USER_EVENTS: Readonly<Record<UserEvent['type'], true>> = { presence: true, subscription: true, allowed: true };

function isUserEvent(event: unknown): event is UserEvent {
  if (typeof event !== 'object' || event === null || !('type' in event)) return false;
  return typeof event.type === 'string' && Object.hasOwn(USER_EVENTS, event.type);
}

function hearUser(hold: Hold, event: UserEvent, settle: Settle): void {
  (hold.user?.(event) ?? Promise.resolve()).then(
    () => settle({ kind: 'accepted', parts: [] }),
    (error: unknown) => settle({ kind: 'retry', after: REPEAT_MS, reason: String(error) }),
  );
}

function hearAgent(hold: Hold, envelope: Envelope<AgentEvent>, settle: Settle): void {
  if (hold.agent === undefined) settle({ kind: 'unsupported', feature: 'agents' });
  else hold.agent(envelope, settle);
}

function takeIn(hold: Hold, envelope: Envelope<IntakeEvent>, settle: Settle): void {
  if (hold.intake === undefined) settle({ kind: 'unsupported', feature: 'intake' });
  else hold.intake(envelope, settle);
}

function hearRoom(site: Site, hold: Hold, envelope: Envelope<RoomEvent>, settle: Settle): void {
  const opened = openedEnvelope(site, envelope);
  if (hold.room === undefined) settle({ kind: 'unsupported', feature: 'rooms' });
  else if (opened === undefined) settle({ kind: 'rejected', problem: problem('message-internal') });
  else hold.room(opened, settle);
}

function isSignal(envelope: Submitted): envelope is Envelope<SignalEvent> {
  return envelope.event?.type === 'marker' || envelope.event?.type === 'chat-state';
}
