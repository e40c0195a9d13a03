import type { Archive, RoomStanzas } from '../../../../../gateways/gateway.js';
import { IrcAddresses } from '../../../../../gateways/irc/addresses.js';
import { ircConfig } from '../../../../../gateways/irc/config.js';
import type { Answer } from '../../../../../gateways/irc/connection/labels.js';
import { MessageIds } from '../../../../../gateways/irc/message-ids.js';
import { Names } from '../../../../../gateways/irc/names.js';
import { Networks } from '../../../../../gateways/irc/networks.js';
import { Outbox } from '../../../../../gateways/irc/outbox.js';
import { OccupantIds } from '../../../../../gateways/irc/rooms/occupant-id.js';
import type { Place, Sent } from '../../../../../gateways/irc/rooms/place.js';
import { SharedLines } from '../../../../../gateways/irc/shared-lines.js';
import { UTF8 } from '../../../../../gateways/irc/text/encoding.js';
import { fold } from '../../../../../gateways/irc/wire/casemapping.js';
import { Isupport } from '../../../../../gateways/irc/wire/isupport.js';
import type { LineOut } from '../../../../../gateways/irc/wire/serialise.js';
import { silentLog } from '../../../../../src/log.js';
import { FakeClock } from '../../../sms/support/fake-clock.js';

export const DOMAIN = 'irc.example.org';
export const USER = 'juliet@example.org';

export const config = ircConfig.parse({
  domain: DOMAIN,
  secret: 'secret',
  networks: { net: { host: 'irc.net.example' }, other: { host: 'irc.other.example' } },
});
export const networks = new Networks(config);
export const addresses = new IrcAddresses({ networks, anyServer: false, fixedServer: undefined });
export const names = new Names(DOMAIN, addresses, 'net');

/** A line that was sent, and how the connection tells what becomes of it. */
export interface SentLine {
  readonly line: LineOut | readonly LineOut[];
  written(): void;
  answer(answer: Answer): void;
}

export interface Scene {
  readonly place: Place;
  readonly clock: FakeClock;
  readonly sent: SentLine[];
  /** What went to XMPP. */
  readonly out: RoomStanzas[];
}

/** The place of rooms of Juliet, whose nick is `juliet`, on a network that says nothing of itself. */
export function scene(parts: Partial<Place> = {}): Scene {
  const clock = new FakeClock();
  const sent: SentLine[] = [];
  const out: RoomStanzas[] = [];
  const outbox = new Outbox({
    send: async (stanzas) => void out.push(stanzas),
    reading: () => undefined,
    log: silentLog,
  });
  const unused = (): never => {
    throw new Error('not used');
  };
  const place: Place = {
    user: USER,
    names,
    scope: 'net',
    own: {
      user: {
        nick: 'juliet',
        user: '~j',
        host: 'host.example',
        realname: undefined,
        account: undefined,
        away: undefined,
        bot: false,
        shared: 0,
      },
      modes: '',
    },
    isupport: new Isupport(),
    caps: new Map(),
    wishes: { persistent: false, historyOnJoin: 20, record: true, highlights: false, words: [] },
    up: true,
    charset: UTF8,
    longText: { maxLines: 4, link: false },
    publish: async () => undefined,
    send: (line, hooks: Sent = {}) => {
      sent.push({ line, written: () => hooks.written?.(), answer: (answer) => hooks.answered?.(answer) });
    },
    answered: async () => undefined,
    // A server that has read at once what is written.
    onRead: (read) => read(),
    // As a session does it: whoever calls it without its place is noticed.
    fold(name) {
      return fold(name, this.isupport.casemapping);
    },
    same(one, other) {
      return this.fold(one) === this.fold(other);
    },
    outbox,
    lines: new SharedLines(clock),
    ids: new MessageIds(),
    record: unused as unknown as Place['record'],
    archive: { recent: unused } as unknown as Archive,
    occupantIds: new OccupantIds(Buffer.alloc(32, 1)),
    say: ({ key, params }) => [key, ...Object.values(params ?? {})].join(' '),
    changed: () => undefined,
    clock,
    log: silentLog,
    ...parts,
  };
  return { place, clock, sent, out };
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
