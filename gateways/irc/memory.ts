import type { HoldContext, Timer } from '../gateway.js';
import type { Session } from './session.js';
import type { SessionMemory } from './session-parts.js';

/** What a session was is remembered for so long, s, where no process holds the lane: who comes back later begins anew. */
const TTL_SECONDS = 30 * 86_400;
/** Sessions in which nothing changes are written so often, ms, that they are not forgotten while they last. */
const RENEW_MS = 86_400_000;
/** Changes of so many ms are written together. */
const PAUSE_MS = 50;

interface Remembered {
  readonly user: string;
  readonly network: string;
  readonly memory: SessionMemory;
}

/** Remembers the sessions of a lane, so that whoever holds it next can go on with them. */
export class Memory {
  readonly #context: HoldContext;
  readonly #key: string;
  readonly #changed = new Map<string, Session | undefined>();
  readonly #lasting = new Set<Session>();
  #renewal: Timer | undefined;
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(context: HoldContext) {
    this.#context = context;
    this.#key = keyOf(context.lane);
  }

  async read(): Promise<readonly Remembered[]> {
    const fields = await this.#context.kv.fields(this.#key);
    return Object.entries(fields).flatMap(([name, text]) => {
      const [user = '', network = ''] = name.split('\n');
      const memory = parsed(text);
      return memory === undefined || user === '' ? [] : [{ user, network, memory: this.#opened(memory) }];
    });
  }

  note(session: Session): void {
    this.#lasting.add(session);
    this.#set(session, session);
    this.#renewal ??= this.#context.clock.after(RENEW_MS, () => {
      this.#renewal = undefined;
      for (const one of this.#lasting) this.note(one);
    });
  }

  forget(session: Session): void {
    this.#lasting.delete(session);
    this.#set(session, undefined);
  }

  /** Writes what is left; what changes from now on is another process' business. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    this.#renewal?.cancel();
    await this.#write();
    this.#closed = true;
  }

  /** Keys of channels are secrets: whoever reads Redis must not get into rooms by them. */
  #sealed(memory: SessionMemory): SessionMemory {
    return withKeys(memory, (key) => this.#context.seal(this.#key, key));
  }

  /** A key that cannot be read any more is left out: the network may let us in all the same, or says that it wants one. */
  #opened(memory: SessionMemory): SessionMemory {
    return withKeys(memory, (key) => this.#context.unseal(this.#key, key));
  }

  #set({ user, network }: Session, value: Session | undefined): void {
    if (this.#closed) return;
    this.#changed.set(`${user}\n${network}`, value);
    this.#timer ??= this.#context.clock.after(PAUSE_MS, () => {
      this.#timer = undefined;
      void this.#write();
    });
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeNow());
    return this.#writing;
  }

  async #writeNow(): Promise<void> {
    const { kv, log } = this.#context;
    if (this.#changed.size === 0 || this.#closed || !this.#context.mayWrite()) return;
    const changed = [...this.#changed];
    this.#changed.clear();
    const set: Record<string, string> = {};
    const gone: string[] = [];
    for (const [name, session] of changed) {
      const memory = session?.memory;
      if (memory === undefined) gone.push(name);
      else set[name] = JSON.stringify(this.#sealed(memory));
    }
    try {
      if (Object.keys(set).length > 0) await kv.setFields(this.#key, set, TTL_SECONDS);
      if (gone.length > 0) await kv.removeFields(this.#key, gone);
    } catch (error) {
      log.warn({ error: String(error) }, 'what sessions there are could not be remembered');
      for (const [name, session] of changed) if (!this.#changed.has(name)) this.#changed.set(name, session);
      this.#timer ??= this.#context.clock.after(1000, () => {
        this.#timer = undefined;
        void this.#write();
      });
    }
  }
}

/** Moves the sessions of lanes to those where their users are now; each is in both for a moment, and in none at no time. */
export async function moveSessions(
  from: readonly string[],
  laneOf: (user: string) => string,
  { kv, seal, unseal }: Pick<HoldContext, 'kv' | 'seal' | 'unseal'>,
): Promise<void> {
  for (const lane of from) {
    for (const [name, text] of Object.entries(await kv.fields(keyOf(lane)))) {
      const to = laneOf(name.split('\n')[0] ?? '');
      if (to === lane) continue;
      const memory = parsed(text);
      if (memory !== undefined) {
        // Keys of channels are sealed for the place where they lie.
        const opened = withKeys(memory, (key) => unseal(keyOf(lane), key));
        const sealed = withKeys(opened, (key) => seal(keyOf(to), key));
        await kv.setFields(keyOf(to), { [name]: JSON.stringify(sealed) }, TTL_SECONDS);
      }
      await kv.removeFields(keyOf(lane), [name]);
    }
  }
}

const keyOf = (lane: string): string => `sessions:${lane}`;

function withKeys(memory: SessionMemory, change: (key: string) => string | undefined): SessionMemory {
  const rooms = memory.rooms.map(({ key, ...room }) => {
    const changed = key === undefined ? undefined : change(key);
    return changed === undefined ? room : { ...room, key: changed };
  });
  return { ...memory, rooms };
}

function parsed(text: string): SessionMemory | undefined {
  try {
    const value = JSON.parse(text) as Partial<SessionMemory>;
    if (typeof value.account !== 'string' || !Array.isArray(value.rooms)) return undefined;
    return value as SessionMemory;
  } catch {
    return undefined;
  }
}
