import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { freePort } from '../../../sandbox/free-port.js';
import { type HonestIrcd, startHonestIrcd } from '../../../sandbox/ircd/index.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { attribute, type XmppUser } from '../../../sandbox/xmpp-user.js';
import type { OperationAnswer } from '../../../src/http/console/api.js';
import { refused } from '../../../src/operation.js';
import { runCommand } from '../../support/ad-hoc.js';
import { AlertsWorld } from '../../support/alerts-world.js';
import { ConsoleBrowser, codeIn } from '../../support/console-browser.js';
import { HOME } from '../../support/mail-servers.js';
import { textAt } from '../../support/redis-text.js';
import { SecureDesk } from '../../support/secure-desk.js';
import { sharedXmpp } from '../../support/shared.js';
import { until } from '../../support/until.js';

const PATIENCE_MS = 180_000;
/** Each long enough that it stands nowhere by chance. */
const MAILBOX = 'canary-of-a-mailbox-9162';
const IRC = 'canary-of-services-3385';
const KEY_OF_ROOM = 'canary-of-a-room-5520';
const KEY_OF_OWNER = 'canary-of-an-owner-8036';
const KEY_THAT_IS_SET = 'canary-of-a-lock-4417';
const IRC_OF_ALERTS = 'canary-of-the-alerts-7038';
const BOT = 'canary-of-a-bot-7741';
const SOURCE = 'canary-of-a-source-1853';
const SIGNATURE = 'canary-of-a-signature-6604';
const WEBHOOK = 'canary-of-a-webhook-2297';

/**
 * Everybody gives the gateways what they have to keep to themselves. Then all of Redis is read: every key, and the file to which Redis
 * has written each change that was ever made, so that what lay there for a moment is found too.
 */
