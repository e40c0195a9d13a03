import type {
  Envelope,
  GatewayEvent,
  Hold,
  HoldContext,
  Outcome,
  OutsideConnection,
  Problem,
  RoomAsk,
  RoomEvent,
  SignalEvent,
  Timer,
  UserEvent,
} from '../gateway.js';
import type { IrcAddresses } from './addresses.js';
import { Asks } from './asks/asks.js';
import { Server } from './asks/server.js';
import type { Directory } from './directory.js';
import { Ignores } from './ignores.js';
import { Memory } from './memory.js';
import { Names } from './names.js';
import { OccupantMemory, rollName } from './occupant-memory.js';
import { OrderDesk } from './orders/orders.js';
import { DONE, problemOf, type Settle } from './rooms/place.js';
import { Seating } from './seating.js';
import { Session } from './session.js';
import type { SessionMemory } from './session-parts.js';
import type { Shared } from './shared.js';
import { enter, invite, leave, signal, status, submit } from './user-acts.js';

/** How long the end waits for what was said to reach Redis, ms. */
const OUT_MS = 2000;
/** After so many ms every process knows who has unregistered. */
const LEARNT_MS = 3000;
/** Networks that are told of one by one. */
const MOST_NAMED = 20;
/** Events that may be on their way to networks. */
const WINDOW = 4096;

export interface HoldParts {
  readonly domain: string;
  readonly addresses: IrcAddresses;
  readonly directory: Directory;
  readonly shared: Shared;
  readonly closed: () => void;
}

/** The sessions of one share of the users. */
export class IrcHold implements Hold {
  /** A connection keeps order and gives no line back to be sent again. */
  readonly depth = 64;
  readonly #context: HoldContext;
  readonly #parts: HoldParts;
  readonly #sessions = new Map<string, Session>();
  readonly #memory: Memory;
  readonly #occupants: OccupantMemory;
  readonly #seating: Seating;
  readonly #asks: Asks;
  readonly #orders: OrderDesk;
  /** Users of whom it is to be found out whether they are still registered. */
  readonly #ending = new Map<string, Timer>();
  /** Sessions that are about to be made. */
  readonly #opening = new Map<Promise<void>, { readonly user: string; readonly network: string }>();
  #open = 0;
  #closed = false;

