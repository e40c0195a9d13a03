import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Gateway, Problem } from '../../../../gateways/gateway.js';
import { IrcAddresses } from '../../../../gateways/irc/addresses.js';
import { ircCommands } from '../../../../gateways/irc/commands/commands.js';
import type {
  AnswerTo,
  ConnectionInfo,
  IrcAnswers,
  IrcOrder,
  Orders,
} from '../../../../gateways/irc/commands/orders.js';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { ircPolicy } from '../../../../gateways/irc/data-policy.js';
import { ircEmblem } from '../../../../gateways/irc/emblem.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { Bans } from '../../../../gateways/irc/policy/bans.js';
import { ircTexts } from '../../../../gateways/irc/texts.js';
import { systemClock } from '../../../../src/clock.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { repositoryRoot } from '../../../support/repository.js';
import { siteWithout } from '../../core/support/site.js';
import { errorIn, Talk } from '../../core/support/talk.js';
import { type TestStore, testStore } from '../../store/support.js';

const DOMAIN = 'irc.example.org';
const ROMEO = 'romeo@example.org/home';
const ADMIN = 'admin@example.org/desk';
const SHA256 = 'ab'.repeat(32);

const UP: ConnectionInfo = {
  network: 'libera',
  state: 'up',
  server: 'irc.libera.chat:6697',
  tls: 'TLSv1.3',
  since: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  nick: 'Romeo',
  rooms: [
    { room: '#verona', resources: ['home', 'phone'], persistent: false },
    { room: '#a b@c', resources: [], persistent: true },
  ],
};
const SESSION = {
  jid: 'romeo@example.org',
  network: 'libera',
  nick: 'Romeo',
  state: 'up',
  since: UP.since,
  rooms: 2,
} as const;

/** What the holders answer, by what is asked. */
const ANSWERS: IrcAnswers = {
  connections: { connections: [UP] },
  disconnect: { ended: 1 },
  reconnect: {},
  leave: {},
  raw: {},
  certificate: { sha256: SHA256, until: UP.since },
  ignore: {},
  ignored: { masks: [{ network: 'libera', mask: 'paris!*@*' }] },
  whois: {
    lines: [
      { what: 'user', value: '~paris@verona.example' },
      { what: 'channels', value: '@#verona' },
    ],
  },
  invite: {},
  behind: { sessions: [SESSION] },
  sessions: { sessions: [SESSION, { ...SESSION, jid: 'juliet@example.org', network: 'oftc', nick: 'J' }] },
  enforce: { ended: 3 },
};

let made = 0;

