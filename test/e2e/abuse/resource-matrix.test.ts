import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Element } from 'ltx';
import { GatesWorld } from '../../support/gates-world.js';
import { errorOf } from '../../support/other-server.js';
import { until } from '../../support/until.js';

const PATIENCE_MS = 180_000;
const COMMANDS = 'http://jabber.org/protocol/commands';
const [FIRST, SECOND] = ['token-of-the-first-bot-4711', 'token-of-the-second-bot-4711'];

/** Somebody takes all that they may, and more; whoever does the same beside them does not notice. */
describe('who wants more than there is', { concurrency: 1 }, () => {
  let world: GatesWorld;
  let users = 0;
  let phones = 0;
  before(async () => {
    const bot = (token: string) => ({ token, scopes: ['send', 'message', 'events'], rate: '20/1h' });
    world = await GatesWorld.start({
      config: () => ({
        limits: { rate: 0.001, burst: 5, stanza: '10KiB', contacts: 3, accounts: 2, recipients: 20, waiting: 5 },
        media: { maxFile: '4KiB', userQuota: '6KiB' },
      }),
      gateways: {
        sms: { maxSegments: 2, spending: { userSegments: 6 } },
        irc: { maxPerUser: { rooms: 2, networks: 1 } },
      },
      book: (friends) => ({
        people: { juliet: { xmpp: `juliet@${friends}` } },
        routes: [{ name: 'everything', groupBy: ['alertname'], groupWait: '0s', to: 'juliet' }],
        sources: {
          cron: { kind: 'json', token: 'token-of-cron-4711', rate: '3/1h' },
          other: { kind: 'json', token: 'token-of-other-4711', rate: '3/1h' },
        },
        bots: { first: bot(FIRST), second: bot(SECOND) },
      }),
    });
    await world.answering();
  });
  after(async () => await world?.stop());

  /** A user who is registered with SMS and IRC. */
  async function registered(): Promise<string> {
    users += 1;
    const jid = world.friends.user(`user${users}`, 'x');
    for (const [to, fields] of [
      [world.domains.sms, '<name>R</name>'],
      [world.domains.irc, `<nick>user${users}</nick>`],
    ] as const) {
      const answer = await world.friends.ask(jid, to, 'set', `<query xmlns="jabber:iq:register">${fields}</query>`);
      assert.equal(errorOf(answer), undefined, answer.toString());
    }
    return jid;
  }
  const newPhone = (): string => {
    phones += 1;
    return `+1202555${3000 + phones}`;
  };
  const text = (from: string, phone: string, id: string, body: string, more = ''): void =>
    world.friends.send(
      `<message type="chat" from="${from}" to="${phone}@${world.domains.sms}" id="${id}"><body>${body}</body>${more}</message>`,
    );
  /** What was refused of somebody: error and sentence. */
  const refusal = async (id: string, name = 'message'): Promise<string> => {
    const stanza = await world.friends.waitFor(
      (one) => one.name === name && one.attrs.id === id && one.attrs.type === 'error',
      `the refusal of ${id}`,
    );
    return said(stanza);
  };
  const said = (stanza: Element): string =>
    `${errorOf(stanza)}: ${stanza.getChild('error')?.getChildText('text') ?? ''}`;
  const arrives = async (phone: string, body: string): Promise<void> =>
    await until(() => world.smsc.inbox(phone).some((one) => one.text === body), `${body} at ${phone}`, PATIENCE_MS);
  const http = async (
    path: string,
    token: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const response = await fetch(world.base + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, retry: response.headers.get('retry-after'), text: await response.text() };
  };

  /** The status of the answer to a request that only says how long it will be. */
  const announced = async (path: string, token: string, octets: number): Promise<number | undefined> =>
    await new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': octets,
      };
      const sent = request(world.base + path, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.flushHeaders();
    });

  it('limits.rate and limits.burst: messages of one user', async () => {
    const [greedy, neighbour, phone] = [await registered(), await registered(), newPhone()];
    for (let n = 1; n <= 6; n += 1) text(greedy, phone, `rate${n}`, `text ${n}`);
    text(neighbour, phone, 'rate-n', 'mine');
    assert.match(await refusal('rate6'), /^wait\/resource-constraint: .*too fast.*again/i);
    await arrives(phone, 'mine');
    await arrives(phone, 'text 5');
  });

  it('limits.stanza: octets of a stanza', async () => {
    const [greedy, neighbour, phone] = [await registered(), await registered(), newPhone()];
    text(greedy, phone, 'stanza1', 'x'.repeat(11 * 1024));
    text(neighbour, phone, 'stanza2', 'small');
    text(greedy, phone, 'stanza3', 'small too');
    assert.match(await refusal('stanza1'), /^modify\/policy-violation: .*large/i);
    await arrives(phone, 'small');
    await arrives(phone, 'small too');
  });

  it('limits.contacts: contacts of one user', async () => {
    const [greedy, neighbour] = [await registered(), await registered()];
    const asks = (who: string, phone: string) =>
      world.friends.send(
        `<presence type="subscribe" from="${who.split('/', 1)[0]}" to="${phone}@${world.domains.sms}" id="s-${phone}"/>`,
      );
    const [last, theirs] = [newPhone(), newPhone()];
    for (const phone of [newPhone(), newPhone(), newPhone(), last]) asks(greedy, phone);
    asks(neighbour, theirs);
    const refused = await world.friends.waitFor(
      (one) =>
        one.name === 'presence' &&
        String(one.attrs.from) === `${last}@${world.domains.sms}` &&
        ['error', 'unsubscribed'].includes(String(one.attrs.type)),
      'the refusal of a contact',
    );
    assert.equal(refused.attrs.type, 'unsubscribed');
    const told = await world.friends.waitFor(
      (one) => one.attrs.to === greedy.split('/', 1)[0] && /\bcontacts\b/.test(one.getChildText('body') ?? ''),
      'what is said of too many contacts',
    );
    assert.match(told.getChildText('body') ?? '', /3 contacts.*Remove one/);
    await world.friends.waitFor(
      (one) =>
        one.name === 'presence' &&
        String(one.attrs.from) === `${theirs}@${world.domains.sms}` &&
        one.attrs.type === 'subscribed',
      'the contact of the neighbour',
    );
  });

  it('limits.accounts: accounts of one user', async () => {
    const [greedy, neighbour] = [await registered(), await registered()];
    const adds = async (who: string, label: string) =>
      await world.friends.ask(
        who,
        `${world.domains.sms}/${label}`,
        'set',
        '<query xmlns="jabber:iq:register"><name>R</name></query>',
      );
    assert.equal(errorOf(await adds(greedy, 'two')), undefined);
    assert.match(said(await adds(greedy, 'three')), /^cancel\/not-allowed: .*2 accounts.*Remove one/);
    assert.equal(errorOf(await adds(neighbour, 'two')), undefined);
  });

  it('limits.recipients: addresses of one message (XEP-0033)', async () => {
    const [greedy, neighbour] = [await registered(), await registered()];
    const sends = (from: string, id: string, to: readonly string[]) => {
      const all = to.map((phone) => `<address type="to" jid="${phone}@${world.domains.sms}"/>`).join('');
      world.friends.send(
        `<message from="${from}" to="${world.domains.sms}" id="${id}"><body>${id}</body><addresses xmlns="http://jabber.org/protocol/address">${all}</addresses></message>`,
      );
    };
    const many = Array.from({ length: 21 }, newPhone);
    const phone = newPhone();
    sends(greedy, 'many', many);
    sends(neighbour, 'few', [phone]);
    assert.match(await refusal('many'), /20/);
    await arrives(phone, 'few');
    assert.deepEqual(
      many.flatMap((one) => world.smsc.inbox(one)),
      [],
    );
  });

  it('commands of one user: 60 in a minute', async () => {
    const [greedy, neighbour] = [await registered(), await registered()];
    const asks = async (who: string) =>
      await world.friends.ask(who, world.domains.sms, 'set', `<command xmlns="${COMMANDS}" node="status"/>`);
    const answers = await Promise.all(Array.from({ length: 90 }, () => asks(greedy)));
    const refused = answers.filter((one) => errorOf(one) !== undefined);
    assert.ok(refused.length > 0 && refused.length < 40, `${refused.length} of 90`);
    assert.match(said(refused[0] ?? assert.fail()), /^wait\/resource-constraint: .*(?:wait|later|again|minute)/i);
    assert.equal(errorOf(await asks(neighbour)), undefined);
  });

  it('gateways.sms.maxSegments: short messages of one text', async () => {
    const [greedy, phone] = [await registered(), newPhone()];
    text(greedy, phone, 'long', 'a'.repeat(400));
    assert.match(await refusal('long'), /^modify\/\S+: .*2/);
    text(greedy, phone, 'short', 'short');
    await arrives(phone, 'short');
  });

  it('gateways.sms.spending.userSegments: short messages of one user in a day', async () => {
    const [greedy, neighbour, phone] = [await registered(), await registered(), newPhone()];
    for (let n = 1; n <= 4; n += 1) text(greedy, phone, `day${n}`, `${n} ${'day '.repeat(50)}`);
    text(neighbour, phone, 'day-n', 'of mine');
    assert.match(await refusal('day4'), /^(?:wait|cancel)\/\S+: .*(?:today|day)/i);
    await arrives(phone, 'of mine');
    assert.equal(world.smsc.inbox(phone).length, 4);
  });

  it('gateways.irc.maxPerUser.rooms: rooms of one user', async () => {
    const [greedy, neighbour] = [await registered(), await registered()];
    const enters = async (who: string, name: string) => {
      const room = `#${name}%next@${world.domains.irc}`;
      const nick = who.split('@', 1)[0] ?? '';
      world.friends.send(
        `<presence from="${who}" to="${room}/${nick}" id="j-${name}-${nick}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`,
      );
      return await world.friends.waitFor(
        (one) =>
          one.name === 'presence' &&
          one.attrs.to === who &&
          String(one.attrs.from).startsWith(room) &&
          (one.attrs.type === 'error' ||
            one
              .getChild('x', 'http://jabber.org/protocol/muc#user')
              ?.getChildren('status')
              .some(({ attrs }) => attrs.code === '110') === true),
        `the answer to ${name}`,
      );
    };
    for (const name of ['one', 'two']) assert.equal(errorOf(await enters(greedy, name)), undefined);
    assert.match(said(await enters(greedy, 'three')), /^cancel\/policy-violation: .*2 rooms.*Leave one/);
    assert.equal(errorOf(await enters(neighbour, 'three')), undefined);
  });

  it('rate of a bot and of a source', async () => {
    const raise = async (token: string) => await http('/api/v1/messages', token, '{}');
    let last = await raise(FIRST);
    // On a machine with much else to do Redis may be late for once; then a request is to come again.
    for (let n = 0; n < 40 && [422, 503].includes(last.status); n += 1) last = await raise(FIRST);
    assert.equal(last.status, 429, last.text);
    assert.ok(Number(last.retry) > 0, 'Retry-After says when');
    assert.equal((await raise(SECOND)).status, 422);
    const post = async (source: string) =>
      await http(
        `/alerts/v1/${source}`,
        `token-of-${source}-4711`,
        JSON.stringify({ title: 'Much', labels: { alertname: 'Much' } }),
      );
    let answer = await post('cron');
    for (let n = 0; n < 30 && answer.status === 200; n += 1) answer = await post('cron');
    assert.ok([429, 503].includes(answer.status), `${answer.status} ${answer.text}`);
    assert.ok(Number(answer.retry) > 0, 'Retry-After says when');
    assert.equal((await post('other')).status, 200);
  });

  it('octets of requests over HTTP: body, header, path; and the next request of somebody else', async () => {
    for (const [path, token] of [
      ['/api/v1/messages', SECOND],
      ['/alerts/v1/other', 'token-of-other-4711'],
    ] as const) {
      assert.equal(await announced(path, token, 64 * 1024 * 1024), 413, path);
    }
    const header = await http('/alerts/v1/other', 'token-of-other-4711', '{}', { 'x-much': 'y'.repeat(40_000) });
    assert.equal(header.status, 431);
    const path = await http(`/alerts/v1/${'z'.repeat(5000)}`, 'token-of-other-4711', '{}');
    assert.ok(path.status >= 400 && path.status < 500, String(path.status));
    assert.equal((await fetch(`${world.base}/healthz`)).status, 200);
  });

  it('media.maxFile and media.userQuota: files of one bot', async () => {
    const put = async (token: string, octets: number) => {
      for (let n = 1; ; n += 1) {
        const body = Buffer.alloc(octets, 'a');
        const answer = await http('/api/v1/files?name=a.txt', token, body, { 'content-type': 'text/plain' });
        if (answer.status !== 503 || n === 5) return answer;
      }
    };
    const large = await put(SECOND, 5 * 1024);
    assert.equal(large.status, 422, large.text);
    assert.match(large.text, /too-large.*smaller/);
    assert.equal((await put(SECOND, 3 * 1024)).status, 201);
    const full = await put(SECOND, 3 * 1024 + 1024);
    assert.ok([422, 503].includes(full.status), `${full.status} ${full.text}`);
  });
});