describe('secrets', { concurrency: 1 }, () => {
  let server: RedisServer;
  let world: AlertsWorld;
  let desk: SecureDesk;
  let next: HonestIrcd;
  let juliet: XmppUser;
  /** What nobody who reads Redis may find, by what it is. */
  const secrets = new Map<string, string>();
  before(async () => {
    const xmpp = await sharedXmpp('prosody');
    const prince = await xmpp.newUser('prince');
    const listen = `127.0.0.1:${await freePort()}`;
    [server, desk] = await Promise.all([startRedis({ args: ['--rdbcompression', 'no'] }), SecureDesk.start()]);
    next = await startHonestIrcd({ accounts: { juliet: IRC, herald: IRC_OF_ALERTS } });
    world = await AlertsWorld.start({
      xmpp,
      redis: { url: server.url, prefix: 'secrets', close: async () => undefined },
      ircServers: { old: undefined, new: undefined, services: undefined, next },
      mail: true,
      email: { smime: { caFile: desk.ca, systemRoots: false } },
      people: ['juliet'],
      alerts: {
        accounts: {
          sms: { name: 'Alerts' },
          email: { 'x-alias': 'alerts' },
          irc: { nick: 'herald', 'x-account': 'herald', password: IRC_OF_ALERTS },
        },
      },
      config: { console: { listen }, access: { allow: [xmpp.domain], admins: [prince.jid] } },
      book: (people) => ({
        people: { juliet: { xmpp: people.juliet?.jid } },
        routes: [
          { name: 'everything', groupBy: ['alertname'], groupWait: '0s', to: ['juliet', 'mailto:ops@example.net'] },
        ],
        sources: {
          cron: { kind: 'json', token: SOURCE },
          signed: { kind: 'json', hmac: { secret: SIGNATURE, header: 'X-Signature' } },
        },
        bots: {
          helper: { token: BOT, scopes: ['send', 'events'], webhook: { url: `http://127.0.0.1:1/`, secret: WEBHOOK } },
        },
      }),
    });
    for (const [what, secret] of Object.entries({
      MAILBOX,
      IRC,
      KEY_OF_ROOM,
      KEY_OF_OWNER,
      KEY_THAT_IS_SET,
      IRC_OF_ALERTS,
      // Keys and grants that are ours, and that no user ever sees.
      'a private key': 'PRIVATE KEY-----',
      BOT,
      SOURCE,
      SIGNATURE,
      WEBHOOK,
    })) {
      secrets.set(what, secret);
    }
    secrets.set('the secret of the components', world.alerts.secret);
    juliet = await world.connect('juliet');
    const admin = await world.connectAccount(prince);

    // Until a stream is up, the server answers in the place of the gateway.
    for (const domain of Object.values(world.domains)) {
      const asks = async () => await juliet.request(`<iq type="get" to="${domain}"><ping xmlns="urn:xmpp:ping"/></iq>`);
      await until(async () => attribute(await asks(), 'type') === 'result', `an answer of ${domain}`, PATIENCE_MS);
    }
    const { dovecot, postfix } = world.mail;
    await dovecot.changePassword(MAILBOX);
    await registers(world.domains.email ?? '', {
      email: `juliet@${HOME}`,
      password: MAILBOX,
      'x-user': `juliet@${HOME}`,
      'x-imap': `127.0.0.1:${dovecot.port}`,
      'x-imap-security': 'none',
      'x-smtp': `127.0.0.1:${postfix.submissionPort}`,
      'x-smtp-security': 'none',
      'x-smime': 'possible',
      'x-receipts': 'accepted',
    });
    await givesKey();
    await registers(`next@${world.domains.irc}`, { nick: 'jules', 'x-account': 'juliet', password: IRC });
    await enters();
    await locks();
    await makesCertificate();
    await signsIn(admin, listen);
    assert.equal((await world.post('cron', SOURCE, { title: 'The disk is full' })).status, 200);
    await juliet.waitFor((one) => /disk is full/.test(one.getChildText('body') ?? ''), 'the alert', PATIENCE_MS);
    await sendsMail();
  });
  after(async () => {
    await world?.stop();
    await next?.stop();
    await desk?.stop();
    await server?.stop();
  });

  async function registers(to: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const form = Object.entries({ FORM_TYPE: 'jabber:iq:register', ...fields })
      .map(([name, value]) => `<field var="${name}"><value>${value}</value></field>`)
      .join('');
    const x = `<x xmlns="jabber:x:data" type="submit">${form}</x>`;
    const answer = await juliet.request(
      `<iq type="set" to="${to}"><query xmlns="jabber:iq:register">${x}</query></iq>`,
      PATIENCE_MS,
    );
    assert.equal(attribute(answer, 'type'), 'result', answer.toString());
  }

  /** A key for S/MIME; all its lines but the first and the last say something of it. */
  async function givesKey(): Promise<void> {
    const { key, certificate } = await desk.holder(`juliet@${HOME}`);
    const pem = await readFile(key, 'utf8');
    const lines = pem.split('\n').filter((line) => line.length > 60);
    assert.ok(lines.length > 10);
    for (const [index, line] of lines.entries()) if (index > 1) secrets.set(`line ${index} of a key`, line);
    const node = 'email/add-key';
    const text = `${pem}${await readFile(certificate, 'utf8')}`;
    const step = async (attributes: string, fields: string) => {
      const x = fields === '' ? '' : `<x xmlns="jabber:x:data" type="submit">${fields}</x>`;
      const answer = await juliet.request(
        `<iq type="set" to="${world.domains.email}"><command xmlns="http://jabber.org/protocol/commands" node="${node}" ${attributes}>${x}</command></iq>`,
        PATIENCE_MS,
      );
      const command = answer.getChild('command');
      assert.ok(command, answer.toString());
      return command;
    };
    const session = attribute(await step('', ''), 'sessionid') ?? '';
    const values = text.split('\n').map((line) => `<value>${line}</value>`);
    await step(`sessionid="${session}" action="next"`, `<field var="key-file">${values.join('')}</field>`);
    const done = await step(
      `sessionid="${session}" action="complete"`,
      '<field var="key-confirm"><value>true</value></field>',
    );
    assert.match(done.getChildText('note') ?? '', /is kept/);
  }

  /** Enters a room with a key, logged in. */
  async function enters(): Promise<void> {
    const room = `#keyed%next@${world.domains.irc}/jules`;
    const x = `<x xmlns="http://jabber.org/protocol/muc"><password>${KEY_OF_ROOM}</password></x>`;
    await juliet.send(`<presence to="${room}">${x}</presence>`);
    await juliet.waitFor(
      (one) => one.name === 'presence' && attribute(one, 'from') === room && attribute(one, 'type') === undefined,
      'being in the room',
      PATIENCE_MS,
    );
    // Of a room where she is not, so that no channel is told of it: what a channel is told is a text as others are.
    const form = Object.entries({
      FORM_TYPE: 'http://jabber.org/protocol/muc#roomconfig',
      'muc#roomconfig_passwordprotectedroom': '1',
      'muc#roomconfig_roomsecret': KEY_OF_OWNER,
    }).map(([name, value]) => `<field var="${name}"><value>${value}</value></field>`);
    const submitted = `<x xmlns="jabber:x:data" type="submit">${form.join('')}</x>`;
    const query = `<query xmlns="http://jabber.org/protocol/muc#owner">${submitted}</query>`;
    const answer = await juliet.request(
      `<iq type="set" to="#other%next@${world.domains.irc}">${query}</iq>`,
      PATIENCE_MS,
    );
    assert.equal(attribute(answer, 'type'), 'error', answer.toString());
  }

  /** Sets the key of a room where she is, of which all there are told. */
  async function locks(): Promise<void> {
    const room = `#keyed%next@${world.domains.irc}`;
    const form = Object.entries({
      FORM_TYPE: 'http://jabber.org/protocol/muc#roomconfig',
      'muc#roomconfig_passwordprotectedroom': '1',
      'muc#roomconfig_roomsecret': KEY_THAT_IS_SET,
    }).map(([name, value]) => `<field var="${name}"><value>${value}</value></field>`);
    const submitted = `<x xmlns="jabber:x:data" type="submit">${form.join('')}</x>`;
    const query = `<query xmlns="http://jabber.org/protocol/muc#owner">${submitted}</query>`;
    const answer = await juliet.request(`<iq type="set" to="${room}">${query}</iq>`, PATIENCE_MS);
    assert.equal(attribute(answer, 'type'), 'result', answer.toString());
    await juliet.waitFor((one) => /mode \+k \*/.test(one.getChildText('body') ?? ''), 'word of the key', PATIENCE_MS);
  }

  async function makesCertificate(): Promise<void> {
    const made = await runCommand(juliet, world.domains.irc ?? '', 'irc/certificate', {
      network: 'next',
      action: 'make',
    });
    assert.match(JSON.stringify([...made.fields]), /[0-9a-fA-F:]{64}/, JSON.stringify(made));
  }

  async function signsIn(admin: XmppUser, listen: string): Promise<void> {
    const browser = new ConsoleBrowser(`http://${listen}`);
    await browser.api('session/code', { method: 'POST', body: { jid: admin.bare } }, 202);
    secrets.set(
      'what the browser that asks has',
      browser.cookies.get('asking') ?? browser.cookies.values().next().value ?? '',
    );
    const told = await admin.waitFor(
      (one) => /[2-9A-Z]{4}-[2-9A-Z]{4}/.test(one.getChildText('body') ?? ''),
      'the code',
      PATIENCE_MS,
    );
    const code = codeIn(told.getChildText('body') ?? '');
    secrets.set('the code of the console', code);
    secrets.set('the code as it is typed', code.replace('-', ''));
    const { csrf } = await browser.api<{ readonly csrf: string }>('session', {
      method: 'POST',
      body: { jid: admin.bare, code },
    });
    browser.csrf = csrf;
    secrets.set('what the page proves itself with', csrf);
    for (const [name, value] of browser.cookies) secrets.set(`the cookie ${name}`, value);
    const made = await browser.api<OperationAnswer>('operations', {
      method: 'POST',
      body: { noun: 'token', verb: 'make', values: { name: ['maker'], scope: ['send'] } },
    });
    assert.ok(!refused(made), JSON.stringify(made));
    const token = /[\w-]{43}/.exec(JSON.stringify(made))?.[0];
    assert.ok(token !== undefined, JSON.stringify(made));
    secrets.set('a token that was made here', token);
    const ended = await runCommand(admin, world.alerts.domain, 'isthmus/token-make', {
      name: 'second',
      scope: ['send'],
    });
    const second = /[\w-]{43}/.exec(JSON.stringify([ended.notes, [...ended.fields]]))?.[0];
    assert.ok(second !== undefined, JSON.stringify(ended));
    secrets.set('a token that a command has made', second);
  }

  async function sendsMail(): Promise<void> {
    const to = 'alice\\40example.net';
    await until(
      async () => {
        const redis = new Redis(server.url);
        const houses = await redis.keys('*house*');
        const states = await Promise.all(houses.map((key) => textAt(redis, key)));
        redis.disconnect();
        return states.filter((one) => one.includes('registered')).length >= 3;
      },
      'the alerts gateway is registered everywhere',
      PATIENCE_MS,
    );
    await juliet.send(
      `<message to="${to}@${world.domains.email}" type="chat" id="s1"><body>Hello</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    await juliet.waitFor((one) => one.getChild('received') !== undefined, 'the receipt of the mail', PATIENCE_MS);
  }

  it('are in no key of Redis, whatever its type, as they are or in a form that everybody can read back', async () => {
    const redis = new Redis(server.url);
    try {
      const keys = await redis.keys('*');
      const types = new Set(await Promise.all(keys.map((key) => redis.type(key))));
      for (const type of ['string', 'hash', 'list', 'set', 'zset', 'stream'])
        assert.ok(types.has(type), `no ${type} was read`);
      const texts = await Promise.all(keys.map(async (key) => `${key} ${await textAt(redis, key)}`));
      const all = texts.join('\n');
      assert.ok(all.includes(`juliet@${HOME}`), 'what the user has registered was not read at all');
      assert.deepEqual(found(all), []);
    } finally {
      redis.disconnect();
    }
  });

  it('were never written to the disk by Redis, neither as a change nor in a snapshot', async () => {
    const folder = join(server.dir, 'appendonlydir');
    const read = async (): Promise<string> => {
      const files = await readdir(folder);
      return (await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')))).join('\n');
    };
    const changes = await read();
    assert.ok(changes.includes(`juliet@${HOME}`), 'the file of changes was not read');
    assert.deepEqual(found(changes), []);
    const redis = new Redis(server.url);
    try {
      await redis.bgrewriteaof();
      await until(
        async () => /aof_rewrite_in_progress:0/.test(await redis.info('persistence')),
        'the snapshot',
        PATIENCE_MS,
      );
    } finally {
      redis.disconnect();
    }
    const snapshot = await read();
    assert.ok(snapshot.includes(`juliet@${HOME}`), 'the snapshot was not read');
    assert.deepEqual(found(snapshot), []);
  });

  it('are hidden from this test only where it reads nothing: what is no secret is found in each form', () => {
    for (const form of formsOf(MAILBOX)) assert.equal(isIn(`..${form}..`, MAILBOX), true);
  });

  /** Names of the secrets that a text has. */
  function found(text: string): readonly string[] {
    return [...secrets].flatMap(([what, secret]) => {
      assert.ok(secret.length >= 8, `${what}: ${secret}`);
      return isIn(text, secret) ? [what] : [];
    });
  }
});

function isIn(text: string, secret: string): boolean {
  return formsOf(secret).some((form) => text.includes(form));
}

/** A secret as it is, and as programs write one that hide nothing. */
function formsOf(secret: string): readonly string[] {
  const octets = Buffer.from(secret);
  // Base64 looks another way for each place at which it may begin; its ends depend on what stands beside.
  const base64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), octets])
      .toString('base64')
      .slice(4, -4);
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [
    secret,
    [...secret].reverse().join(''),
    octets.toString('hex'),
    octets.toString('hex').toUpperCase(),
    encodeURIComponent(secret),
    ...base64.filter((text) => text.length >= 8),
  ];
}