describe('the commands of the IRC gateway', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  async function begin(
    more: object = {},
    answers: Partial<{ [K in keyof IrcAnswers]: IrcAnswers[K] | { readonly problem: Problem } }> = {},
    silent = 0,
  ) {
    made += 1;
    const config = ircConfig.parse({
      domain: DOMAIN,
      networks: { libera: { host: 'irc.libera.chat' }, oftc: { host: 'irc.oftc.net' } },
      ...more,
    });
    const networks = new Networks(config);
    const { anyServer, fixedServer } = config;
    const addresses = new IrcAddresses({ networks, anyServer, fixedServer });
    const asked: unknown[] = [];
    const orders: Orders = {
      user: async <O extends IrcOrder>(jid: string, order: O): Promise<AnswerTo<O>> => {
        asked.push([jid, order]);
        return answers[order.do as O['do']] ?? ANSWERS[order.do as O['do']];
      },
      all: async <O extends IrcOrder>(order: O) => {
        asked.push(order);
        return { answers: [ANSWERS[order.do as O['do']]], silent };
      },
    };
    const site = siteWithout({ stores: store.store, isAdmin: (jid) => jid.startsWith('admin') });
    const gateway: Gateway = Object.assign(Object.create(site.gateway), {
      name: `irc${made}`,
      domain: DOMAIN,
      addresses,
      commands: ircCommands({ config, networks, addresses, orders: () => orders }),
    });
    const talk = new Talk({ ...site, gateway, words: new Catalogue({ en: english }, ircTexts) });
    const says = async (jid: string, ...texts: readonly string[]) => {
      let last = '';
      for (const text of texts) last = (await talk.say(jid, text)).at(-1) ?? '';
      return last;
    };
    const bans = () => new Bans({ kv: store.store.kv(gateway.name), clock: systemClock });
    return { talk, says, asked, bans, node: (word: string) => `node="irc${made}/${word}"` };
  }

  it('show a guest its connections and rooms, and end them', async () => {
    const { says, asked } = await begin();
    assert.equal(await says(ROMEO, 'connections'), 'libera: connected since 2026-01-02 03:04 UTC, as Romeo, rooms: 2');
    assert.equal(
      await says(ROMEO, 'rooms'),
      `Room: #verona%libera@${DOMAIN}, Clients: home, phone, Kept: no\nRoom: #a\\20b\\40c%libera@${DOMAIN}, Kept: yes`,
    );
    assert.equal(await says(ROMEO, 'disconnect libera', 'Good night'), 'Connections that were ended: 1.');
    assert.deepEqual(asked.at(-1), [
      'romeo@example.org',
      { do: 'disconnect', network: 'libera', message: 'Good night' },
    ]);
    assert.equal(await says(ROMEO, 'disconnect all', '-'), 'Connections that were ended: 1.');
    assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'disconnect' }]);
    await says(ROMEO, 'disconnect oftc', '-', 'cancel');
    assert.deepEqual(
      asked.at(-1),
      ['romeo@example.org', { do: 'connections' }],
      'it is none of those that are offered',
    );
    assert.equal(await says(ROMEO, 'reconnect OFTC'), 'You are being connected to oftc.');
    assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'reconnect', network: 'oftc' }]);
    assert.equal(await says(ROMEO, 'leave #Verona on libera'), 'You have left #verona.');
    assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'leave', network: 'libera', room: '#verona' }]);
    assert.equal(await says(ROMEO, 'raw libera', 'WHOIS Paris'), 'Sent.');
    assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'raw', network: 'libera', line: 'WHOIS Paris' }]);
    assert.match(await says(ROMEO, 'leave romeo%libera'), /^This is no room/);
  });

  it('send lines of IRC where addresses name no network', async () => {
    const { says, asked } = await begin({ fixedServer: 'libera' });
    assert.equal(await says(ROMEO, 'raw WHOIS Paris'), 'Sent.');
    assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'raw', network: 'libera', line: 'WHOIS Paris' }]);
  });

  it('say so where there is nothing', async () => {
    const none = await begin(
      {},
      { connections: { connections: [] }, ignored: { masks: [] }, disconnect: { ended: 0 }, certificate: {} },
    );
    assert.match(await none.says(ROMEO, 'connections'), /^You are connected to no network/);
    assert.match(await none.says(ROMEO, 'rooms'), /^You are in no room/);
    assert.match(await none.says(ROMEO, 'ignored'), /^You ignore nobody/);
    assert.match(await none.says(ROMEO, 'disconnect all', '-'), /^There was no connection/);
  });

  it('tell what became of an order that could not be followed', async () => {
    const text = { key: 'irc.closed', params: { network: 'libera' } };
    const problem: Problem = { type: 'cancel', condition: 'service-unavailable', text };
    const kinds = ['connections', 'disconnect', 'reconnect', 'leave', 'whois', 'invite', 'ignore', 'ignored'] as const;
    const { says } = await begin({}, Object.fromEntries(kinds.map((kind) => [kind, { problem }])));
    for (const texts of [
      ['connections'],
      ['rooms'],
      ['disconnect all', '-'],
      ['reconnect libera'],
      ['leave #verona%libera'],
      ['whois paris%libera'],
      ['invite #verona%libera', 'paris'],
      ['ignored'],
    ]) {
      assert.match(await says(ROMEO, ...texts), /The administrator has closed libera for now/, texts[0]);
      await says(ROMEO, 'cancel');
    }
    assert.match(await says(ROMEO, 'whois nobody-there'), /^There is no network nobody-there here, but libera, oftc\./);
  });

  it('look at people, invite and ignore them', async () => {
    const { says, asked } = await begin();
    assert.equal(await says(ROMEO, 'whois Paris%libera'), 'User and host: ~paris@verona.example\nRooms: @#verona');
    assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'whois', network: 'libera', nick: 'paris' }]);
    assert.match(await says(ROMEO, 'invite #verona%libera', 'a b'), /A nick begins with a letter/);
    assert.equal(await says(ROMEO, 'Paris'), 'Paris is invited to #verona.');
    assert.deepEqual(asked.at(-1), [
      'romeo@example.org',
      { do: 'invite', network: 'libera', room: '#verona', nick: 'Paris' },
    ]);
    for (const [typed, mask] of [
      ['paris', 'paris!*@*'],
      ['*@verona.example', '*!*@verona.example'],
      ['p*!u@h', 'p*!u@h'],
      ['p*!u', 'p*!u@*'],
    ] as const) {
      assert.equal(await says(ROMEO, 'ignore libera', typed), `You get no more messages from ${mask}.`);
      assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'ignore', network: 'libera', mask, on: true }]);
    }
    assert.match(await says(ROMEO, 'ignore libera', '*!*@*'), /one that means everybody/);
    await says(ROMEO, 'cancel');
    assert.equal(await says(ROMEO, 'unignore libera', 'paris'), 'You get messages from paris!*@* again.');
    assert.equal(await says(ROMEO, 'ignored'), 'Network: libera, Mask: paris!*@*');
  });

  it('make a certificate for those who are registered, and say what to do with it', async () => {
    const { says, talk, asked } = await begin();
    assert.match(await says(ROMEO, 'certificate'), /^I do not know this word/);
    await talk.ask(ROMEO, 'set', '<query xmlns="jabber:iq:register"><nick>romeo</nick></query>');
    const said = await says(ROMEO, 'certificate libera', 'make');
    assert.match(said, new RegExp(`CERT ADD ${SHA256}\\.[\\s\\S]*SHA-256: ${SHA256}\\nUntil: 2026-01-02T03:04:05Z`));
    assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'certificate', network: 'libera', action: 'make' }]);
  });

  it('are for registered users where guests are not let in', async () => {
    const { says } = await begin({ guests: false });
    assert.doesNotMatch(await says(ROMEO, 'connections'), /irc\.libera\.chat/);
  });

  it('tell admins who is behind a nick and who is connected, and nobody else', async () => {
    const { says, asked } = await begin({}, {}, 1);
    const row = 'romeo@example.org: libera, connected since 2026-01-02 03:04 UTC, as Romeo, rooms: 2';
    const silence = 'Parts of the gateway that did not answer: 1. Try again for the whole.';
    assert.equal(await says(ADMIN, 'who Romeo%irc.libera.chat'), `${silence}\n${row}`);
    assert.deepEqual(asked.at(-1), { do: 'behind', network: 'libera', nick: 'romeo' });
    assert.equal(
      await says(ADMIN, 'sessions -', '-'),
      `${silence}\n${row}\njuliet@example.org: oftc, connected since 2026-01-02 03:04 UTC, as J, rooms: 2`,
    );
    assert.deepEqual(asked.at(-1), { do: 'sessions' });
    assert.equal(await says(ADMIN, 'sessions oftc', 'juliet@example.org/x').then((said) => said.split('\n').length), 2);
    assert.deepEqual(asked.at(-1), { do: 'sessions', network: 'oftc' });
    for (const word of [
      'who',
      'sessions',
      'disconnect-user',
      'ban',
      'unban',
      'bans',
      'close-network',
      'open-network',
      'closed-networks',
    ]) {
      const before = asked.length;
      await says(ROMEO, word, 'romeo%libera');
      assert.equal(asked.length, before, word);
    }
  });

  it('let admins disconnect a user', async () => {
    const { says, asked } = await begin();
    assert.equal(
      await says(ADMIN, 'disconnect-user Romeo@example.org/x', '-', '-'),
      'Connections of romeo@example.org that were ended: 1.',
    );
    assert.deepEqual(asked.at(-1), [
      'romeo@example.org',
      { do: 'disconnect', message: 'Disconnected by the administrator of the gateway' },
    ]);
    await says(ADMIN, 'disconnect-user romeo@example.org', 'libera', 'Enough');
    assert.deepEqual(asked.at(-1), ['romeo@example.org', { do: 'disconnect', network: 'libera', message: 'Enough' }]);
  });

  it('let admins ban and unban, and have the holders end what is forbidden', async () => {
    const { says, asked, bans } = await begin();
    assert.match(await says(ADMIN, 'ban *@*'), /Write a JID/);
    assert.match(await says(ADMIN, 'admin@*'), /^This would ban yourself/);
    assert.match(await says(ADMIN, 'example.org'), /^This would ban yourself/);
    assert.match(
      await says(ADMIN, 'romeo@example.org', 'efnet'),
      /^There is no network efnet here, but libera, oftc\./,
    );
    assert.match(await says(ADMIN, 'irc.libera.chat', 'soon'), /^Write a time with its unit/);
    assert.equal(await says(ADMIN, '7d', 'spam'), 'romeo@example.org is banned. Connections that were ended: 3.');
    assert.deepEqual(asked.at(-1), { do: 'enforce' });
    const [ban] = await bans().list();
    assert.deepEqual(
      [ban?.who, ban?.network, ban?.reason, ban?.by],
      ['romeo@example.org', 'libera', 'spam', 'admin@example.org'],
    );
    assert.equal((ban?.until ?? 0) - (ban?.since ?? 0), 7 * 86_400_000);
    assert.match(
      await says(ADMIN, 'bans'),
      /^Who: romeo@example\.org, Network: libera, Reason: spam, Since: .*, Until: .*, By: admin@example\.org$/,
    );
    assert.match(await says(ADMIN, 'unban paris@example.org', '-'), /^There is no such ban of paris@example\.org/);
    await says(ADMIN, 'cancel');
    assert.equal(await says(ADMIN, 'unban romeo@example.org', '-'), 'romeo@example.org is banned no longer.');
    assert.equal(await says(ADMIN, 'bans'), 'Nobody is banned.');
  });

  it('let admins close a network and open it again', async () => {
    const { says } = await begin();
    assert.equal(
      await says(ADMIN, 'close-network libera', 'An attack'),
      'libera is closed. Connections that were ended: 3.',
    );
    assert.match(
      await says(ADMIN, 'closed-networks'),
      /^Network: libera, Reason: An attack, Since: .*, By: admin@example\.org$/,
    );
    assert.equal(await says(ADMIN, 'open-network libera'), 'libera is open again.');
    assert.equal(await says(ADMIN, 'open-network libera'), 'libera was not closed.');
    assert.equal(await says(ADMIN, 'closed-networks'), 'No network is closed.');
  });

  it('are ad-hoc commands too, with forms and errors', async () => {
    const { talk, node } = await begin();
    const form = await talk.command(ROMEO, node('leave'));
    assert.match(form.toString(), /Write the room and its network/);
    const refused = await talk.command(ROMEO, node('ban'));
    assert.equal(errorIn(refused).names[0], 'forbidden');
  });
});

