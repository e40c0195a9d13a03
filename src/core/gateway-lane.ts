import type {
  Account,
  AgentEvent,
  Archive,
  GatewayEvent,
  Hold,
  HoldContext,
  IntakeEvent,
  KeyValue,
  Media,
  NoticeEvent,
  Post,
  RoomEvent,
  SignalEvent,
  UserEvent,
} from '../../gateways/gateway.js';
import { ownerOf } from '../account-id.js';
import { KeyedQueue } from '../keyed-queue.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { LaneHandler, LaneHold, Settled, Tenure, Whose } from '../lanes/handler.js';
import type { Elsewhere, Outcome } from '../lanes/outcome.js';
import { Recent } from '../recent.js';
import { keptBy } from '../store/secrets.js';
import { contactJid } from './addresses.js';
import { isAgentEvent, isReachedEvent, post } from './agents.js';
import { isPersonal } from './ban-book.js';
import { ContactList } from './contacts.js';
import { EndedAccounts } from './ended-accounts.js';
import { problem } from './errors.js';
import type { Fates } from './fates.js';
import type { IncomingMessages } from './incoming.js';
import { isIntakeEvent, keyFor, metricsOf, putIntakeOf } from './intake.js';
import { submitted, waits } from './journey-steps.js';
import { OtherLanes } from './other-lanes.js';
import type { Outcomes } from './outcomes.js';
import { partsOf } from './parts.js';
import type { Recollection } from './recollection.js';
import { fanOut } from './rooms/fan-out.js';
import { isRoomEvent } from './rooms/orders.js';
import { openedEnvelope } from './rooms/sealed-event.js';
import { accountOf, accountsOf, type Site } from './site.js';
import { tellOwner } from './tell-owner.js';
import { stateOf } from './user-events.js';

/** What is said of a message that waited too long. */
const EXPIRED: Outcome = { kind: 'rejected', problem: problem('message-expired') };

