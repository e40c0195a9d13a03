import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../../../../../gateways/irc/connection/batches.js';
import {
  type ConnectionOptions,
  type ConnectionState,
  IrcConnection,
} from '../../../../../gateways/irc/connection/connection.js';
import type { ConnectionSettings } from '../../../../../gateways/irc/connection/settings.js';
import { StsMemory } from '../../../../../gateways/irc/connection/sts.js';
import type { IrcMessage } from '../../../../../gateways/irc/wire/message.js';
import { PATIENCE_MS } from '../../../../../sandbox/patience.js';
import { systemClock } from '../../../../../src/clock.js';
import { silentLog } from '../../../../../src/log.js';

/** Settings of a user for a server on the loopback interface. */
export function settingsFor(port: number, more: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return {
    hosts: [{ host: '127.0.0.1', port, tls: false }],
    tls: { verify: true },
    nick: 'alice',
    alternativeNicks: [],
    username: 'alice',
    realname: 'Alice',
    afterConnect: [],
    capabilities: [],
    addressAllowed: () => true,
    ...more,
  };
}

/** A connection and everything that it has told. */
export class Scene {
  readonly messages: { readonly message: IrcMessage; readonly answered: boolean }[] = [];
  readonly batches: Batch[] = [];
  readonly states: ConnectionState[] = [];
  readonly nicks: string[] = [];
  readonly connection: IrcConnection;
  settings: ConnectionSettings;

  constructor(settings: ConnectionSettings, more: Partial<ConnectionOptions> = {}) {
    this.settings = settings;
    this.connection = new IrcConnection(
      {
        settings: async () => this.settings,
        clock: systemClock,
        log: silentLog,
        stsStore: new StsMemory(),
        random: () => 0.5,
        ...more,
      },
      {
        message: (message, answered) => void this.messages.push({ message, answered }),
        batch: (batch) => void this.batches.push(batch),
        state: (state) => void this.states.push(state),
        nick: (nick) => void this.nicks.push(nick),
      },
    );
  }

  get commands(): string[] {
    return this.messages.map(({ message }) => message.command);
  }

  get kinds(): string[] {
    return this.states.map(({ kind }) => kind);
  }

  /** The reason of the last failure that was told. */
  get reason(): string | undefined {
    return this.states.flatMap((state) => ('failure' in state ? [state.failure.reason] : [])).at(-1);
  }

  /** `timeoutMs`: a login that nobody answers takes 20 s. */
  async ready(timeoutMs = PATIENCE_MS): Promise<void> {
    await until(
      () => this.connection.state.kind === 'ready',
      () => `it is ${JSON.stringify(this.states)}`,
      timeoutMs,
    );
  }

  /** Waits until the connection waits or has failed. */
  async over(): Promise<string> {
    await until(
      () => ['waiting', 'failed'].includes(this.connection.state.kind),
      () => `it is ${JSON.stringify(this.states)}`,
    );
    return this.reason ?? '';
  }

  /** Waits for a line that has come or will come. */
  async message(command: string): Promise<IrcMessage> {
    const find = () => this.messages.find(({ message }) => message.command === command)?.message;
    await until(
      () => find() !== undefined,
      () => `there was no ${command} in ${this.commands.join(' ')}`,
    );
    const found = find();
    if (found === undefined) throw new Error('gone');
    return found;
  }
}

/** Waits for something that happens soon; fails with what `why` says after `timeoutMs`. */
export async function until(condition: () => boolean, why: () => string, timeoutMs = PATIENCE_MS): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`in vain: ${why()}`);
    await sleep(3);
  }
}