describe('what the gateway says of itself', () => {
  const folder = join(repositoryRoot(), 'gateways/irc');
  const named = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true }).map(String)) {
    if (!file.endsWith('.ts') || file.startsWith('texts')) continue;
    for (const [, key = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/'(irc\.[a-z][a-z.-]*)'/g))
      named.add(key);
  }

  it('has a sentence for every key, and no sentence that nobody says', () => {
    const written = new Set(Object.keys(ircTexts.en ?? {}));
    assert.deepEqual(
      [...named].filter((key) => !written.has(key)),
      [],
    );
    assert.deepEqual(
      [...written].filter((key) => !named.has(key)),
      [],
    );
  });

  it('is an emblem of 16 by 16, and a policy that does not promise too much', () => {
    assert.ok(ircEmblem.rows.length === 16 && ircEmblem.rows.every((row) => /^[#.]{16}$/.test(row)));
    const policy = (more: object) =>
      ircPolicy(ircConfig.parse({ domain: DOMAIN, networks: { libera: { host: 'a.example' } }, ...more }));
    assert.deepEqual(policy({}).own, { transmission: 'encrypted', algorithm: 'TLS', retention: 2160 });
    assert.deepEqual(policy({ anyServer: true, history: { keep: 0 } }).own, { transmission: 'plain' });
    assert.deepEqual(policy({ networks: { a: { host: 'a.example', tls: false } } }).own?.transmission, 'plain');
  });
});
