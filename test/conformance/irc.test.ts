import type { Envelope, GatewayModule, RoomEvent } from '../../gateways/gateway.js';
import { ircModule } from '../../gateways/irc/module.js';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { type HonestIrcd, startHonestIrcd } from '../../sandbox/ircd/index.js';
import { newEnvelopeId } from '../../src/lanes/envelope.js';
import { OTHER, USER } from '../support/test-context.js';
import { conformance } from './conformance.js';
import type { FarSide, Fixture } from './fixture.js';

/** The networks by their names in addresses: `work` is written to from the account of that label, `late` not before a test. */
const NETWORKS = ['net', 'work', 'late'] as const;
type Name = (typeof NETWORKS)[number];
/** People on each network who note what they are told. */
const PEOPLE: Readonly<Record<Name, number>> = { net: 60, work: 4, late: 6 };
const DOMAIN = 'irc.example.org';

conformance('irc', async (): Promise<Fixture> => {
  const servers = new Map<Name, HonestIrcd>();
  const people = new Map<string, IrcClient>();
  const free = new Map<Name, string[]>();
  for (const name of NETWORKS) {
    const server = await startHonestIrcd();
    servers.set(name, server);
    const names = Array.from({ length: PEOPLE[name] }, (_, index) => `person${index}`);
    free.set(name, names);
    await Promise.all(
      names.map(async (nick) => {
        people.set(`${nick}%${name}`, await person(server, nick));
      }),
    );
  }
  const next = (name: Name): string => `${free.get(name)?.shift() ?? 'nobody is left'}%${name}`;
  const texts = (contact: string): readonly { readonly nick: string; readonly text: string }[] =>
    (people.get(contact)?.received ?? []).flatMap(({ command, nick, params: [target = '', text = ''] }) =>
      command === 'PRIVMSG' && !target.startsWith('#') ? [{ nick: nick ?? '', text }] : [],
    );
  let rooms = 0;
  const listeners = new Map<string, IrcClient>();

  const far: FarSide = {
    notices: false,
    // Both networks are entered, so that private messages need not wait for a connection.
    ready: async (hold) => {
      for (const [account, name] of [
        [USER, 'net'],
        [OTHER, 'work'],
      ] as const) {
        await new Promise<void>((resolve, reject) => {
          hold.room?.(entering(account, `#lobby%${name}`), ({ kind }) =>
            kind === 'accepted' ? resolve() : reject(new Error(`the lobby of ${name} is closed: ${kind}`)),
          );
        });
      }
    },
    contact: (account = USER) => next(account === OTHER ? 'work' : 'net'),
    refusing: () => {
      rooms += 1;
      return `#nowhere${rooms}%net`;
    },
    busy: () => next('late'),
    received: (contact) => texts(contact).map(({ text }) => text),
    waitForTexts: async (contact, count) => {
      const client = people.get(contact);
      while (texts(contact).length < count) {
        await client?.waitFor(({ command }) => command === 'PRIVMSG', `${count} texts at ${contact}`, 10_000);
      }
    },
    say: async (contact, text, _hold, context, account = USER) => {
      await far.waitForTexts(contact, 1);
      people.get(contact)?.say(texts(contact).at(-1)?.nick ?? '', text);
      await context.until(
        () => context.delivered.some((message) => message.account === account && message.body === text),
        'the text is taken',
      );
    },
  };
  return {
    module: ircModule as GatewayModule,
    section: {
      domain: DOMAIN,
      secret: 'a secret of this installation',
      lanes: 2,
      networks: Object.fromEntries(
        [...servers].map(([name, { port }]) => [name, { host: `127.0.0.1:${port}`, tls: false, throttle: false }]),
      ),
    },
    folder: 'gateways/irc',
    addresses: {
      canonical: ['romeo%net', '#garden%net', 'net', '[r]^{o}|m\\e`%work', '#a%b%late', '##c++%net'],
      mistaken: [
        { written: 'net romeo', meant: 'romeo%net' },
        { written: '#garden@net', meant: '#garden%net' },
        { written: 'irc://127.0.0.1/garden', meant: '#garden%net' },
      ],
      impossible: ['', '#garden', 'romeo', 'romeo%nowhere', 'two words%net'],
      typed: [
        { text: ' #Garden%NET ', meant: '#garden%net' },
        { text: '#garden on net', meant: '#garden%net' },
        { text: 'romeo, work', meant: 'romeo%work' },
      ],
    },
    registration: {
      valid: { nick: 'juliet' },
      // Nobody can be asked about a password before it is known which network it is for.
      refused: { nick: 'juliet', password: 'sesame' },
      wrong: [{ nick: 'two words' }, { nick: '1st' }, { name: 'two\nlines' }],
    },
    far,
    rooms: {
      room: () => {
        rooms += 1;
        return `#room${rooms}%net`;
      },
      closed: () => {
        rooms += 1;
        servers.get('net')?.refuse(`#closed${rooms}`, '473', 'Cannot join channel (+i)');
        return `#closed${rooms}%net`;
      },
      listen: async (room) => {
        const client = people.get(next('net'));
        const [channel = ''] = room.split('%');
        await client?.join(channel);
        if (client !== undefined) listeners.set(channel, client);
      },
      heard: async (room, count) => {
        const [channel = ''] = room.split('%');
        const heard: string[] = [];
        while (heard.length < count) heard.push((await listeners.get(channel)?.waitForText(channel)) ?? '');
        return heard;
      },
    },
    close: async () => {
      for (const client of people.values()) client.drop();
      await Promise.all([...servers.values()].map((server) => server.stop()));
    },
  };
});

async function person(server: HonestIrcd, nick: string): Promise<IrcClient> {
  const client = await connectIrc({ host: server.host, port: server.port });
  await client.register(nick);
  return client;
}

function entering(account: string, contact: string): Envelope<RoomEvent> {
  const [jid = ''] = account.split('/');
  const head = { from: `${jid}/lobby`, to: `${contact}@${DOMAIN}/juliet`, contact, nick: 'juliet' };
  return {
    v: 1,
    id: newEnvelopeId(),
    gateway: 'irc',
    account,
    rev: 1,
    conversation: `${account}>${contact}`,
    kind: 'presence',
    event: { type: 'enter', ...head, history: { maxStanzas: 0 } },
    at: Date.now(),
  };
}
