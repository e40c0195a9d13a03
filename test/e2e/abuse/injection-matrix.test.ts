import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Element } from 'ltx';
import { freePort } from '../../../sandbox/free-port.js';
import { type HonestIrcd, type Peer, startHonestIrcd } from '../../../sandbox/ircd/index.js';
import { coreOperations } from '../../../src/core/operator/operator.js';
import type { OperationAnswer } from '../../../src/http/console/api.js';
import { AlertsWorld } from '../../support/alerts-world.js';
import { ConsoleBrowser, codeIn } from '../../support/console-browser.js';
import { OURS } from '../../support/e2e-world.js';
import { HOME } from '../../support/mail-servers.js';
import { OctetTap } from '../../support/octet-tap.js';
import { errorOf, OtherServer } from '../../support/other-server.js';
import { sharedXmpp } from '../../support/shared.js';
import { until } from '../../support/until.js';
import { BOT_SCOPES } from './access-rows.js';
import { STANZAS } from './injection-stanzas.js';
import { evilIn, evilInImap, evilInMail, POISON, POISON_JSON } from './poison.js';
import { type ApiCall, poisonedCalls } from './poisoned-calls.js';

const COMMANDS = 'http://jabber.org/protocol/commands';
const DATA = 'jabber:x:data';
const PATIENCE_MS = 180_000;
const GATES = ['sms', 'email', 'irc', 'alerts'] as const;
type Gate = (typeof GATES)[number];
const NETWORK = 'next';
const BOT = 'token-of-the-bot-4711';
const SCOPES = [...new Set(Object.values(BOT_SCOPES))];
const SOURCE = 'token-of-the-source-4711';

/** Each is an admin who has registered everywhere: how many commands somebody may begin in a minute is limited. */
const USERS = 12;
/** Lines that users write for their own connection, to be sent as they are. */
const OWN_LINES: readonly string[] = ['x-commands', 'irc/raw'];
/** Commands that end processes, close a network or lock everybody out; none of their fields goes anywhere else. */
const ENDING: readonly RegExp[] = [
  /admin#(?:restart|shutdown)$/,
  /^isthmus\/process-/,
  /^unregister$/,
  /edit-whitelist/,
  /close-network$/,
];
/** Steps of one command at most. */
const MOST_STEPS = 4;
const TEXTS: readonly (string | undefined)[] = [
  'text-single',
  'text-multi',
  'text-private',
  'jid-single',
  'jid-multi',
  undefined,
];

/** A field of a form of a command: where the poison goes. */
interface Place {
  readonly gate: Gate;
  readonly node: string;
  readonly step: number;
  readonly field: string;
}

/**
 * Every field that a user can write into is given what would begin a line of its own, behind CR and LF, somewhere else: of a command
 * on IRC, in SMTP and IMAP, of a field of a mail, of a log. What the other side was sent is then read, octet for octet.
 */
