import assert from 'node:assert/strict';
import { connectIrc, type IrcClient, type RegisterOptions } from '../../sandbox/irc-client.js';
import type { IrcLine } from '../../sandbox/irc-line.js';
import type { Guest } from '../unit/alerts/bridge/world.js';
import { visible } from '../unit/alerts/bridge/world.js';
import { until } from './until.js';

/** Everything is waited for as long as a busy machine may need. */
export const PATIENCE_MS = 60_000;

/** A text without what breaks nicks. */
export const plain = (text = ''): string => text.replaceAll('\u200b', '');

/** Somebody on IRC who sees what bridges do in channels. */
export class ChannelWatch {
  readonly client: IrcClient;

  private constructor(client: IrcClient) {
    this.client = client;
  }

  static async connect(
    port: number,
    nick: string,
    channels: readonly string[],
    options: RegisterOptions = {},
  ): Promise<ChannelWatch> {
    const client = await connectIrc({ port });
    await client.register(nick, options);
    for (const channel of channels) await client.join(channel);
    return new ChannelWatch(client);
  }

  /** The next line of that text in a channel, whoever says it. */
  async hears(channel: string, text: string | RegExp): Promise<IrcLine> {
    return await this.client.waitFor(
      (line) => line.command === 'PRIVMSG' && line.params[0] === channel && fits(plain(line.params[1]), text),
      `${channel} hears ${text}`,
      PATIENCE_MS,
    );
  }

  /** All lines that others said in a channel so far. */
  texts(channel: string): readonly string[] {
    return this.client.received.flatMap(({ command, params, nick }) =>
      command === 'PRIVMSG' && params[0] === channel && nick !== this.client.nick ? [plain(params[1])] : [],
    );
  }

  /** Waits until a nick is in a channel. */
  async sees(channel: string, nick: string): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      this.client.send(`NAMES ${channel}`);
      const { params } = await this.client.waitFor(({ command }) => command === '353', 'names', PATIENCE_MS);
      if (params.at(-2) === channel && (params.at(-1) ?? '').split(/[ @+]/).includes(nick)) return;
      assert.ok(performance.now() < deadline, `${nick} is not in ${channel}`);
    }
  }
}

/** The next message in a room that a bridge says. */
export async function heardInRoom(guest: Guest, room: string, text: string | RegExp) {
  return await guest.user.waitFor(
    (one) =>
      one.name === 'message' &&
      String(one.attrs.from).startsWith(`${room}/`) &&
      one.attrs.from !== `${room}/${guest.nick}` &&
      fits(visible(one), text),
    `${room} hears ${text}`,
    PATIENCE_MS,
  );
}

/** What others said in a room so far. */
export function textsInRoom(guest: Guest, room: string): readonly string[] {
  return guest.user.received
    .filter(({ name, attrs }) => name === 'message' && String(attrs.from).startsWith(`${room}/`))
    .filter(({ attrs }) => attrs.from !== `${room}/${guest.nick}`)
    .map(visible)
    .filter((text) => text !== '');
}

/** Waits until a nick is in a room, as its guest has been told, and tells how long that took, ms. */
export async function inRoom(guest: Guest, room: string, nick: string): Promise<number> {
  const begun = performance.now();
  const last = () =>
    guest.user.received.findLast(({ name, attrs }) => name === 'presence' && attrs.from === `${room}/${nick}`);
  await until(() => last() !== undefined && last()?.attrs.type === undefined, `${nick} is in ${room}`, PATIENCE_MS);
  return performance.now() - begun;
}

function fits(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text === wanted : wanted.test(text);
}
