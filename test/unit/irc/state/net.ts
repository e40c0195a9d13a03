import assert from 'node:assert/strict';
import type { IrcEvent } from '../../../../gateways/irc/state/events.js';
import type { StateLimits } from '../../../../gateways/irc/state/limits.js';
import { NetworkState } from '../../../../gateways/irc/state/network-state.js';
import type { ChannelView, UserView } from '../../../../gateways/irc/state/views.js';
import { Isupport } from '../../../../gateways/irc/wire/isupport.js';
import type { IrcMessage } from '../../../../gateways/irc/wire/message.js';
import { parseLine } from '../../../../gateways/irc/wire/parse.js';

/** When lines come in these tests: 2026-01-01T00:00:00Z. */
export const NOW = 1_767_225_600_000;

export interface NetOptions {
  readonly isupport?: string;
  readonly limits?: Partial<StateLimits>;
}

/** A network to which lines are fed as a server would send them; our nick is `me`. */
export class Net {
  readonly isupport = new Isupport();
  readonly state: NetworkState;
  now = NOW;

  constructor({ isupport, limits }: NetOptions = {}) {
    if (isupport !== undefined) this.isupport.apply(['me', ...isupport.split(' ')]);
    this.state = new NetworkState({ isupport: this.isupport, nick: 'me', ...(limits === undefined ? {} : { limits }) });
  }

  /** All events of these lines. */
  feed(...lines: readonly string[]): IrcEvent[] {
    return lines.flatMap((line) => {
      const message = parsed(line);
      if (message.command === '005') this.isupport.apply(message.params);
      return [...this.state.apply(message, this.now)];
    });
  }

  /** The only event of these lines, which must be of that type. */
  one<T extends IrcEvent['type']>(type: T, ...lines: readonly string[]): Extract<IrcEvent, { type: T }> {
    const events = this.feed(...lines);
    assert.deepEqual(
      events.map((event) => event.type),
      [type],
    );
    const [event] = events;
    if (!isOf(event, type)) throw new assert.AssertionError({ message: `no ${type}` });
    return event;
  }

  channel(name: string): ChannelView {
    const channel = this.state.channel(name);
    if (channel === undefined) throw new assert.AssertionError({ message: `not in ${name}` });
    return channel;
  }

  user(nick: string): UserView {
    const user = this.state.user(nick);
    if (user === undefined) throw new assert.AssertionError({ message: `${nick} is not known` });
    return user;
  }

  /** Members as NAMES writes them, sorted. */
  names(name: string): string[] {
    return [...this.channel(name).members].map(([user, signs]) => `${signs}${user.nick}`).sort();
  }
}

function isOf<T extends IrcEvent['type']>(
  event: IrcEvent | undefined,
  type: T,
): event is Extract<IrcEvent, { type: T }> {
  return event?.type === type;
}

export function parsed(line: string): IrcMessage {
  const message = parseLine(line);
  if (message === undefined) throw new assert.AssertionError({ message: `no line: ${line}` });
  return message;
}

/** A network where we are in `#c` with some others. */
export function inChannel(options: NetOptions = {}): Net {
  const net = new Net(options);
  net.feed(
    ':me!m@h JOIN #c',
    ':srv 353 me = #c :@alice!a@h +bob!b@h me!m@h carol!c@h',
    ':srv 366 me #c :End of /NAMES list.',
  );
  return net;
}