/** Unique values whose holders are remembered. */
const HOLDERS = 16_384;

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
  readonly #incoming: IncomingMessages;
  readonly #fates: Fates;
  readonly #kv: KeyValue;
  readonly #ended: EndedAccounts;
  readonly #media: Media | undefined;
  readonly #archive: Archive | undefined;
  readonly #contacts: ContactList;
  readonly #recollection: Recollection;
  readonly #others: OtherLanes;
  /** Ids of accounts by the unique values that they had when they were last asked for. */
  readonly #holders = new Recent<string, string>(HOLDERS);

  constructor(
    site: Site,
    lane: string,
    parts: {
      outcomes: Outcomes;
      incoming: IncomingMessages;
      fates: Fates;
      kv: KeyValue;
      archive?: Archive;
      media?: Media;
      recollection: Recollection;
    },
  ) {
    this.#site = site;
    this.#lane = lane;
    this.repeatBegun = site.gateway.repeatsUnknown?.(lane) ?? false;
    this.#outcomes = parts.outcomes;
    this.#incoming = parts.incoming;
    this.#fates = parts.fates;
    this.#kv = parts.kv;
    this.#ended = new EndedAccounts(site, this.repeatBegun);
    this.#media = parts.media;
    this.#archive = parts.archive;
    this.#contacts = new ContactList(site);
    this.#recollection = parts.recollection;
    this.#others = new OtherLanes(site, lane);
  }

  async open(tenure: Tenure): Promise<LaneHold> {
    const hold = await this.#site.gateway.hold(tenure.lane, this.#context(tenure));
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

  #context(tenure: Tenure): HoldContext {
    const { gateway, words, states, stores, clock, log, metrics } = this.#site;
    let wasUp = false;
    return {
      lane: tenure.lane,
      deliver: (message) => this.#incoming.deliver(message),
      report: (report) => this.#fates.report(report),
      answeredLate: (envelope, parts) => this.#outcomes.late(envelope, parts, !this.repeatBegun),
      notice: (notice) => tenure.add(this.#noticeEnvelope(notice)),
      tell: (account, text) => tellOwner(this.#site, account, text),
      jidOf: (contact) => contactJid(gateway, contact),
      presence: (presence) => this.#contacts.presence(presence),
      contacts: this.#contacts,
      rooms: (stanzas) => fanOut(this.#site, stanzas),
      ...(gateway.agent === undefined ? {} : { post: (stanza: Post) => post(this.#site, stanza) }),
      put: putIntakeOf(this.#site),
      neighbour: this.#site.neighbour,
      parts: () => partsOf(this.#site),
      admins: this.#site.admins,
      presenceOf: async (account) => stateOf(await stores.presence.online(gateway.name, ownerOf(account))),
      account: (id) => knownAccount(this.#site, id),
      accountOf: async (jid) => (this.#site.access(jid) === undefined ? accountOf(this.#site, jid) : undefined),
      accountsOf: async (jid) => {
        const user = this.#site.access(jid) === undefined ? await accountsOf(this.#site, jid) : undefined;
        return user === undefined ? [] : [user.default, ...user.all.filter((account) => account !== user.default)];
      },
      holderOf: (value) => holderOf(this.#site, value, this.#holders),
      users: () => usersOf(this.#site),
      secretsOf: (account) => secretsOf(this.#site, account),
      wake: () => tenure.wake(),
      state: (state, reason) => {
        const isUp = state === 'up';
        if (isUp && wasUp && states.get(tenure.lane) === 'down') metrics.count('reconnects', { network: gateway.name });
        wasUp ||= isUp;
        states.set(tenure.lane, state);
        metrics.gauge('lane_up', state === 'up' ? 1 : 0, { lane: tenure.lane });
        tenure.state(state, reason);
      },
      mayWrite: () => tenure.mayWrite(),
      later: tenure.later,
      kv: this.#kv,
      seal: (key, text) => stores.secrets.seal(keptBy(gateway.name, key), text),
      unseal: (key, sealed) => unsealed(this.#site, key, sealed),
      derivedKey: (purpose) => keyFor(this.#site, purpose),
      rates: {
        reserve: (key, plan, count) => stores.rates.reserve(`${gateway.name}:${key}`, plan, count),
        slow: (key, plan, factor, settle) => stores.rates.slow(`${gateway.name}:${key}`, plan, factor, settle),
      },
      ...(this.#media === undefined ? {} : { media: this.#media }),
      ...(this.#archive === undefined ? {} : { archive: this.#archive }),
      text: (ref, lang) => words.text(ref, lang),
      clock,
      log: log.child({ lane: tenure.lane }),
      metrics: metricsOf(this.#site),
    };
  }

  #noticeEnvelope(notice: NoticeEvent): Envelope<NoticeEvent> {
    return {
      v: ENVELOPE_VERSION,
      id: newEnvelopeId(),
      gateway: this.#site.gateway.name,
      account: '',
      rev: 0,
      conversation: `>${notice.contact}`,
      kind: 'message',
      event: notice,
      at: this.#site.clock.now(),
    };
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

/** Who may not use the gateway any more is nobody to it, also when the phones still answer. */
async function knownAccount({ gateway, stores, access }: Site, id: string): Promise<Account | undefined> {
  if (access(ownerOf(id)) !== undefined) return undefined;
  return (await stores.cache.get(gateway.name, id)) ?? gateway.guest?.(id);
}

async function holderOf(site: Site, value: string, holders: Recent<string, string>): Promise<Account | undefined> {
  const { gateway, stores } = site;
  const { unique } = gateway.registration;
  if (unique === undefined) return undefined;
  const found = async (id: string | undefined): Promise<Account | undefined> => {
    const account = id === undefined ? undefined : await knownAccount(site, id);
    return account?.fields[unique] === value ? account : undefined;
  };
  // Nobody else can have the value as long as this one has it.
  const known = await found(holders.get(value));
  if (known !== undefined) return known;
  const id = await stores.accounts.holder(gateway.name, unique, value);
  if (id !== undefined) holders.set(value, id);
  // It may be known to this process as it was a moment ago.
  return await found(id);
}

async function* usersOf(site: Site): AsyncIterable<readonly Account[]> {
  const { gateway, stores } = site;
  let from: string | undefined;
  do {
    const page = await stores.accounts.page(gateway.name, from);
    for (const { jid, all } of page.users) if (site.access(jid) === undefined) yield all;
    from = page.next;
  } while (from !== undefined);
}

async function secretsOf({ gateway, stores }: Site, { id }: Account): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  for (const { name, kind } of gateway.registration.fields) {
    const value = kind === 'text-private' ? await stores.accounts.secret(gateway.name, id, name) : undefined;
    if (value !== undefined && value !== '') secrets[name] = value;
  }
  return secrets;
}

function unsealed({ gateway, stores, log }: Site, key: string, sealed: string): string | undefined {
  try {
    return stores.secrets.open(keptBy(gateway.name, key), sealed);
  } catch (error) {
    log.warn({ error: String(error) }, 'something that was kept cannot be read any more');
    return undefined;
  }
}

function isSignal(envelope: Submitted): envelope is Envelope<SignalEvent> {
  return envelope.event?.type === 'marker' || envelope.event?.type === 'chat-state';
}
