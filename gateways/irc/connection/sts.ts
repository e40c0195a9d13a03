import type { Clock } from '../../gateway.js';
import type { IrcHost } from './settings.js';

/** What is remembered of a host that wants TLS (IRCv3 Strict Transport Security). */
export interface StsPolicy {
  /** Where TLS is spoken. */
  readonly port: number;
  /** Seconds, as the server said. */
  readonly duration: number;
  /** Wall time in milliseconds after which it holds no more. */
  readonly until: number;
}

/** Where policies outlive a process; keys are host names in lower case. */
export interface StsStore {
  get(host: string): Promise<StsPolicy | undefined>;
  /** Undefined: the policy is withdrawn. */
  set(host: string, policy: StsPolicy | undefined): Promise<void>;
}

/** Policies of this process alone. */
export class StsMemory implements StsStore {
  readonly #policies = new Map<string, StsPolicy>();

  async get(host: string): Promise<StsPolicy | undefined> {
    return this.#policies.get(host);
  }

  async set(host: string, policy: StsPolicy | undefined): Promise<void> {
    if (policy === undefined) this.#policies.delete(host);
    else this.#policies.set(host, policy);
  }
}

/** More seconds than this are read as this: ten years. */
const MOST_SECONDS = 10 * 365 * 24 * 3600;

/** The keys of the value of `sts`; what is malformed is missing. */
export function parseSts(value: string): { readonly port?: number; readonly duration?: number } {
  const keys = new Map<string, string>();
  for (const token of value.split(',')) {
    const [key = '', text = ''] = token.split('=', 2);
    if (!keys.has(key)) keys.set(key, text);
  }
  const number = (key: string): number | undefined => {
    const text = keys.get(key);
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  const port = number('port');
  const duration = number('duration');
  return {
    ...(port !== undefined && port > 0 && port < 65_536 ? { port } : {}),
    ...(duration === undefined ? {} : { duration: Math.min(duration, MOST_SECONDS) }),
  };
}

/** Keeps a connection from being plaintext where the server once said that it must not be. */
export class Sts {
  readonly #store: StsStore;
  readonly #clock: Clock;
  /** Ports that plaintext connections were sent to, until one of TLS has confirmed it or the attempts begin anew. */
  readonly #upgrades = new Map<string, number>();
  /** What the present connection is under: its expiry counts from its end. */
  #present: { readonly host: string; readonly port: number; readonly duration: number } | undefined;

  constructor(store: StsStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Where to connect in place of `host`. `strict`: TLS came by a policy, so that its certificate must be verified whatever
   * the settings say.
   */
  async target(host: IrcHost): Promise<{ readonly host: IrcHost; readonly strict: boolean }> {
    if (host.tls) return { host, strict: false };
    const name = host.host.toLowerCase();
    const upgrade = this.#upgrades.get(name);
    if (upgrade !== undefined) return { host: { host: host.host, port: upgrade, tls: true }, strict: true };
    const policy = await this.#store.get(name);
    if (policy === undefined || policy.until <= this.#clock.now()) return { host, strict: false };
    return { host: { host: host.host, port: policy.port, tls: true }, strict: true };
  }

  /** The server said `sts=<value>` on a connection to `host`. True: it must be closed and made again with TLS. */
  advertised(host: IrcHost, value: string): boolean {
    const { port, duration } = parseSts(value);
    const name = host.host.toLowerCase();
    if (!host.tls) {
      if (port === undefined) return false;
      this.#upgrades.set(name, port);
      return true;
    }
    this.#upgrades.delete(name);
    if (duration === undefined) return false;
    this.#present = duration === 0 ? undefined : { host: name, port: host.port, duration };
    if (duration === 0) this.#set(name, undefined);
    else this.#keep();
    return false;
  }

  /** The connection has ended. */
  ended(): void {
    this.#keep();
    this.#present = undefined;
  }

  #keep(): void {
    if (this.#present === undefined) return;
    const { host, port, duration } = this.#present;
    this.#set(host, { port, duration, until: this.#clock.now() + duration * 1000 });
  }

  #set(host: string, policy: StsPolicy | undefined): void {
    // A store that fails now is asked again at the end of the connection; the next advertisement mends the rest.
    this.#store.set(host, policy).catch(() => undefined);
  }
}
