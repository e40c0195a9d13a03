import type { HoldContext, Outcome, Problem } from '../gateway.js';
import type { IrcAddresses } from './addresses.js';
import type { Directory } from './directory.js';
import { Ignores } from './ignores.js';
import { Memory } from './memory.js';
import { Names } from './names.js';
import { OccupantMemory, rollName } from './occupant-memory.js';
import { later, rejected } from './outcomes.js';
import { problemOf, type Settle } from './rooms/place.js';
import { Seating } from './seating.js';
import { Session } from './session.js';
import type { SessionMemory } from './session-parts.js';
import type { Shared } from './shared.js';

/** What every session of an installation has in common. */
export interface SessionsParts {
  readonly domain: string;
  readonly addresses: IrcAddresses;
  readonly directory: Directory;
  readonly shared: Shared;
}

/** The sessions of one share of the users: made for whoever may have one, and taken up where another process has left them. */
export class Sessions {
  readonly #context: HoldContext;
  readonly #parts: SessionsParts;
  readonly #sessions = new Map<string, Session>();
  readonly #memory: Memory;
  readonly #occupants: OccupantMemory;
  readonly #seating: Seating;
  /** Sessions that are about to be made, and what waits for them; without a network: for all of a user's. */
  readonly #opening = new Map<Promise<void>, { readonly user: string; readonly network: string | undefined }>();
  #closed = false;

  constructor(context: HoldContext, parts: SessionsParts) {
    this.#context = context;
    this.#parts = parts;
    this.#memory = new Memory(context);
    this.#occupants = new OccupantMemory(context);
    this.#seating = new Seating({
      context,
      networkOf: (user, network) => parts.directory.networkSettings(context, user, network),
    });
  }

  all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  of(user: string): readonly Session[] {
    return this.all().filter((session) => session.user === user);
  }

  /** The session of a user on a network (as it stands in addresses). */
  get(user: string, network: string): Session | undefined {
    return this.#sessions.get(keyOf(user, network));
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

  /** Makes no more of them; those that are there stay. */
  shut(): void {
    this.#closed = true;
  }

  /**
   * Gives all of them up: they are forgotten here and remembered in Redis. Resolves with them, still connected, when that
   * has been written.
   */
  async giveUp(): Promise<readonly Session[]> {
    this.#closed = true;
    const all = this.all();
    this.#sessions.clear();
    this.#seating.close();
    await Promise.all([this.#memory.close(), this.#occupants.close()]);
    return all;
  }

  /**
   * Does something behind the opening of the user's session on a network, or of all of them, where one is under way: who
   * leaves at once after entering must not be passed by the entering.
   */
  afterOpening(user: string, network: string | undefined, settle: Settle, then: () => void): void {
    const before = [...this.#opening].flatMap(([opening, of]) =>
      of.user === user && (network === undefined || of.network === undefined || of.network === network)
        ? [opening]
        : [],
    );
    if (before.length === 0) {
      then();
      return;
    }
    const turn = Promise.all(before).then(() => {
      if (this.#closed) settle(later());
      else then();
    });
    // What comes next waits for it too, and does not pass it.
    this.#opening.set(turn, { user, network });
    void turn.finally(() => this.#opening.delete(turn));
  }

  /** Makes a session for whoever may have one, and goes on with it. */
  with(user: string, network: string, account: string, settle: Settle, then: (session: Session) => void): void {
    const opening = this.#mayOpen(user, network).then(
      (why) => {
        if (why !== undefined) settle(rejected(why));
        else if (this.#closed) settle(later());
        else then(this.get(user, network) ?? this.#make(user, network, account));
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
  opened(user: string, network: string, account: string): Promise<Session | Problem> {
    return new Promise((resolve) => {
      const refused = (outcome: Outcome): void =>
        resolve(
          outcome.kind === 'rejected'
            ? outcome.problem
            : problemOf('wait', 'recipient-unavailable', 'irc.not-connected'),
        );
      this.with(user, network, account, refused, resolve);
    });
  }

  #contactsOf(network: string, { rooms }: SessionMemory): readonly string[] {
    const names = new Names(this.#parts.domain, this.#parts.addresses, network);
    return rooms.map(({ name }) => names.contact(name));
  }

  async #mayOpen(user: string, network: string): Promise<Problem | undefined> {
    const why = await this.#parts.directory.mayConnect(this.#context, user, network, [...this.#sessions.values()]);
    if (why !== undefined || this.get(user, network) !== undefined) return why;
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
}

function keyOf(user: string, network: string): string {
  return `${user}\n${network}`;
}
