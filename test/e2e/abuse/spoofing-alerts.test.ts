import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectIrc, type IrcClient } from '../../../sandbox/irc-client.js';
import { OURS } from '../../support/e2e-world.js';
import { GatesWorld } from '../../support/gates-world.js';
import { until } from '../../support/until.js';

const PATIENCE_MS = 180_000;
const BOT = 'token-of-the-bot-4711';
const OTHER_BOT = 'token-of-another-bot-4711';
const SOURCE = 'token-of-a-source-4711';
const PHONE = '+12025552800';
const SECRET = 'what-both-sides-know-4711';

interface IncidentView {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly title: string;
  readonly taken?: { readonly by: string };
}

/** What an answer is about. */
interface Raised {
  readonly incident: IncidentView;
  /** Id and sender of the message by which Romeo knows of it. */
  readonly id: string;
  readonly agent: string;
}

/** Ways to take an alert over XMPP: what is within the message, and whether it counts where Romeo himself writes it. */
const WAYS: Readonly<
  Record<string, { readonly counts: boolean; readonly says: (about: Raised, to: string) => string }>
> = {
  'by its code': { counts: true, says: ({ incident }) => `<body>ack ${incident.code}</body>` },
  'as a reply': {
    counts: true,
    says: ({ id, agent }) => `<body>ack</body><reply xmlns="urn:xmpp:reply:0" to="${agent}" id="${id}"/>`,
  },
  'by a reaction': {
    counts: true,
    says: ({ id }) => `<reactions xmlns="urn:xmpp:reactions:0" id="${id}"><reaction>✅</reaction></reactions>`,
  },
  'under the nick of another': {
    counts: true,
    says: ({ incident }) =>
      `<body>ack ${incident.code}</body><nick xmlns="http://jabber.org/protocol/nick">Romeo M.</nick>`,
  },
  'with the words by which a gateway of ours tells who writes': {
    counts: true,
    says: ({ incident }) =>
      `<body>ack ${incident.code}</body><proven xmlns="urn:isthmus:sender:0"/><headers xmlns="http://jabber.org/protocol/shim"><header name="IRC-Account">romeo</header></headers>`,
  },
  'by a form that nobody was sent': {
    counts: false,
    says: ({ incident }) =>
      `<x xmlns="jabber:x:data" type="submit"><field var="code"><value>${incident.code}</value></field><field var="answer"><value>ack</value></field></x>`,
  },
  'by a carbon of what he has not said': {
    counts: false,
    says: ({ incident, agent }, romeo) =>
      `<sent xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" from="${romeo}" to="${agent}" type="chat"><body>ack ${incident.code}</body></message></forwarded></sent>`,
  },
};

