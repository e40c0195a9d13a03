import type { Clock, HoldContext, Log, Problem } from '../gateway.js';
import type { IrcConfig } from './config.js';
import type { LineCodec } from './connection/codec.js';
import { type ConnectionOptions, IrcConnection } from './connection/connection.js';
import type { Failure } from './connection/failure.js';
import { Gate } from './connection/gate.js';
import { Identd } from './connection/identd.js';
import type { LoginOutcome } from './connection/sasl/authentication.js';
import type { StsPolicy, StsStore } from './connection/sts.js';
import { StsMemory } from './connection/sts.js';
import { connectionSettings, identFor } from './connection-settings.js';
import { failureText } from './failure-texts.js';
import type { Networks } from './networks.js';
import type { Attempt } from './registration.js';
import { type Charset, charsetOf, DEFAULT_FALLBACK, decodeLine, encodeLine, UTF8 } from './text/encoding.js';

type Options = Omit<ConnectionOptions, 'settings' | 'clock' | 'log' | 'parse'>;

/** How long what a server wants of TLS (IRCv3 sts) may be remembered at most, s. */
const MOST_STS_SECONDS = 366 * 86_400;

/** What connections of one process share: the pace of new ones, the ident server, what servers want of TLS. */
export class Connections {
  readonly #config: IrcConfig;
  readonly #networks: Networks;
  readonly #salt: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #gates = new Map<string, Gate>();
  readonly #identd: Identd | undefined;
  #listening: Promise<unknown> | undefined;

  constructor(
    config: IrcConfig,
    networks: Networks,
    salt: string,
    { clock, log }: { readonly clock: Clock; readonly log: Log },
  ) {
    this.#config = config;
    this.#networks = networks;
    this.#salt = salt;
    this.#clock = clock;
    this.#log = log;
    this.#identd = config.identd === undefined ? undefined : new Identd(clock);
  }

  /** Begins to answer who asks for idents. Never rejects: networks do without it, and the admin reads of it. */
  async listen(): Promise<void> {
    const { identd } = this.#config;
    if (identd === undefined || this.#identd === undefined) return;
    const { host, port } = readListen(identd.listen);
    this.#listening ??= this.#identd.listen(host, port).catch((error: unknown) => {
      this.#log.error({ error: String(error), listen: identd.listen }, 'the ident server cannot listen');
    });
    await this.#listening;
  }

  optionsFor(context: HoldContext, user: string, network: string): Options {
    const person = { jid: user, salt: this.#salt };
    return {
      stsStore: stsStoreOf(context),
      codec: codecOf,
      gate: this.#gateOf(network),
      ...(this.#identd === undefined ? {} : { ident: { server: this.#identd, name: identFor(this.#config, person) } }),
    };
  }

  /** Tries a registration: a connection that comes up and ends again, without a login where that is by certificate. */
  async probe(attempt: Attempt, signal: AbortSignal): Promise<Problem | undefined> {
    const { jid, password, serverPassword } = attempt;
    // The certificate is at hand where the connections are, and the fingerprint may not be known to services yet.
    const byCertificate = attempt.preferences.sasl === 'external';
    const network = byCertificate ? { ...attempt.settings, sasl: 'off' as const } : attempt.settings;
    const preferences = attempt.preferences;
    const settings = await connectionSettings({
      config: this.#config,
      network,
      preferences,
      person: { jid, salt: this.#salt },
      secrets: {
        ...(password === undefined ? {} : { password }),
        ...(serverPassword === undefined ? {} : { serverPassword }),
      },
      nick: undefined,
    });
    return await new Promise((resolve) => {
      const end = (why: Problem | undefined): void => {
        signal.removeEventListener('abort', aborted);
        resolve(why);
        void connection.stop('');
      };
      const aborted = (): void => end(undefined);
      const connection = new IrcConnection(
        {
          settings: async () => settings,
          clock: this.#clock,
          log: this.#log,
          stsStore: new StsMemory(),
          codec: codecOf,
          // Whoever tries passwords in a row is no faster than all others.
          gate: this.#gateOf(network.name),
        },
        {
          message: () => undefined,
          batch: () => undefined,
          nick: () => undefined,
          state: (state) => {
            if (state.kind === 'ready') end(notLoggedIn(connection.login));
            if (state.kind === 'failed' || state.kind === 'waiting') end(problemOf(state.failure));
          },
        },
      );
      signal.addEventListener('abort', aborted);
      connection.start();
    });
  }

  #gateOf(name: string): Gate {
    const found = this.#networks.find(name);
    const network = found.ok ? found.settings.network : name;
    const known = this.#gates.get(network);
    if (known !== undefined) return known;
    const { atOnce, every } = found.ok ? found.settings.connects : { atOnce: 10, every: 200 };
    const gate = new Gate(this.#clock, atOnce, every);
    this.#gates.set(network, gate);
    return gate;
  }
}

/** A connection that needs no login stands also where the password is wrong. */
function notLoggedIn(login: LoginOutcome | undefined): Problem | undefined {
  return login?.kind === 'refused' || login?.kind === 'distrusted'
    ? problemOf({ reason: 'login-refused', text: login.text })
    : undefined;
}

function problemOf(failed: Failure): Problem {
  const text = failureText(failed);
  return { type: 'modify', condition: 'not-acceptable', text, code: `irc ${failed.reason}` };
}

function codecOf(name: string | undefined, nameOut: string | undefined): LineCodec {
  const fallback = charsetOf(name ?? '') ?? DEFAULT_FALLBACK;
  const out = charsetOf(nameOut ?? '') ?? UTF8;
  return {
    decode: (line) => decodeLine(line, fallback),
    encode: (lines) => (out.isUtf8 ? Buffer.from(lines, 'utf8') : encodeLines(lines, out)),
  };
}

/** Tags, which are UTF-8 always, may stand on each of several lines. */
function encodeLines(lines: string, out: Charset): Buffer {
  return Buffer.concat(lines.split(/(?<=\n)/).map((line) => encodeLine(line, out)));
}

/** What servers want of TLS counts for all processes. */
function stsStoreOf({ kv }: HoldContext): StsStore {
  return {
    get: (host) => kv.get<StsPolicy>(`sts:${host}`),
    set: async (host, policy) => {
      if (policy === undefined) await kv.remove(`sts:${host}`);
      else await kv.set(`sts:${host}`, policy, MOST_STS_SECONDS);
    },
  };
}

function readListen(text: string): { readonly host: string; readonly port: number } {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}
