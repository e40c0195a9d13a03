import type { HoldContext, Timer } from '../gateway.js';
import type { Session } from './session.js';
import type { SessionMemory } from './session-parts.js';

/** What a session was is remembered for so long, s: who comes back later begins anew. */
const TTL_SECONDS = 30 * 86_400;
/** Changes of so many ms are written together. */
const PAUSE_MS = 50;

export interface Remembered {
  readonly user: string;
  readonly network: string;
  readonly memory: SessionMemory;
}

/** Remembers the sessions of a lane, so that whoever holds it next can go on with them. */
export class Memory {
  readonly #context: HoldContext;
  readonly #key: string;
  readonly #changed = new Map<string, Session | undefined>();
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(context: HoldContext) {
    this.#context = context;
    this.#key = `sessions:${context.lane}`;
  }

  async read(): Promise<readonly Remembered[]> {
    const fields = await this.#context.kv.fields(this.#key);
    return Object.entries(fields).flatMap(([name, text]) => {
      const [user = '', network = ''] = name.split('\n');
      const memory = parsed(text);
      return memory === undefined || user === '' ? [] : [{ user, network, memory }];
    });
  }

  note(session: Session): void {
    this.#set(session, session);
  }

  forget(session: Session): void {
    this.#set(session, undefined);
  }

  /** Writes what is left; what changes from now on is another process' business. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#write();
    this.#closed = true;
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
      else set[name] = JSON.stringify(memory);
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

function parsed(text: string): SessionMemory | undefined {
  try {
    const value = JSON.parse(text) as Partial<SessionMemory>;
    if (typeof value.account !== 'string' || !Array.isArray(value.rooms)) return undefined;
    return value as SessionMemory;
  } catch {
    return undefined;
  }
}