/** Mallory may use the gateways as Romeo may, and Eve has his name at another server. The book knows Romeo alone. */
describe('what takes an alert in the name of somebody else', { concurrency: 1 }, () => {
  let world: GatesWorld;
  let [romeo, mallory, eve] = ['', '', ''];
  before(async () => {
    world = await GatesWorld.start({
      book: (friends) => ({
        people: {
          romeo: { title: 'Romeo M.', xmpp: `romeo@${friends}`, irc: 'irc://next/romeo?account=romeo' },
          tybalt: { title: 'Tybalt', sms: PHONE },
        },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: ['alertname'] },
        routes: [
          { name: 'of-tybalt', match: 'alertname=Theirs', to: 'tybalt' },
          { name: 'of-romeo', allow: { acknowledge: 'romeo' }, to: [`xmpp:romeo@${friends}`, 'irc://next/watcher'] },
        ],
        sources: {
          plain: { kind: 'json', token: SOURCE },
          signed: { kind: 'json', hmac: { secret: SECRET, header: 'X-Signature', timestampHeader: 'X-Time' } },
        },
        bots: {
          helper: { token: BOT, scopes: ['incidents', 'send'], rate: '10000/1m' },
          else: { token: OTHER_BOT, scopes: ['incidents', 'acknowledge', 'silence'], routes: [] },
        },
      }),
    });
    await world.answering();
    romeo = world.friends.user('romeo', 'x');
    mallory = world.friends.user('mallory', 'x');
    eve = world.strangers.user('romeo', 'x');
  });
  after(async () => await world?.stop());

  let sent = 0;
  /** Sends a message and resolves with its id. */
  function message(from: string, to: string, inner: string): string {
    sent += 1;
    const server = from === eve ? world.strangers : world.friends;
    server.send(`<message from="${from}" to="${to}" type="chat" id="m${sent}">${inner}</message>`);
    return `m${sent}`;
  }
  const api = async (path: string, token = BOT, body?: unknown): Promise<Response> =>
    await fetch(`${world.base}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  async function incidentOf(title: string): Promise<IncidentView | undefined> {
    const answer = await api('/incidents');
    assert.equal(answer.status, 200);
    const { incidents } = (await answer.json()) as { readonly incidents: readonly IncidentView[] };
    return incidents.find((one) => one.title === title);
  }
  async function becomes(title: string, status: string | undefined): Promise<void> {
    const holds = async () => {
      const isIt = (await incidentOf(title))?.status === status;
      // What is asked too often is refused.
      if (!isIt) await delay(100);
      return isIt;
    };
    await until(holds, `${title} to be ${status ?? 'over'}`, PATIENCE_MS);
  }
  const hasRead = async (title: string) =>
    await world.friends.waitFor(
      (one) => one.attrs.to === world.friends.user('romeo') && (one.getChildText('body') ?? '').includes(title),
      `${title} for Romeo`,
    );

  async function raised(title: string): Promise<Raised> {
    const answer = await api('/alerts', BOT, { title, labels: { alertname: title } });
    assert.equal(answer.status, 202, await answer.text());
    const told = await hasRead(title);
    await becomes(title, 'open');
    return {
      incident: (await incidentOf(title)) ?? assert.fail(),
      id: String(told.attrs.id),
      agent: String(told.attrs.from).split('/', 1)[0] ?? '',
    };
  }

  async function isTakenByRomeo(title: string): Promise<void> {
    await becomes(title, 'taken');
    assert.equal((await incidentOf(title))?.taken?.by, 'Romeo M.');
  }

  /** What both may not, they are told at the end; what they wrote before has been read by then. */
  async function areRefused({ incident, agent }: Raised): Promise<void> {
    for (const [server, from] of [
      [world.friends, mallory],
      [world.strangers, eve],
    ] as const) {
      const last = message(from, agent, `<body>ack ${incident.code}</body>`);
      const refusal = await server.waitFor(
        (one) => one.attrs.to === from && one.getChild('reply')?.attrs.id === last,
        `an answer for ${from}`,
      );
      assert.match(refusal.getChildText('body') ?? '', /You may not answer alerts/);
    }
  }

  for (const [way, { counts, says }] of Object.entries(WAYS)) {
    it(`${way} counts for nobody but Romeo`, async () => {
      const title = `Spoofed ${way}`;
      const about = await raised(title);
      for (const from of [mallory, eve]) {
        for (const to of [about.agent, world.domains.alerts]) message(from, to, says(about, romeo));
      }
      await areRefused(about);
      assert.equal((await incidentOf(title))?.status, 'open');
      message(romeo, about.agent, counts ? says(about, romeo) : `<body>ack ${about.incident.code}</body>`);
      await isTakenByRomeo(title);
    });
  }

  it('a nick of IRC is nobody: its account is', async () => {
    const place = { port: world.ircd.port };
    const clients: IrcClient[] = await Promise.all([connectIrc(place), connectIrc(place), connectIrc(place)]);
    const [watcher = assert.fail(), impostor = assert.fail(), member = assert.fail()] = clients;
    try {
      await watcher.register('watcher');
      await impostor.register('romeo');
      await member.register('romeo2', { sasl: { account: 'romeo', password: 'capulet' } });
      const title = 'Spoofed nick';
      const { incident } = await raised(title);
      const line = await watcher.waitFor(
        ({ command, params }) => command === 'PRIVMSG' && (params[1] ?? '').includes(title),
        'the alert on IRC',
        PATIENCE_MS,
      );
      const agent = line.source?.split('!', 1)[0] ?? '';
      impostor.say(agent, `ack ${incident.code}`);
      await impostor.waitFor(
        ({ command, source }) => command === 'PRIVMSG' && source?.startsWith(`${agent}!`) === true,
        'a refusal on IRC',
        PATIENCE_MS,
      );
      assert.equal((await incidentOf(title))?.status, 'open');
      member.say(agent, `ack ${incident.code}`);
      await isTakenByRomeo(title);
    } finally {
      await Promise.all(clients.map((one) => one.quit()));
    }
  });

  it('a phone takes no alert of which it was not told, whatever code it has', async () => {
    const texts = () => world.smsc.inbox(PHONE).map(({ text }) => text);
    const answer = await api('/alerts', BOT, {
      title: 'Theirs',
      severity: 'critical',
      labels: { alertname: 'Theirs' },
    });
    assert.equal(answer.status, 202, await answer.text());
    await until(() => texts().length === 1, 'the text to Tybalt', PATIENCE_MS);
    const { incident } = await raised('Not theirs');
    await world.smsc.deliver({ from: PHONE, to: OURS, text: `ack ${incident.code}` });
    await until(() => texts().length === 2, 'a refusal by SMS', PATIENCE_MS);
    assert.match(texts()[1] ?? '', /You may not answer alerts/);
    assert.equal((await incidentOf('Not theirs'))?.status, 'open');
    await world.smsc.deliver({ from: PHONE, to: OURS, text: 'ack' });
    await becomes('Theirs', 'taken');
    assert.equal((await incidentOf('Not theirs'))?.status, 'open');
  });

  it('a bot takes no alert of routes that are not its own', async () => {
    const { incident } = await raised('Of no bot');
    for (const action of ['ack', 'resolve', 'silence']) {
      const answer = await api(`/incidents/${incident.id}/${action}`, OTHER_BOT, {});
      assert.ok([403, 404].includes(answer.status), `${action}: ${answer.status} ${await answer.text()}`);
    }
    message(romeo, world.domains.alerts, `<body>ack ${incident.code}</body>`);
    await isTakenByRomeo('Of no bot');
  });

  it('a link counts as it was signed', async () => {
    const { incident, agent } = await raised('Linked');
    const said = ['ack', (Math.floor(Date.now() / 1000) + 3600).toString(36), '0', incident.id, 'romeo'].join('~');
    const signedBy = (key: string) => createHmac('sha256', key).update(said).digest('base64url').slice(0, 22);
    const guesses = ['A'.repeat(22), signedBy(SECRET), signedBy(''), signedBy(SOURCE), ''].map(
      (sign) => `${said}~${sign}`,
    );
    for (const token of [...guesses, said, incident.id, incident.code]) {
      for (const method of ['GET', 'POST']) {
        const answer = await fetch(`${world.base}/a/${encodeURIComponent(token)}`, { method });
        assert.equal(answer.status, 404, `${method} ${token}`);
      }
    }
    assert.equal((await incidentOf('Linked'))?.status, 'open');
    message(romeo, agent, `<body>ack ${incident.code}</body>`);
    await isTakenByRomeo('Linked');
  });

  it('a webhook that was signed once counts once', async () => {
    const now = Math.floor(Date.now() / 1000);
    const post = async (source: string, title: string, headers: (body: string) => Readonly<Record<string, string>>) => {
      const body = JSON.stringify({ title, labels: { alertname: title } });
      const answer = await fetch(`${world.base}/alerts/v1/${source}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers(body) },
        body,
      });
      assert.equal(answer.status, 200, await answer.text());
    };
    const signedAt = (seconds: number) => (body: string) => ({
      'x-time': String(seconds),
      'x-signature': createHmac('sha256', SECRET).update(`${seconds}:${body}`).digest('hex'),
    });
    const tellings = () =>
      world.friends.of(world.friends.user('romeo')).filter((one) => one.getChildText('body')?.includes('Genuine'))
        .length;
    await post('signed', 'Genuine', signedAt(now));
    const { attrs } = await hasRead('Genuine');
    await becomes('Genuine', 'open');
    const { code } = (await incidentOf('Genuine')) ?? assert.fail();
    message(romeo, String(attrs.from), `<body>resolve ${code}</body>`);
    await until(() => tellings() === 2, 'that it is over', PATIENCE_MS);
    const after = await incidentOf('Genuine');
    assert.notEqual(after?.status, 'open');
    for (let turn = 0; turn < 3; turn += 1) await post('signed', 'Genuine', signedAt(now));
    await post('plain', 'Behind it', () => ({ authorization: `Bearer ${SOURCE}` }));
    await hasRead('Behind it');
    assert.deepEqual(await incidentOf('Genuine'), after);
    assert.equal(tellings(), 2);
    // Signed anew it is a new one.
    await post('signed', 'Genuine', signedAt(now + 1));
    await until(() => tellings() === 3, 'the next one', PATIENCE_MS);
  });
});