  constructor(context: HoldContext, parts: HoldParts) {
    this.#context = context;
    this.#parts = parts;
    this.#memory = new Memory(context);
    this.#occupants = new OccupantMemory(context);
    const server = new Server();
    const open = (user: string, network: string, account: string) => this.#opened(user, network, account);
    const { domain, addresses, directory, shared } = parts;
    this.#seating = new Seating({
      context,
      networkOf: (user, network) => directory.networkSettings(context, user, network),
    });
    this.#asks = new Asks(
      {
        context,
        domain,
        addresses,
        version: shared.ctcp.version,
        session: (user, network) => this.session(user, network),
        open,
      },
      server,
    );
    this.#orders = new OrderDesk({
      context,
      server,
      sessions: () => [...this.#sessions.values()],
      open,
      networkOf: (user, network) => directory.networkOf(context, user, network),
      mayStay: (user, network) => directory.mayConnect(context, user, network, []),
      quitMessage: shared.quitMessage,
    });
    context.state('up');
  }

  /** One for each network, because there is one for each user. */
  connections(): readonly OutsideConnection[] {
    const counts = new Map<string, { all: number; up: number }>();
    for (const { network, up } of this.#sessions.values()) {
      // Where people may name any server there may be as many as people.
      const name = counts.has(network) || counts.size < MOST_NAMED ? network : 'other networks';
      const count = counts.get(name) ?? { all: 0, up: 0 };
      counts.set(name, { all: count.all + 1, up: count.up + (up ? 1 : 0) });
    }
    return Array.from(counts, ([network, { all, up }]) => ({
      name: `${network}, ${this.#context.lane}`,
      state: up > 0 ? 'up' : 'down',
      since: 0,
      reason: up === all ? '' : `${all - up} of ${all} sessions are not connected`,
    }));
  }

  /** Takes up the sessions that another process has left. Rejects where Redis cannot be asked. */
  async resume(): Promise<void> {
    const all = await this.#memory.read();
    const occupants = new Map<string, ReadonlySet<string>>();
    const rolls = await Promise.all(
      all.map(async ({ user, network }) => {
        const scope = await this.#parts.directory.networkOf(this.#context, user, network);
        return (contact: string): string => rollName(scope, contact);
      }),
    );
    const names = all.flatMap(({ network, memory }, index) =>
      this.#contactsOf(network, memory).flatMap((contact) => rolls[index]?.(contact) ?? []),
    );
    await Promise.all(
      [...new Set(names)].map(async (roll) => {
        occupants.set(roll, await this.#occupants.read(roll));
      }),
    );
    all.forEach(({ user, network, memory }, index) => {
      const session = this.#make(user, network, memory.account);
      session.restore(memory, (contact) => {
        const roll = rolls[index]?.(contact) ?? '';
        this.#occupants.await(session.place, roll);
        return occupants.get(roll) ?? new Set();
      });
    });
    await Promise.all(all.map(({ user, network }) => this.#seating.keep(user, network)));
    await this.#seating.tell();
  }

  free(): number {
    return this.#closed ? 0 : Math.max(0, WINDOW - this.#open);
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    const { event, account } = envelope;
    if (event === undefined || event.type !== 'message') {
      settle({ kind: 'unsupported', feature: 'notices' });
      return;
    }
    if (this.#closed || !this.#context.mayWrite()) {
      settle(later());
      return;
    }
    const done = this.#counted(settle);
    const { name, network } = this.#parts.addresses.partsOf(event.contact);
    const user = userOf(account);
    const known = this.session(user, network);
    // Somebody in a room, and not behind `%network`: only from within the room.
    if (event.room !== undefined && name !== '' && known === undefined) {
      done(rejected(problemOf('modify', 'not-acceptable', 'irc.room.not-in')));
      return;
    }
    if (known !== undefined) {
      submit(known, event, name, done);
      return;
    }
    this.#with(user, network, account, done, (session) => submit(session, event, name, done));
  }

  room(envelope: Envelope<RoomEvent>, settle: (outcome: Outcome) => void): void {
    if (this.#closed || !this.#context.mayWrite()) {
      settle(later());
      return;
    }
    const { event, account } = envelope;
    const done = this.#counted(settle);
    if (event === undefined) {
      done(DONE);
      return;
    }
    if (event.type === 'order') {
      this.#orders.follow(event.order).then(
        (answer) => done({ kind: 'accepted', parts: [], answer: JSON.stringify(answer ?? null) }),
        (error: unknown) => done({ kind: 'unknown', maybeSent: true, reason: String(error) }),
      );
      return;
    }
    const user = userOf(account);
    if (event.type === 'gone') {
      this.#afterOpening(user, undefined, done, () => {
        for (const session of this.#sessions.values()) if (session.user === user) session.rooms.gone(event.from);
        done(DONE);
      });
      return;
    }
    const { name, network } = this.#parts.addresses.partsOf(event.contact);
    this.#afterOpening(user, network, done, () => {
      if (event.type === 'ask') {
        this.#ask(user, account, event, done);
        return;
      }
      const session = this.session(user, network);
      if (event.type === 'enter') {
        const entering = (opened: Session): void => enter(opened, event, name, done);
        if (session === undefined) this.#with(user, network, account, done, entering);
        else entering(session);
      } else if (session === undefined) {
        const notIn = problemOf('modify', 'not-acceptable', 'irc.room.not-in');
        done(event.type === 'leave' ? DONE : rejected(notIn));
      } else if (event.type === 'leave') leave(session, event, name, done);
      else if (event.type === 'status') status(session, event, name, done);
      else invite(session, event, name, done);
    });
  }

  signal({ account, event }: Envelope<SignalEvent>): void {
    if (event === undefined || this.#closed || !this.#context.mayWrite()) return;
    const { name, network } = this.#parts.addresses.partsOf(event.contact);
    const session = this.session(userOf(account), network);
    if (session !== undefined) signal(session, event, name);
  }

  async user(event: UserEvent): Promise<void> {
    await this.#parts.directory.user(event, [...this.#sessions.values()], this.#context);
    if (event.type === 'presence' && !event.state.available) this.#endLater(event.account);
  }

  /** A user may be offline for having unregistered, which this process learns a little later than others. */
  #endLater(user: string): void {
    if (this.#closed || this.#ending.has(user) || ![...this.#sessions.values()].some((one) => one.user === user))
      return;
    const { clock, log } = this.#context;
    this.#ending.set(
      user,
      clock.after(LEARNT_MS, () => {
        this.#ending.delete(user);
        this.#endUnfounded(user).catch((error: unknown) => {
          log.warn({ error: String(error) }, 'whether a user is still registered cannot be found out');
        });
      }),
    );
  }

  async #endUnfounded(user: string): Promise<void> {
    const { directory, shared } = this.#parts;
    for (const session of await directory.unfounded(user, [...this.#sessions.values()], this.#context)) {
      void session.stop(shared.quitMessage, session.place.say({ key: 'irc.not-registered' }));
    }
  }

  /** The session of a user on a network (as it stands in addresses). */
  session(user: string, network: string): Session | undefined {
    return this.#sessions.get(keyOf(user, network));
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#closed = true;
    while (this.#open > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => this.#context.clock.after(20, resolve));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#context.state('down', 'closed');
    for (const timer of this.#ending.values()) timer.cancel();
    this.#ending.clear();
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    this.#seating.close();
    await Promise.all([this.#memory.close(), this.#occupants.close()]);
    this.#parts.closed();
    const { quitMessage, outbox } = this.#parts.shared;
    await Promise.all(all.map((session) => session.abandon(quitMessage)));
    // What was said up to now is on its way to Redis.
    const { clock } = this.#context;
    const until = clock.monotonic() + OUT_MS;
    while (outbox.busy && clock.monotonic() < until) await new Promise<void>((resolve) => clock.after(20, resolve));
  }

  pause(): void {
    for (const session of this.#sessions.values()) session.pause();
  }

  unpause(): void {
    for (const session of this.#sessions.values()) session.resume();
  }

  #ask(user: string, account: string, event: RoomAsk, settle: Settle): void {
    this.#asks.answer(user, account, event).then(
      (answer) => {
        if (typeof answer === 'object') settle(rejected(answer));
        else settle({ kind: 'accepted', parts: [], ...(answer === undefined ? {} : { answer }) });
      },
      (error: unknown) => {
        this.#context.log.error({ error: String(error) }, 'a request to a room could not be answered');
        settle(rejected(problemOf('wait', 'internal-server-error', 'irc.internal')));
      },
    );
  }

  /**
   * Does something behind the opening of the user's session on a network, or of all of them, where one is under way: who
   * leaves at once after entering must not be passed by the entering.
   */
  #afterOpening(user: string, network: string | undefined, settle: Settle, then: () => void): void {
    const before = [...this.#opening].flatMap(([opening, of]) =>
      of.user === user && (network === undefined || of.network === network) ? [opening] : [],
    );
    if (before.length === 0) {
      then();
      return;
    }
    void Promise.all(before).then(() => {
      if (this.#closed) settle(later());
      else then();
    });
  }

  /** Makes a session for whoever may have one, and goes on with it. */
  #with(user: string, network: string, account: string, settle: Settle, then: (session: Session) => void): void {
    const opening = this.#mayOpen(user, network).then(
      (why) => {
        if (why !== undefined) settle(rejected(why));
        else if (this.#closed) settle(later());
        else then(this.session(user, network) ?? this.#make(user, network, account));
      },
      (error: unknown) => {
        this.#context.log.warn({ error: String(error) }, 'whether a user may connect cannot be found out');
        settle({ kind: 'retry', after: 1000, reason: 'the store cannot be asked' });
      },
    );
    this.#opening.set(opening, { user, network });
    void opening.finally(() => this.#opening.delete(opening));
  }

  /** A session of whoever may have one, not started; else why not. */
  #opened(user: string, network: string, account: string): Promise<Session | Problem> {
    return new Promise((resolve) => {
      const refused = (outcome: Outcome): void =>
        resolve(
          outcome.kind === 'rejected'
            ? outcome.problem
            : problemOf('wait', 'recipient-unavailable', 'irc.not-connected'),
        );
      this.#with(user, network, account, refused, resolve);
    });
  }

  #contactsOf(network: string, { rooms }: SessionMemory): readonly string[] {
    const names = new Names(this.#parts.domain, this.#parts.addresses, network);
    return rooms.map(({ name }) => names.contact(name));
  }

  async #mayOpen(user: string, network: string): Promise<Problem | undefined> {
    const why = await this.#parts.directory.mayConnect(this.#context, user, network, [...this.#sessions.values()]);
    if (why !== undefined || this.session(user, network) !== undefined) return why;
    return await this.#seating.take(user, network);
  }

  #make(user: string, network: string, account: string): Session {
    const { domain, addresses, directory, shared } = this.#parts;
    const ignores = new Ignores(this.#context.kv, user, network);
    const session: Session = new Session({
      user,
      network,
      names: new Names(domain, addresses, network),
      ignores,
      account: () => account,
      shared,
      context: this.#context,
      settings: async (nick) => {
        await ignores.load();
        return await directory.settings(this.#context, user, network, nick);
      },
      changed: (one) => this.#memory.note(one),
      turned: (one) => {
        directory.watch(one, this.#context).catch((error: unknown) => {
          this.#context.log.warn({ error: String(error) }, 'people in a roster are not watched');
        });
      },
      seen: (one, event) => this.#occupants.take(one.place, event),
      lost: (one) => this.#occupants.lost(one.place),
      monitored: (one, event) => void directory.monitored(one, event, this.#context),
      ended: (one) => {
        if (this.#sessions.get(keyOf(user, network)) === one) this.#sessions.delete(keyOf(user, network));
        this.#memory.forget(one);
        this.#occupants.forget(one.place);
        this.#seating.leave(user, network);
      },
    });
    this.#sessions.set(keyOf(user, network), session);
    return session;
  }

  #counted(settle: Settle): Settle {
    this.#open += 1;
    return (outcome) => {
      this.#open -= 1;
      // What can be tried again is tried by whoever holds the lane then.
      settle(this.#closed && outcome.kind === 'retry' ? later() : outcome);
      this.#context.wake();
    };
  }
}

function keyOf(user: string, network: string): string {
  return `${user}\n${network}`;
}

/** Bare JID of whose account it is. */
function userOf(account: string): string {
  return account.split('/', 1)[0] ?? account;
}

function later(): Outcome {
  return { kind: 'retry', after: 0, reason: 'the lane is given back', scope: 'lane' };
}

function rejected(problem: Problem): Outcome {
  return { kind: 'rejected', problem };
}
