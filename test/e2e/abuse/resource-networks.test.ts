import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Element } from 'ltx';
import { freePort } from '../../../sandbox/free-port.js';
import { type HonestIrcd, startHonestIrcd } from '../../../sandbox/ircd/index.js';
import { SmtpClient, SmtpPeer } from '../../../sandbox/smtp-peer/index.js';
import { GatesWorld } from '../../support/gates-world.js';
import { errorOf } from '../../support/other-server.js';
import { until } from '../../support/until.js';

const PATIENCE_MS = 180_000;
const MAIL_DOMAIN = 'mail.example.org';
const [FIRST, SECOND] = ['token-of-the-first-bot-4711', 'token-of-the-second-bot-4711'];
/** What a phone network says of a phone that takes nothing for now (SMPP 3.4 5.1.3, ESME_RMSGQFUL). */
const QUEUE_FULL = 0x14;

/** The same as in `resource-matrix`, of what lies at the networks and at the doors. */
describe('who wants more of a network than there is', { concurrency: 1 }, () => {
  let world: GatesWorld;
  let ircds: readonly HonestIrcd[] = [];
  let peer: SmtpPeer;
  let lmtpPort: number;
  let users = 0;
  let phones = 0;
  before(async () => {
    [ircds, peer, lmtpPort] = await Promise.all([
      Promise.all([startHonestIrcd({}), startHonestIrcd({}), startHonestIrcd({})]),
      SmtpPeer.start({ name: 'mx.example.net' }),
      freePort(),
    ]);
    const [one, two, small] = ircds.map(({ port }) => ({ host: '127.0.0.1', port, tls: false, throttle: false }));
    const bot = (token: string) => ({ token, scopes: ['events'], rate: '1000/1m' });
    world = await GatesWorld.start({
      config: () => ({ limits: { rate: 1_000_000, burst: 1_000_000, waiting: 2 } }),
      gateways: {
        irc: {
          guests: true,
          networks: { one, two, small: { ...small, maxSessions: 1 } },
          maxPerUser: { networks: 1 },
        },
        email: {
          addresses: {
            domain: MAIL_DOMAIN,
            lmtp: `127.0.0.1:${lmtpPort}`,
            smtp: { host: '127.0.0.1', port: peer.port, security: 'none' },
          },
          sizes: { outgoing: '64KiB', incoming: '64KiB' },
          limits: { newcomers: { mails: 2 }, perMail: 3 },
        },
      },
      book: (friends) => ({
        routes: [{ name: 'everything', to: `xmpp:admin@${friends}` }],
        bots: { first: bot(FIRST), second: bot(SECOND) },
      }),
    });
    await world.answering();
  });
  after(async () => {
    await world?.stop();
    await Promise.all([...ircds.map((ircd) => ircd.stop()), peer?.close()]);
  });

  /** A user who is registered with one gateway. */
  async function registered(gate: 'sms' | 'email' | 'irc'): Promise<string> {
    users += 1;
    const jid = world.friends.user(`guest${users}`, 'x');
    const fields = { sms: '<name>R</name>', irc: `<nick>guest${users}</nick>`, email: undefined }[gate];
    const form = `<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE"><value>jabber:iq:register</value></field><field var="x-alias"><value>guest${users}</value></field></x>`;
    const query = `<query xmlns="jabber:iq:register">${fields ?? form}</query>`;
    const answer = await world.friends.ask(jid, world.domains[gate], 'set', query);
    assert.equal(errorOf(answer), undefined, answer.toString());
    return jid;
  }
  const newPhone = (): string => {
    phones += 1;
    return `+1202555${4000 + phones}`;
  };
  const bare = (jid: string): string => jid.split('/', 1)[0] ?? '';
  const alias = (jid: string): string => `${jid.split('@', 1)[0]}@${MAIL_DOMAIN}`;
  const said = (stanza: Element): string =>
    `${errorOf(stanza)}: ${stanza.getChild('error')?.getChildText('text') ?? ''}`;
  const isRefusal = (id: string) => (one: Element) => one.attrs.id === id && one.attrs.type === 'error';
  const refusal = async (id: string): Promise<string> =>
    said(await world.friends.waitFor(isRefusal(id), `the refusal of ${id}`));
  const arrives = async (phone: string, body: string): Promise<void> =>
    await until(() => world.smsc.inbox(phone).some((one) => one.text === body), `${body} at ${phone}`, PATIENCE_MS);

  it('limits.waiting: messages of one user that a phone does not take for now', async () => {
    const [greedy, neighbour] = [await registered('sms'), await registered('sms')];
    const [full, other] = [newPhone(), newPhone()];
    const text = (from: string, phone: string, id: string) =>
      world.friends.send(
        `<message type="chat" from="${from}" to="${phone}@${world.domains.sms}" id="${id}"><body>${id}</body></message>`,
      );
    world.smsc.setScript({ statusByNumber: { [full.slice(1)]: QUEUE_FULL } });
    // How many wait is counted now and then, so some more than two may be taken in.
    let written = 0;
    const refused = () =>
      world.friends.received.filter((one) => /^w\d+$/.test(one.attrs.id) && isRefusal(one.attrs.id)(one));
    for (; refused().length === 0 && written < 200; written += 1) {
      text(greedy, full, `w${written + 1}`);
      await delay(500);
    }
    assert.match(
      said(refused()[0] ?? assert.fail()),
      /^wait\/resource-constraint: .*of yours are waiting already.*again/,
    );
    text(neighbour, other, 'of mine');
    await arrives(other, 'of mine');
    // What was taken in comes when the phone takes it, all of it and in its order; what was refused does not.
    world.smsc.setScript({});
    const gone = new Set(refused().map(({ attrs }) => attrs.id));
    const taken = Array.from({ length: written }, (_, n) => `w${n + 1}`).filter((id) => !gone.has(id));
    assert.ok(taken.length >= 2, `${taken}`);
    await arrives(full, taken.at(-1) ?? '');
    assert.deepEqual(
      world.smsc.inbox(full).map((one) => one.text),
      taken,
    );
  });

  async function enters(who: string, network: string): Promise<Element> {
    const nick = who.split('@', 1)[0] ?? '';
    const room = `#crowd%${network}@${world.domains.irc}`;
    world.friends.send(
      `<presence from="${who}" to="${room}/${nick}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`,
    );
    const isInside = (one: Element) =>
      one
        .getChild('x', 'http://jabber.org/protocol/muc#user')
        ?.getChildren('status')
        .some(({ attrs }) => attrs.code === '110') === true;
    return await world.friends.waitFor(
      (one) =>
        one.name === 'presence' &&
        one.attrs.to === who &&
        bare(String(one.attrs.from)) === room &&
        (one.attrs.type === 'error' || isInside(one)),
      `what comes of entering ${room}`,
    );
  }

  it('gateways.irc.maxPerUser.networks: networks of one user', async () => {
    const [greedy, neighbour] = [await registered('irc'), await registered('irc')];
    assert.equal(errorOf(await enters(greedy, 'one')), undefined);
    assert.match(said(await enters(greedy, 'two')), /^cancel\/policy-violation: .*connected to 1 networks.*Leave all/);
    assert.equal(errorOf(await enters(neighbour, 'two')), undefined);
  });

  it('gateways.irc.networks.*.maxSessions: connections of all users to one network', async () => {
    const [first, late, neighbour] = [await registered('irc'), await registered('irc'), await registered('irc')];
    assert.equal(errorOf(await enters(first, 'small')), undefined);
    assert.match(said(await enters(late, 'small')), /^wait\/policy-violation: .*as many connections to small.*later/);
    assert.equal(errorOf(await enters(neighbour, 'two')), undefined);
    assert.equal(errorOf(await enters(late, 'one')), undefined, 'who was refused has no place taken');
  });

  const mails = (from: string, id: string, to: readonly string[], body: string): void => {
    const contacts = to.map((one) => `${one.replace('@', '\\40')}@${world.domains.email}`);
    const addresses = contacts.map((jid) => `<address type="to" jid="${jid}"/>`).join('');
    world.friends.send(
      contacts.length === 1
        ? `<message type="chat" from="${from}" to="${contacts[0]}" id="${id}"><body>${body}</body></message>`
        : `<message from="${from}" to="${world.domains.email}" id="${id}"><body>${body}</body><addresses xmlns="http://jabber.org/protocol/address">${addresses}</addresses></message>`,
    );
  };
  const gets = async (address: string, text: string): Promise<void> =>
    await peer.waitFor(
      () => peer.inbox(address).some(({ octets }) => Buffer.from(octets).toString('latin1').includes(text)),
      `"${text}" for ${address}`,
      PATIENCE_MS,
    );

  it('gateways.email.sizes.outgoing, limits.perMail and limits.mails: mails of one user', async () => {
    const [greedy, neighbour] = [await registered('email'), await registered('email')];
    mails(greedy, 'large', ['alice@example.net'], 'large '.repeat(12_000));
    mails(neighbour, 'small', ['alice@example.net'], 'a small one');
    assert.match(await refusal('large'), /^modify\/\S+: .*larger than the \S+ MiB.*link/);
    const many = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.net`);
    mails(greedy, 'many', many, 'to many');
    assert.match(await refusal('many'), /^modify\/\S+: .*at most 3 recipients.*4.*fewer/);
    await gets('alice@example.net', 'a small one');
    for (const id of ['day1', 'day2', 'day3']) mails(greedy, id, ['bob@example.net'], `mail ${id}`);
    assert.match(await refusal('day3'), /^wait\/\S+: .*2 mails today.*tomorrow/);
    await gets('bob@example.net', 'mail day2');
    mails(neighbour, 'day-n', ['bob@example.net'], 'mail of mine');
    await gets('bob@example.net', 'mail of mine');
    assert.equal(peer.inbox('bob@example.net').length, 3);
    assert.deepEqual(peer.inbox('d@example.net'), []);
  });

  it('gateways.email.sizes.incoming: octets of a mail that comes, announced or not', async () => {
    const [greedy, neighbour] = [await registered('email'), await registered('email')];
    const head = 'From: Alice <alice@example.net>\r\nSubject: x\r\nMessage-ID: <m@example.net>\r\n\r\n';
    const client = await SmtpClient.connect(lmtpPort);
    try {
      await client.reply();
      await client.say('LHLO mx.example.net');
      assert.equal((await client.say('MAIL FROM:<alice@example.net> SIZE=70000')).code, 552);
      assert.equal((await client.say('MAIL FROM:<alice@example.net>')).code, 250);
      assert.equal((await client.say(`RCPT TO:<${alias(greedy)}>`)).code, 250);
      assert.equal((await client.say('DATA')).code, 354);
      const refused = await client.say(`${head}${`${'y'.repeat(998)}\r\n`.repeat(75)}.`);
      assert.equal(refused.code, 552, refused.lines.join(' '));
      // The same connection carries the next one's.
      assert.equal((await client.say('MAIL FROM:<alice@example.net>')).code, 250);
      assert.equal((await client.say(`RCPT TO:<${alias(neighbour)}>`)).code, 250);
      assert.equal((await client.say('DATA')).code, 354);
      assert.equal((await client.say(`${head}A small one for you\r\n.`)).code, 250);
    } finally {
      client.drop();
    }
    const isSmall = (one: Element) => /A small one for you/.test(one.getChildText('body') ?? '');
    await world.friends.waitFor((one) => bare(String(one.attrs.to)) === bare(neighbour) && isSmall(one), 'the mail');
    const bodies = world.friends.of(bare(greedy)).map((one) => one.getChildText('body') ?? '');
    assert.ok(!bodies.some((body) => /yyy/.test(body)));
  });

  it('streams of events of one bot', async () => {
    const abort = new AbortController();
    const open = async (token: string) =>
      await fetch(`${world.base}/api/v1/events`, {
        headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
        signal: abort.signal,
      });
    try {
      const statuses: number[] = [];
      for (let n = 0; n < 100 && !statuses.includes(429); n += 1) {
        const response = await open(FIRST);
        statuses.push(response.status);
        if (response.status === 429) assert.ok(Number(response.headers.get('retry-after')) > 0);
      }
      assert.deepEqual([...new Set(statuses)], [200, 429]);
      assert.equal((await open(SECOND)).status, 200);
    } finally {
      abort.abort();
    }
  });

  it('connections over HTTP that say nothing, or never come to an end', async () => {
    const idle: Socket[] = [];
    const { hostname, port } = new URL(world.base);
    try {
      for (let n = 0; n < 300; n += 1) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        idle.push(socket);
        if (n % 2 === 0) socket.write('GET /api/v1/events HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      }
      await until(() => idle.every(({ readyState }) => readyState === 'open'), 'the connections', PATIENCE_MS);
      assert.equal((await fetch(`${world.base}/healthz`)).status, 200);
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });
});