describe('what begins a line elsewhere, in every field of every gateway', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let friends: OtherServer;
  let ircd: HonestIrcd;
  let smtp: OctetTap;
  let imap: OctetTap;
  let consoleUrl: string;
  const peers = new Set<Peer>();

  const admin = (index: number, resource = 'x'): string => friends.user(`admin${index}`, resource);
  const everybody = Array.from({ length: USERS }, (_, index) => index);
  const domain = (gate: Gate): string => world.domains[gate] ?? assert.fail(gate);

  before(async () => {
    const xmpp = await sharedXmpp('prosody');
    friends = await OtherServer.start(xmpp.takeDomain());
    ircd = await startHonestIrcd({ accounts: { romeo: 'capulet' } });
    const listen = `127.0.0.1:${await freePort()}`;
    consoleUrl = `http://${listen}`;
    world = await AlertsWorld.start({
      xmpp,
      ircServers: { old: undefined, new: undefined, services: undefined, next: ircd },
      mail: true,
      people: ['juliet'],
      config: {
        access: {
          allow: [xmpp.domain, friends.domain],
          admins: everybody.map((index) => friends.user(`admin${index}`)),
        },
        console: { listen },
      },
      book: () => ({
        people: { admin: { xmpp: friends.user('admin0') } },
        lists: { crew: { members: ['admin'], owners: ['admin'], join: ['admin'] } },
        rotations: { watch: { layers: [{ people: ['admin'], start: '2026-01-05T09:00' }] } },
        routes: [
          {
            name: 'everything',
            groupBy: 'all',
            groupWait: '0s',
            to: ['admin', 'mailto:ops@example.net', 'tel:+15557654321', `irc://${NETWORK}/#stage`],
          },
        ],
        sources: { cron: { kind: 'json', token: SOURCE } },
        bots: {
          herald: {
            token: BOT,
            scopes: SCOPES,
            routes: ['everything'],
            rate: '100000/1m',
          },
        },
      }),
    });
    const { dovecot, postfix } = world.mail;
    smtp = await OctetTap.start(postfix.submissionPort ?? assert.fail());
    imap = await OctetTap.start(dovecot.port);
    for (const gate of GATES) {
      await until(
        async () =>
          errorOf(await friends.ask(admin(0), domain(gate), 'get', '<ping xmlns="urn:xmpp:ping"/>')) === undefined,
        `an answer of ${gate}`,
        PATIENCE_MS,
      );
    }
    for (const index of everybody) await registersEverywhere(index);
    await until(() => ircd.peers.length >= USERS, 'everybody on IRC', PATIENCE_MS);
  });
  after(async () => {
    friends?.stop();
    await Promise.all([smtp?.stop(), imap?.stop()]);
    await world?.stop();
    await ircd?.stop();
  });

  function fieldsOfRegistration(index: number): Readonly<Record<Gate, Readonly<Record<string, string>>>> {
    const address = `admin${index}@${HOME}`;
    return {
      sms: { name: `Admin ${index}` },
      email: {
        email: address,
        password: world.mail.dovecot.password,
        'x-user': address,
        'x-imap': `127.0.0.1:${imap.port}`,
        'x-imap-security': 'none',
        'x-smtp': `127.0.0.1:${smtp.port}`,
        'x-smtp-security': 'none',
      },
      irc: { nick: `admin${index}` },
      alerts: { name: `Admin ${index}` },
    };
  }

  async function register(index: number, gate: Gate, poisoned?: string): Promise<Element> {
    const at = gate === 'irc' ? `${NETWORK}@${domain('irc')}` : domain(gate);
    const values = { FORM_TYPE: 'jabber:iq:register', ...fieldsOfRegistration(index)[gate] };
    const fields = Object.entries(poisoned === undefined ? values : { ...values, [poisoned]: POISON });
    const form = fields.map(([name, value]) => `<field var="${name}"><value>${value}</value></field>`).join('');
    const x = `<x xmlns="${DATA}" type="submit">${form}</x>`;
    return await friends.ask(admin(index), at, 'set', `<query xmlns="jabber:iq:register">${x}</query>`);
  }

  async function registersEverywhere(index: number): Promise<void> {
    for (const gate of GATES) {
      const answer = await register(index, gate);
      assert.equal(errorOf(answer), undefined, `${gate}: ${answer.toString()}`);
    }
    friends.send(
      `<presence from="${admin(index)}" to="#stage%${NETWORK}@${domain('irc')}/admin${index}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`,
    );
  }

  /** What everybody else was sent that begins a line of its own. */
  function evil(): readonly string[] {
    for (const peer of ircd.peers) peers.add(peer);
    return [
      ...[...peers].flatMap(({ received }) => received.flatMap(({ raw }) => evilIn('IRC', raw))),
      ...smtp.connections.flatMap((octets) => evilInMail(octets)),
      ...imap.connections.flatMap((octets) => evilInImap(octets)),
      ...world.mail.outside.inbox('ops@example.net').flatMap(({ octets }) => evilInMail(Buffer.from(octets))),
      ...world.isthmus
        .logs()
        .split('\n')
        .flatMap((line) => evilIn('log', line)),
    ];
  }

  /** All that was asked for has been done, and the gateways go on as before. */
  async function settled(what: string): Promise<void> {
    for (const gate of GATES) {
      const pong = await friends.ask(admin(0), domain(gate), 'get', '<ping xmlns="urn:xmpp:ping"/>');
      assert.equal(errorOf(pong), undefined, `${gate} after ${what}`);
    }
    assert.deepEqual(evil(), [], what);
  }

  it('finds nothing before, and something where there is something', async () => {
    await settled('nothing');
    assert.equal(evilIn('IRC', 'PRIVMSG #a :one\rEVIL two').length, 1);
    assert.equal(
      evilInMail(Buffer.from('MAIL FROM:<a>\r\nDATA\r\nA: b\r\nEVIL-Field: x\r\n\r\ntext\r\n.\r\n')).length,
      1,
    );
    assert.equal(evilInMail(Buffer.from('DATA\r\nA: b\r\n\r\nEVIL text\r\n.\r\nEVIL\r\n')).length, 1);
    assert.equal(evilInMail(Buffer.from('DATA\r\nA: b\r\n\r\nEVIL text\r\n.\r\nQUIT\r\n')).length, 0);
    assert.equal(evilInImap(Buffer.from('a1 SELECT {4}\r\nEVIL\r\na2 NOOP\r\n')).length, 0);
    assert.equal(evilInImap(Buffer.from('a1 SELECT x\r\nEVIL NOOP\r\n')).length, 1);
  });

  it('by every field of every registration', async () => {
    let tried = 0;
    for (const gate of GATES) {
      const at = gate === 'irc' ? `${NETWORK}@${domain('irc')}` : domain(gate);
      const shown = await friends.ask(admin(1), at, 'get', '<query xmlns="jabber:iq:register"/>');
      const form = shown.getChild('query')?.getChild('x', DATA);
      const names = (form?.getChildren('field') ?? [])
        .filter(isText)
        .map(({ attrs }) => String(attrs.var))
        .filter((name) => !OWN_LINES.includes(name));
      assert.ok(names.length > 0, gate);
      for (const name of names) {
        tried += 1;
        const answer = await register(1, gate, name);
        assert.ok(['result', 'error'].includes(String(answer.attrs.type)));
      }
      assert.equal(errorOf(await register(1, gate)), undefined);
    }
    assert.ok(tried > 15, `${tried} fields`);
    await settled('registration');
  });

  it('by every field of every command', async () => {
    const queue: Place[] = [];
    const came = { done: 0, refused: 0 };
    for (const gate of GATES) {
      const query = `<query xmlns="http://jabber.org/protocol/disco#items" node="${COMMANDS}"/>`;
      const items = await friends.ask(admin(0), domain(gate), 'get', query);
      const nodes = (items.getChild('query')?.getChildren('item') ?? []).map(({ attrs }) => String(attrs.node));
      assert.ok(nodes.length > 20, gate);
      // What the core has is the same everywhere.
      const tried = nodes.filter((node) => gate === 'sms' || node.startsWith(`${gate}/`));
      const open = tried.filter((node) => !OWN_LINES.includes(node) && !ENDING.some((pattern) => pattern.test(node)));
      await Promise.all(
        everybody.map(async (index) => {
          for (const node of open.filter((_, at) => at % USERS === index)) {
            const { fields, session } = await begin(index, gate, node);
            if (session !== undefined) await say(index, gate, node, `sessionid="${session}" action="cancel"`);
            for (const field of fields.filter(isText)) {
              queue.push({ gate, node, step: 0, field: String(field.attrs.var) });
            }
          }
        }),
      );
    }
    const known = new Set(queue.map((place) => JSON.stringify(place)));
    const work = async (index: number): Promise<void> => {
      for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
        const found = await poison(index, place, came);
        for (const more of found) {
          if (known.has(JSON.stringify(more))) continue;
          known.add(JSON.stringify(more));
          queue.push(more);
        }
      }
    };
    await Promise.all(everybody.map(work));
    assert.ok(known.size > 100, `${known.size} fields`);
    assert.ok(came.done > 10 && came.refused > 100, JSON.stringify(came));
    await settled('commands');
  });

  async function say(index: number, gate: Gate, node: string, attributes: string, inner = ''): Promise<Element> {
    for (;;) {
      const payload = `<command xmlns="${COMMANDS}" node="${node}" ${attributes}>${inner}</command>`;
      const answer = await friends.ask(admin(index), domain(gate), 'set', payload);
      // Too many commands in a minute.
      if (errorOf(answer) !== 'wait/resource-constraint' && errorOf(answer) !== 'wait/policy-violation') return answer;
      await delay(1000);
    }
  }

  async function begin(index: number, gate: Gate, node: string) {
    return read(await say(index, gate, node, ''));
  }

  function read(answer: Element) {
    const command = answer.getChild('command');
    const executing = command?.attrs.status === 'executing';
    return {
      error: errorOf(answer),
      fields: executing ? (command?.getChild('x', DATA)?.getChildren('field') ?? []) : [],
      session: executing ? String(command?.attrs.sessionid) : undefined,
      action: command?.getChild('actions')?.getChild('complete') === undefined ? 'next' : 'complete',
    };
  }

  /** Puts the poison into one field, and whatever will do into the others; returns the fields of the steps behind it. */
  async function poison(
    index: number,
    place: Place,
    came: { done: number; refused: number },
  ): Promise<readonly Place[]> {
    const { gate, node, step, field } = place;
    const found: Place[] = [];
    let at = await begin(index, gate, node);
    for (let now = 0; now < MOST_STEPS && at.session !== undefined; now += 1) {
      if (now > step) {
        for (const one of at.fields.filter(isText)) found.push({ gate, node, step: now, field: String(one.attrs.var) });
      }
      const values = at.fields.map((one) =>
        filled(one, now === step && one.attrs.var === field ? POISON : undefined, index),
      );
      const form = `<x xmlns="${DATA}" type="submit">${values.join('')}</x>`;
      const answer = await say(index, gate, node, `sessionid="${at.session}" action="${at.action}"`, form);
      const next = read(answer);
      if (now === step) {
        const refused =
          next.error !== undefined || answer.getChild('command')?.getChild('note')?.attrs.type === 'error';
        came[refused ? 'refused' : 'done'] += 1;
      }
      if (next.error !== undefined || next.session !== at.session) return found;
      at = next;
    }
    return found;
  }

  function filled(field: Element, poisoned: string | undefined, index: number): string {
    const name = String(field.attrs.var);
    const given = field.getChildren('value').map((value) => value.text());
    const options = field.getChildren('option').map((option) => option.getChildText('value') ?? '');
    const value = poisoned ?? (given.length > 0 ? undefined : (options[0] ?? plausible(name, index)));
    const values = value === undefined ? given.map(escaped) : [value];
    return `<field var="${name}">${values.map((one) => `<value>${one}</value>`).join('')}</field>`;
  }

  function plausible(name: string, index: number): string {
    if (/jid/.test(name)) return friends.user(`admin${index}`);
    if (/network/.test(name)) return NETWORK;
    if (/room|channel/.test(name)) return `#stage%${NETWORK}@${domain('irc')}`;
    if (/nick|who/.test(name)) return 'admin2';
    if (/number|phone/.test(name)) return '+15557654321';
    if (/mail|^to$|address/.test(name)) return 'alice@example.net';
    if (/minutes|days|count|delay|hours/.test(name)) return '1';
    return 'x';
  }

  it('by everything that stanzas can say', async () => {
    const irc = domain('irc');
    // The address of a network is left out: what is written to it are lines of the user's own, sent as they are.
    const to = [
      `+15557654321@${domain('sms')}`,
      `alice\\40example.net@${domain('email')}`,
      `#stage%${NETWORK}@${irc}`,
      `#stage%${NETWORK}@${irc}/admin1`,
      `admin1%${NETWORK}@${irc}`,
      `alerts@${domain('alerts')}`,
      ...GATES.map(domain),
    ];
    let number = 0;
    for (const [at, jid] of to.entries()) {
      for (const [row, xml] of STANZAS.entries()) {
        number += 1;
        const from = admin(2 + ((at + row) % (USERS - 2)));
        const written = xml
          .replace(/^<(message|presence|iq)/, `<$1 from="${from}" to="${jid}"`)
          .replaceAll('"ID"', `"stanza${number}"`)
          .replaceAll('POISON', POISON);
        friends.send(written);
      }
    }
    // Nicks and rooms that are nothing but poison, where a JID can hold it.
    const separators = ['\u2028', '\u0085', '\u202e', '\u00a0'].map((sign) => `a${sign}EVIL`);
    for (const text of separators) {
      friends.send(`<presence from="${admin(3)}" to="#stage%${NETWORK}@${irc}/${text}"/>`);
      friends.send(
        `<message from="${admin(3)}" to="${text}%${NETWORK}@${irc}" type="chat" id="s"><body>hi</body></message>`,
      );
    }
    for (const index of everybody) {
      for (const gate of GATES) await friends.settled(admin(index), domain(gate));
    }
    const marker = 'the last one in the room';
    friends.send(
      `<presence from="${admin(4)}" to="#stage%${NETWORK}@${irc}/admin4"><x xmlns="http://jabber.org/protocol/muc"/></presence>`,
    );
    friends.send(
      `<message from="${admin(4)}" to="#stage%${NETWORK}@${irc}" type="groupchat" id="last"><body>${marker}</body></message>`,
    );
    friends.send(
      `<message from="${admin(4)}" to="alice\\40example.net@${domain('email')}" type="chat" id="lastmail"><body>${marker}</body></message>`,
    );
    await until(
      () => ircd.peers.some(({ received }) => received.some(({ raw }) => raw.includes(marker))),
      'the last one on IRC',
      PATIENCE_MS,
    );
    await until(() => smtp.connections.some((octets) => octets.includes(marker)), 'the last one in SMTP', PATIENCE_MS);
    assert.ok(
      smtp.connections.some((octets) => octets.includes('EVIL')),
      'poison has gone by mail',
    );
    assert.ok(
      [...ircd.peers].some(({ received }) => received.some(({ raw }) => raw.includes('EVIL'))),
      'and to IRC',
    );
    await settled('stanzas');
  });

  it('by what monitoring and bots post, with NUL', async () => {
    const alert = (field: string): object => {
      const whole: Record<string, unknown> = { title: `about ${field}`, id: `id-${field}` };
      return { ...whole, [field]: POISON_JSON };
    };
    for (const field of ['title', 'text', 'id', 'url', 'severity', 'status', 'time', 'image']) {
      const answer = await world.post('cron', SOURCE, alert(field));
      assert.ok([200, 202, 400, 422].includes(answer.status), `${field}: ${answer.status}`);
    }
    const labels = {
      title: 'labels',
      labels: { [POISON_JSON]: POISON_JSON, team: POISON_JSON, alertname: POISON_JSON },
    };
    await world.post('cron', SOURCE, labels);
    const calls = await poisonedCalls(world.base);
    assert.ok(calls.length > 60);
    const places = ['mailto:ops@example.net', `irc://${NETWORK}/#stage`, 'tel:+15557654321'];
    const texts = places.map((to): ApiCall => {
      return { method: 'post', path: '/api/v1/messages', body: { to, text: POISON_JSON, title: POISON_JSON } };
    });
    for (const one of [...calls, ...texts]) await call(one);
    await world.post('cron', SOURCE, { title: 'the very last alert' });
    await until(
      () =>
        world.mail.outside.inbox('ops@example.net').some(({ octets }) => Buffer.from(octets).includes('the very last')),
      'the last alert by mail',
      PATIENCE_MS,
    );
    await settled('webhooks');
  });

  async function call({ method, path, body }: ApiCall): Promise<void> {
    const response = await fetch(world.base + path, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${BOT}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    assert.ok(response.status < 500 || response.status === 503, `${method} ${path}: ${response.status}`);
    // The stream of events has no end.
    await response.body?.cancel();
  }

  it('by what people say on the other networks, with what XML cannot hold', async () => {
    const signs = '\0\x01\x0b\x1b\x7f\ufffe\uffff';
    const heard = (text: string): Promise<Element> =>
      friends.waitFor((stanza) => stanza.toString().includes(text), `"${text}"`);
    const streams = () => world.isthmus.logs().split('"msg":"stream is up"').length;
    const before = streams();

    const phone = '+15557650000';
    friends.send(
      `<message from="${admin(5)}" to="${phone}@${domain('sms')}" type="chat" id="asks"><body>who is there</body></message>`,
    );
    await until(() => world.smsc.inbox(phone).length > 0, 'the question at the phone', PATIENCE_MS);
    await world.smsc.deliver({ from: phone, to: OURS, text: `the phone${signs}]]></body><EVIL/>\r\nsays` });
    await heard('the phone');

    const fields = [
      'Subject',
      'From',
      'To',
      'Cc',
      'Date',
      'Message-ID',
      'References',
      'Reply-To',
      'List-Id',
      'Content-Type',
    ];
    const raw = fields
      .map((name) => `${name}: ${signs.slice(0, 5)}]]></body><EVIL/>\r EVIL <a@example.net>\r\n`)
      .join('');
    const mail = `${raw}X-Plain: x\r\n\r\nthe mail ${signs}]]></body><EVIL/>\r\n`;
    await world.mail.dovecot.deliver(`admin6@${HOME}`, Buffer.from(mail));
    await heard('the mail');

    const peer = ircd.peers.find(({ received }) => received.some(({ raw: line }) => /^NICK admin7/i.test(line)));
    assert.ok(peer !== undefined, 'admin7 is on IRC');
    const evil = `${signs.slice(1)}]]></body><EVIL/>\u2028`;
    peer.sendRaw(`:mallory!u${evil.replaceAll(' ', '')}@h PRIVMSG admin7 :the channel ${evil}\r\n`);
    peer.sendRaw(
      `:mallory!u@h TOPIC #stage :${evil}\r\n:mallory!u@h JOIN #stage\r\n:mallory!u@h PART #stage :${evil}\r\n`,
    );
    peer.sendRaw(`:mal${evil}!u@h JOIN #stage\r\n:irc.honest.test 332 admin7 #stage :${evil}\r\n`);
    peer.sendRaw(`:mallory!u@h KICK #stage nobody :${evil}\r\n:mallory!u@h NICK :${evil}\r\n`);
    peer.sendRaw(`:mallory!u@h PRIVMSG admin7 :the end of it\r\n`);
    await heard('the channel');
    await heard('the end of it');
    assert.ok(!friends.received.some((stanza) => hasElement(stanza, 'EVIL')), 'no text became an element');
    assert.equal(streams(), before, 'no server has closed a stream for what was in it');
    await settled('the networks');
  });

  it('by every value of every operation in the console, with NUL', async () => {
    const browser = new ConsoleBrowser(consoleUrl);
    const jid = friends.user('admin0');
    await browser.api('session/code', { method: 'POST', body: { jid } }, 202);
    const told = await friends.waitFor(
      (stanza) => stanza.attrs.to === jid && /[2-9A-Z]{4}-[2-9A-Z]{4}/.test(stanza.getChildText('body') ?? ''),
      'the code of the console',
    );
    const code = codeIn(told.getChildText('body') ?? '');
    const session = await browser.api<{ readonly csrf: string }>('session', { method: 'POST', body: { jid, code } });
    browser.csrf = session.csrf;
    let tried = 0;
    for (const { noun, verb, arguments: params } of coreOperations(() => assert.fail('nothing is run here'))) {
      if (noun === 'process') continue;
      for (const { name } of params) {
        tried += 1;
        const values = Object.fromEntries(params.map((one) => [one.name, [one.name === name ? POISON_JSON : 'x']]));
        const answer = await browser.ask('/console/api/operations', { method: 'POST', body: { noun, verb, values } });
        assert.ok(answer.status < 500 || answer.status === 503, `${noun} ${verb} ${name}: ${answer.status}`);
        const said = JSON.parse(answer.text) as OperationAnswer;
        assert.equal(typeof said, 'object');
      }
    }
    assert.ok(tried > 20, `${tried} values`);
    await settled('the console');
  });
});

const hasElement = (stanza: Element, name: string): boolean =>
  stanza.getChildElements().some((child) => child.name === name || hasElement(child, name));

const isText = ({ attrs }: Element): boolean =>
  TEXTS.includes(attrs.type) && attrs.var !== undefined && attrs.var !== 'FORM_TYPE';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r', '&#13;').replaceAll('\n', '&#10;');
