import type {
  Envelope,
  GatewayEvent,
  Hold,
  HoldContext,
  Outcome,
  OutsideConnection,
  RoomAsk,
  RoomEvent,
  SignalEvent,
  Timer,
  UserEvent,
} from '../gateway.js';
import { Asks } from './asks/asks.js';
import { Server } from './asks/server.js';
import { OrderDesk } from './orders/orders.js';
import { later, rejected } from './outcomes.js';
import { DONE, problemOf, type Settle } from './rooms/place.js';
import type { Session } from './session.js';
import { Sessions, type SessionsParts } from './sessions.js';
import { enter, invite, leave, signal, status, submit } from './user-acts.js';

/** How long the end waits for what was said to reach Redis, ms. */
const OUT_MS = 2000;
/** After so many ms every process knows who has unregistered. */
const LEARNT_MS = 3000;
/** Networks that are told of one by one. */
const MOST_NAMED = 20;
/** Events that may be on their way to networks. */
const WINDOW = 4096;

interface HoldParts extends SessionsParts {
  /** Is called when the lane is given back. */
  readonly closed: () => void;
}

/** The sessions of one share of the users. */
export class IrcHold implements Hold {
  /** A connection keeps order and gives no line back to be sent again. */
  readonly depth = 64;
  readonly #context: HoldContext;
  readonly #parts: HoldParts;
  readonly #sessions: Sessions;
  readonly #asks: Asks;
  readonly #orders: OrderDesk;
  /** Users of whom it is to be found out whether they are still registered. */
  readonly #ending = new Map<string, Timer>();
  #open = 0;
  #closed = false;

  constructor(context: HoldContext, parts: HoldParts) {
    this.#context = context;
    this.#parts = parts;
    this.#sessions = new Sessions(context, parts);
    const server = new Server();
    const open = (user: string, network: string, account: string) => this.#sessions.opened(user, network, account);
    const { domain, addresses, directory, shared } = parts;
    this.#asks = new Asks(
      {
        context,
        domain,
        addresses,
        version: shared.ctcp.version,
        session: (user, network) => this.#sessions.get(user, network),
        open,
      },
      server,
    );
    this.#orders = new OrderDesk({
      context,
      server,
      sessions: () => this.#sessions.all(),
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
    for (const { network, up } of this.#sessions.all()) {
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
    await this.#sessions.resume();
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
    // Behind those for which the session is being opened.
    this.#sessions.afterOpening(user, network, done, () => {
      const known = this.#sessions.get(user, network);
      if (known !== undefined) submit(known, event, name, done);
      // Somebody in a room, and not behind `%network`: only from within the room.
      else if (event.room !== undefined && name !== '') {
        done(rejected(problemOf('modify', 'not-acceptable', 'irc.room.not-in')));
      } else this.#sessions.with(user, network, account, done, (session) => submit(session, event, name, done));
    });
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
      this.#sessions.afterOpening(user, undefined, done, () => {
        for (const session of this.#sessions.of(user)) session.rooms.gone(event.from);
        done(DONE);
      });
      return;
    }
    const { name, network } = this.#parts.addresses.partsOf(event.contact);
    this.#sessions.afterOpening(user, network, done, () => {
      if (event.type === 'ask') {
        this.#ask(user, account, event, done);
        return;
      }
      const session = this.#sessions.get(user, network);
      if (event.type === 'enter') {
        const entering = (opened: Session): void => enter(opened, event, name, done);
        if (session === undefined) this.#sessions.with(user, network, account, done, entering);
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
    const session = this.#sessions.get(userOf(account), network);
    if (session !== undefined) signal(session, event, name);
  }

  async user(event: UserEvent): Promise<void> {
    await this.#parts.directory.user(event, this.#sessions.all(), this.#context);
    if (event.type === 'presence' && !event.state.available) this.#endLater(event.account);
  }

  /** A user may be offline for having unregistered, which this process learns a little later than others. */
  #endLater(user: string): void {
    if (this.#closed || this.#ending.has(user) || this.#sessions.of(user).length === 0) return;
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
    for (const session of await directory.unfounded(user, this.#sessions.all(), this.#context)) {
      void session.stop(shared.quitMessage, session.place.say({ key: 'irc.not-registered' }));
    }
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#closed = true;
    this.#sessions.shut();
    while (this.#open > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => this.#context.clock.after(20, resolve));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#context.state('down', 'closed');
    for (const timer of this.#ending.values()) timer.cancel();
    this.#ending.clear();
    const all = await this.#sessions.giveUp();
    this.#parts.closed();
    const { quitMessage, outbox } = this.#parts.shared;
    await Promise.all(all.map((session) => session.abandon(quitMessage)));
    // What was said up to now is on its way to Redis.
    const { clock } = this.#context;
    const until = clock.monotonic() + OUT_MS;
    while (outbox.busy && clock.monotonic() < until) await new Promise<void>((resolve) => clock.after(20, resolve));
  }

  pause(): void {
    for (const session of this.#sessions.all()) session.pause();
  }

  unpause(): void {
    for (const session of this.#sessions.all()) session.resume();
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

/** Bare JID of whose account it is. */
function userOf(account: string): string {
  return account.split('/', 1)[0] ?? account;
}
