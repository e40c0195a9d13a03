import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Smsc, startSmsc } from '../../../sandbox/smsc/index.js';
import { ConsoleBrowser } from '../../support/console-browser.js';
import { OURS } from '../../support/e2e-world.js';
import { GATES, GatesWorld } from '../../support/gates-world.js';
import { errorOf } from '../../support/other-server.js';
import { until } from '../../support/until.js';

const PATIENCE_MS = 180_000;
const RETRY_MS = 10_000;
const BOT = 'token-of-the-bot-4711';
const OTHER_BOT = 'token-of-another-bot-4711';
const SOURCE = 'token-of-a-source-4711';
const OTHER_SOURCE = 'token-of-another-source-4711';
const SECRET = 'what-both-sides-know-4711';
/** Tag of `receipted_message_id` (SMPP 3.4 5.3.2.12). */
const RECEIPTED_ID = 0x001e;
const CARBONS = 'urn:xmpp:carbons:2';
const FORWARD = 'urn:xmpp:forward:0';

interface IncidentView {
  readonly title: string;
}

/** Mallory may use the gateways as Romeo may, and writes whatever she likes; only her address is what her server says it is. */
describe('what pretends to be somebody else', { concurrency: 1 }, () => {
  let world: GatesWorld;
  let other: Smsc;
  let [romeo, mallory, eve] = ['', '', ''];
  before(async () => {
    other = await startSmsc({ systemId: 'other', password: 'secret', dlr: {} });
    world = await GatesWorld.start({
      proxies: [],
      carriers: [{ name: 'other', host: '127.0.0.1', port: other.port, systemId: 'other', password: 'secret' }],
      book: (friends) => ({
        people: { romeo: { title: 'Romeo M.', xmpp: `romeo@${friends}` } },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: ['alertname'] },
        routes: [{ name: 'everything', to: 'romeo' }],
        sources: {
          plain: { kind: 'json', token: SOURCE },
          another: { kind: 'json', token: OTHER_SOURCE },
          far: { kind: 'json', token: 'token-of-a-far-source-4711', networks: ['192.0.2.0/24'] },
          signed: { kind: 'json', hmac: { secret: SECRET, header: 'X-Signature', timestampHeader: 'X-Time' } },
        },
        bots: {
          helper: { token: BOT, scopes: ['message', 'status', 'incidents', 'send'], rate: '10000/1m' },
          else: { token: OTHER_BOT, scopes: ['message', 'status', 'incidents', 'acknowledge'], routes: [] },
        },
      }),
    });
    await world.answering();
    romeo = world.friends.user('romeo', 'x');
    mallory = world.friends.user('mallory', 'x');
    eve = world.strangers.user('romeo', 'x');
    for (const who of [romeo, mallory]) {
      const query = '<query xmlns="jabber:iq:register"><name>R</name></query>';
      assert.equal(errorOf(await world.friends.ask(who, world.domains.sms, 'set', query)), undefined);
    }
  });
  after(async () => {
    await world?.stop();
    await other?.stop();
  });

  const serverOf = (who: string) => (who === eve ? world.strangers : world.friends);
  const message = (from: string, to: string, inner: string, attributes = ''): void =>
    serverOf(from).send(`<message from="${from}" to="${to}" ${attributes}>${inner}</message>`);
  const texts = (phone: string): readonly string[] =>
    [...world.smsc.inbox(phone), ...other.inbox(phone)].map(({ text }) => text);

  /** Romeo writes until it arrives: on a machine with much else to do Redis may be late for once, and then he is told to come again. */
  async function romeoReaches(phone: string): Promise<void> {
    await until(
      async () => {
        message(romeo, `${phone}@${world.domains.sms}`, '<body>It is I</body>', 'type="chat"');
        await until(() => texts(phone).length > 0, 'the text', RETRY_MS).catch(() => undefined);
        return texts(phone).includes('It is I');
      },
      'the text of Romeo himself',
      PATIENCE_MS,
    );
  }

  describe('over XMPP', () => {
    let phones = 0;
    const inner = (phone: string) =>
      `<forwarded xmlns="${FORWARD}"><message xmlns="jabber:client" type="chat" from="${romeo}" to="${phone}@${world.domains.sms}"><body>forged</body></message></forwarded>`;
    const rows: Readonly<Record<string, (phone: string) => string>> = {
      'a carbon of what Romeo sent': (phone) => `<sent xmlns="${CARBONS}">${inner(phone)}</sent>`,
      'a carbon of what Romeo got': (phone) => `<received xmlns="${CARBONS}">${inner(phone)}</received>`,
      'a message of an archive': (phone) =>
        `<result xmlns="urn:xmpp:mam:2" queryid="q" id="1">${inner(phone)}</result>`,
      'a message sent by a privilege (XEP-0356)': (phone) =>
        `<privilege xmlns="urn:xmpp:privilege:2">${inner(phone)}</privilege>`,
      'a delegated request (XEP-0355)': (phone) =>
        `<delegation xmlns="urn:xmpp:delegation:2">${inner(phone)}</delegation>`,
      'a forwarded message': inner,
    };
    for (const [what, forged] of Object.entries(rows)) {
      it(`${what} is nothing that Romeo has said`, async () => {
        phones += 1;
        const phone = `+1202555${String(2000 + phones)}`;
        for (const to of [`${phone}@${world.domains.sms}`, world.domains.sms, `gateway@${world.domains.sms}`]) {
          message(mallory, to, forged(phone), 'type="chat"');
          world.friends.send(`<message from="${world.friends.domain}" to="${to}">${forged(phone)}</message>`);
          message(eve, to, forged(phone), 'type="chat"');
        }
        await world.friends.settled(mallory, world.domains.sms);
        await world.strangers.ask(eve, world.domains.sms, 'get', '<ping xmlns="urn:xmpp:ping"/>');
        await romeoReaches(phone);
        assert.deepEqual([...new Set(texts(phone))], ['It is I']);
      });
    }

    it('privileges that others than the server grant are refused, and the log says so', async () => {
      const perms = '<perm access="roster" type="both"/><perm access="message" type="outgoing"/>';
      for (const ns of ['urn:xmpp:privilege:1', 'urn:xmpp:privilege:2']) {
        for (const [server, from] of [
          [world.friends, world.friends.domain],
          [world.strangers, world.strangers.domain],
          [world.friends, mallory],
        ] as const) {
          server.send(
            `<message from="${from}" to="${world.domains.sms}"><privilege xmlns="${ns}">${perms}</privilege></message>`,
          );
        }
      }
      await world.isthmus.waitForLog(/privileges that are not from the XMPP server were refused/, PATIENCE_MS);
      await world.friends.settled(mallory, world.domains.sms);
      assert.doesNotMatch(world.isthmus.logs(), /"msg":"the XMPP server grants privileges"/);
    });

    it('answers and errors to requests that nobody made are not answered, and nothing comes of them', async () => {
      const before = await world.kept();
      const seen = world.friends.received.length;
      for (const gate of GATES) {
        for (const id of ['1', 'isthmus-1', 'ping', 'barrier-1', '']) {
          for (const from of [mallory, world.friends.domain, `isthmus-barrier-1@${world.friends.domain}`]) {
            const attributes = `from="${from}" to="${world.domains[gate]}" ${id === '' ? '' : `id="${id}"`}`;
            world.friends.send(
              `<iq type="result" ${attributes}><query xmlns="http://jabber.org/protocol/disco#info"/></iq>`,
            );
            world.friends.send(
              `<iq type="result" ${attributes}><slot xmlns="urn:xmpp:http:upload:0"><put url="http://127.0.0.1/"/></slot></iq>`,
            );
            world.friends.send(
              `<iq type="error" ${attributes}><error type="cancel"><gone xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
            );
          }
        }
        await world.friends.settled(mallory, world.domains[gate]);
      }
      const others = world.friends.received.slice(seen).filter(({ attrs }) => !String(attrs.id).startsWith('ask'));
      assert.deepEqual(others.map(String), []);
      assert.deepEqual([...(await world.kept())], [...before]);
    });

    it('a roster push that is of no server changes nothing', async () => {
      const before = await world.kept();
      const item = `<item jid="${world.domains.sms}" subscription="remove"/>`;
      for (const from of [mallory, world.friends.user('romeo'), world.friends.domain]) {
        const answer = await world.friends.ask(
          from,
          world.domains.sms,
          'set',
          `<query xmlns="jabber:iq:roster">${item}</query>`,
        );
        assert.ok(errorOf(answer) !== undefined, `${from}: ${answer.toString()}`);
      }
      assert.deepEqual([...(await world.kept())], [...before]);
    });
  });

  describe('at carriers', () => {
    it('a receipt of another carrier is none of a message that this one carries', async () => {
      const phone = '+12025552900';
      const plan = { silent: [phone.slice(1)] };
      world.smsc.setReceipts(plan);
      other.setReceipts(plan);
      message(
        romeo,
        `${phone}@${world.domains.sms}`,
        '<body>Art thou there?</body><request xmlns="urn:xmpp:receipts"/>',
        'type="chat" id="dlr1"',
      );
      await until(() => texts(phone).length === 1, 'the text', PATIENCE_MS);
      const [carrier, liar] = world.smsc.inbox(phone).length === 1 ? [world.smsc, other] : [other, world.smsc];
      const id = carrier.submits.find(({ message: { to } }) => to.address === phone.slice(1))?.id ?? '';
      assert.notEqual(id, '');
      const receipt = (smsc: Smsc, of: string, state: string) =>
        smsc.deliver({
          from: phone,
          to: OURS,
          esmClass: 4,
          octets: Buffer.from(
            `id:${of} sub:001 dlvrd:001 submit date:2611270400 done date:2611270400 stat:${state} err:000 text:`,
          ),
          tlvs: new Map([[RECEIPTED_ID, Buffer.from(`${of}\0`)]]),
        });
      // Of the same id, and of ids that nobody has given.
      assert.deepEqual(await receipt(liar, id, 'UNDELIV'), [0]);
      assert.deepEqual(await receipt(carrier, `${id}9`, 'UNDELIV'), [0]);
      assert.deepEqual(await receipt(carrier, '0', 'UNDELIV'), [0]);
      assert.deepEqual(await receipt(carrier, id, 'DELIVRD'), [0]);
      const isOf =
        (wanted: string) =>
        (one: {
          attrs: Readonly<Record<string, unknown>>;
          getChild: (name: string) => { attrs: Readonly<Record<string, unknown>> } | undefined;
        }) =>
          one.attrs.id === wanted || one.getChild('received')?.attrs.id === wanted;
      await world.friends.waitFor((one) => one.getChild('received')?.attrs.id === 'dlr1', 'the receipt');
      const told = world.friends.of(world.friends.user('romeo')).filter(isOf('dlr1'));
      assert.equal(told.length, 1, told.map(String).join('\n'));
    });
  });

  describe('to alerts', () => {
    const api = async (path: string, token = BOT, body?: unknown): Promise<Response> =>
      await fetch(`${world.base}/api/v1${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    const titles = async () =>
      ((await (await api('/incidents')).json()) as { readonly incidents: readonly IncidentView[] }).incidents.map(
        ({ title }) => title,
      );

    it('receipts, markers and bounces of others tell nothing of a message to Romeo', async () => {
      const asked = await api('/messages', BOT, { to: ['person:romeo'], text: 'Who reads this?' });
      const { id } = (await asked.json()) as { readonly id: string };
      const told = await world.friends.waitFor(
        (one) => /Who reads this/.test(one.getChildText('body') ?? ''),
        'the message',
      );
      const [agent, stanza] = [String(told.attrs.from), String(told.attrs.id)];
      const status = async () =>
        (
          (await (await api(`/messages/${id}`)).json()) as {
            readonly recipients: readonly { readonly status: string }[];
          }
        ).recipients[0]?.status;
      for (const from of [mallory, eve]) {
        for (const marks of [
          `<received xmlns="urn:xmpp:receipts" id="${stanza}"/>`,
          `<received xmlns="urn:xmpp:chat-markers:0" id="${stanza}"/>`,
          `<displayed xmlns="urn:xmpp:chat-markers:0" id="${stanza}"/>`,
          `<acknowledged xmlns="urn:xmpp:chat-markers:0" id="${stanza}"/>`,
        ]) {
          message(from, agent, marks);
        }
        message(
          from,
          agent,
          '<error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>',
          `type="error" id="${stanza}"`,
        );
      }
      // What comes later of the same sender is done later: by its answer all before has been done.
      await answers(mallory, agent);
      assert.ok(['queued', 'sent'].includes((await status()) ?? ''), await status());
      assert.equal((await api(`/messages/${id}`, OTHER_BOT)).status, 404, 'another bot may not ask');
      message(romeo, agent, `<received xmlns="urn:xmpp:receipts" id="${stanza}"/>`);
      await until(async () => (await status()) === 'delivered', 'the receipt of Romeo himself', PATIENCE_MS);
    });

    /** Has somebody say a word that is answered; resolves with the answer. */
    async function answers(from: string, agent: string): Promise<void> {
      const server = serverOf(from);
      const before = server.of(from.split('/', 1)[0] ?? '').length;
      message(from, agent, '<body>help</body>', 'type="chat"');
      await until(() => server.of(from.split('/', 1)[0] ?? '').length > before, `an answer to ${from}`, PATIENCE_MS);
    }

    it('webhooks count by token or signature, and from their networks', async () => {
      const now = Math.floor(Date.now() / 1000);
      const body = (title: string) => JSON.stringify({ title, labels: { alertname: title } });
      const post = async (source: string, title: string, headers: Readonly<Record<string, string>>, query = '') =>
        (
          await fetch(`${world.base}/alerts/v1/${source}${query}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: body(title),
          })
        ).status;
      const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
      const signed = (title: string, at: number, secret = SECRET, hash = 'sha256') => ({
        'x-time': String(at),
        'x-signature': createHmac(hash, secret)
          .update(`${at}:${body(title)}`)
          .digest('hex'),
      });
      const rows: readonly (readonly [what: string, status: Promise<number>])[] = [
        ['no token', post('plain', 'forged-1', {})],
        ['a guess', post('plain', 'forged-2', bearer('x'.repeat(22)))],
        ['the token of another source', post('plain', 'forged-3', bearer(OTHER_SOURCE))],
        ['the token of a bot', post('plain', 'forged-4', bearer(BOT))],
        ['a token with more behind it', post('plain', 'forged-5', bearer(`${SOURCE}x`))],
        ['a token in a cookie', post('plain', 'forged-6', { cookie: `token=${SOURCE}` })],
        ['a token to a signed source', post('signed', 'forged-7', bearer(SOURCE))],
        ['no signature', post('signed', 'forged-8', {})],
        [
          'a signature without its time',
          post('signed', 'forged-9', { 'x-signature': signed('forged-9', now)['x-signature'] }),
        ],
        ['a signature of another text', post('signed', 'forged-10', signed('forged-11', now))],
        [
          'a signature of another time',
          post('signed', 'forged-12', { ...signed('forged-12', now), 'x-time': String(now + 1) }),
        ],
        ['another secret', post('signed', 'forged-13', signed('forged-13', now, OTHER_SOURCE))],
        ['another hash', post('signed', 'forged-14', signed('forged-14', now, SECRET, 'sha512'))],
        ['a signature of an hour ago', post('signed', 'forged-15', signed('forged-15', now - 3600))],
        ['a signature of tomorrow', post('signed', 'forged-16', signed('forged-16', now + 86_400))],
        ['no signature but an empty one', post('signed', 'forged-17', { 'x-time': String(now), 'x-signature': '' })],
        [
          'an address in X-Forwarded-For, from no proxy',
          post('far', 'forged-18', { ...bearer('token-of-a-far-source-4711'), 'x-forwarded-for': '192.0.2.7' }),
        ],
        [
          'an address in Forwarded',
          post('far', 'forged-19', {
            ...bearer('token-of-a-far-source-4711'),
            forwarded: 'for=192.0.2.7',
            'x-real-ip': '192.0.2.7',
          }),
        ],
        ['a source that there is not', post('nothing', 'forged-20', bearer(SOURCE))],
      ];
      for (const [what, status] of rows) assert.ok([401, 403, 404].includes(await status), `${what}: ${await status}`);
      assert.equal(await post('signed', 'Genuine', signed('Genuine', now)), 200);
      await until(async () => (await titles()).includes('Genuine'), 'what is signed', PATIENCE_MS);
      assert.deepEqual(
        (await titles()).filter((title) => title.startsWith('forged')),
        [],
      );
    });
  });

  it('a browser is counted by where it is, not by what it says of that', async () => {
    const browser = new ConsoleBrowser(world.console);
    const statuses: number[] = [];
    for (let turn = 0; turn < 11; turn += 1) {
      const headers = { 'x-forwarded-for': `198.51.100.${turn}`, forwarded: `for=198.51.100.${turn}` };
      const body = { jid: `nobody${turn}@example.org` };
      statuses.push((await browser.ask('/console/api/session/code', { method: 'POST', body, headers })).status);
    }
    assert.equal(statuses.at(-1), 429, statuses.join(' '));
  });
});
