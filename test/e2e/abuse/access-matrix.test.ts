import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { coreOperations } from '../../../src/core/operator/operator.js';
import type { SessionView } from '../../../src/http/console/api.js';
import { ConsoleBrowser, codeIn } from '../../support/console-browser.js';
import { ADMINS, GATES, type Gate, GatesWorld } from '../../support/gates-world.js';
import { errorOf, type OtherServer } from '../../support/other-server.js';
import { repositoryRoot } from '../../support/repository.js';
import { AUDIENCES, type Audience, BOT_SCOPES, CORE, OPERATIONS, OWN, SERVICE, TERMINAL } from './access-rows.js';

const COMMANDS = 'http://jabber.org/protocol/commands';
/** The name of the cookie of a session without TLS, and one that somebody has made up. */
const COOKIE = 'isthmus-session';
const PLANTED = 'p'.repeat(43);
/** What one user may ask in a minute, less a little. */
const COMMANDS_A_MINUTE = 50;
const CHATS_A_MINUTE = 25;

/** How the sources of gateways write the word of a command. */
const WORD = /\b(?:word: |named\()'([a-z-]+)'/g;

/** Every kind of user. Those of `server` `strangers` may use no gateway. */
const KINDS = {
  stranger: { server: 'strangers', answers: { anyone: 'cancel/forbidden', registered: 'cancel/forbidden' } },
  banned: { server: 'friends', answers: { anyone: 'cancel/forbidden', registered: 'cancel/forbidden' } },
  guest: { server: 'friends', answers: { anyone: undefined, registered: 'cancel/forbidden' } },
  registered: { server: 'friends', answers: { anyone: undefined, registered: undefined } },
} as const satisfies Readonly<
  Record<
    string,
    { server: 'strangers' | 'friends'; answers: Readonly<Record<'anyone' | 'registered', string | undefined>> }
  >
>;
type Kind = keyof typeof KINDS;

/** How many users of a kind there are: each is counted by itself. */
const OF_A_KIND = 4;

/** The error that somebody gets for a command; undefined: it is for them. */
function expected(kind: Kind, audience: Audience): string | undefined {
  if (audience === 'admin') return 'cancel/forbidden';
  if (audience === 'unregistered') return kind === 'guest' ? undefined : 'cancel/forbidden';
  return KINDS[kind].answers[audience];
}

/** Nodes of a gateway, with who they are for. */
function rowsOf(gate: Gate): ReadonlyMap<string, Audience> {
  const own = AUDIENCES.flatMap((audience) =>
    (OWN[gate][audience] ?? []).map((word) => [`${gate}/${word}`, audience] as const),
  );
  const core = AUDIENCES.flatMap((audience) => CORE[audience].map((node) => [node, audience] as const));
  const admin = [
    ...SERVICE.keys(),
    'isthmus/operations',
    ...OPERATIONS.map((name) => `isthmus/${name.replace(' ', '-')}`),
  ];
  return new Map([...core, ...own, ...admin.map((node) => [node, 'admin'] as const)]);
}

/** Commands of the core are the same everywhere: they are tried at one gateway, and what a gateway has of its own at each. */
function triedAt(gate: Gate): readonly (readonly [string, Audience])[] {
  const all = [...rowsOf(gate)];
  return gate === 'sms' ? all : all.filter(([node]) => node.startsWith(`${gate}/`) || ELSEWHERE.includes(node));
}
const ELSEWHERE: readonly string[] = ['help', 'contacts', 'lanes', 'isthmus/ban-add'];

describe('who may do what, by every door', { concurrency: 1 }, () => {
  let world: GatesWorld;
  before(async () => {
    world = await GatesWorld.start({
      gateways: { irc: { guests: false } },
      book: (friends) => ({
        people: { member: { xmpp: `member@${friends}` }, admin: { xmpp: `admin@${friends}` } },
        lists: { crew: { members: ['member'], owners: ['member'], join: ['member'] } },
        rotations: { watch: { layers: [{ people: ['member'], start: '2026-01-05T09:00' }] } },
        routes: [
          { name: 'mine', match: ['team=mine'], groupBy: ['alertname'], groupWait: '0s', to: 'member' },
          { name: 'others', groupBy: ['alertname'], groupWait: '0s', to: 'admin' },
        ],
        sources: { cron: { kind: 'json', token: 'token-of-cron-4711' } },
        bots: Object.fromEntries([
          ...ALL_SCOPES.map((scope) => [
            `bot-${scope}`,
            { token: tokenOf(`bot-${scope}`), scopes: [scope], routes: ['mine'], rate: '10000/1m' },
          ]),
          ['off', { token: tokenOf('off'), scopes: ALL_SCOPES, routes: ['mine'], enabled: false }],
          ['expired', { token: tokenOf('expired'), scopes: ALL_SCOPES, routes: ['mine'], expires: '2026-01-01' }],
          [
            'elsewhere',
            { token: tokenOf('elsewhere'), scopes: ALL_SCOPES, routes: ['mine'], networks: ['192.0.2.0/24'] },
          ],
        ]),
      }),
    });
    await world.answering();
    for (const gate of GATES)
      for (const name of names('registered')) await register(gate, world.friends.user(name, 'x'));
    for (const name of names('banned')) {
      await run('ban-add', `<field var="who"><value>${world.friends.user(name)}</value></field>`);
    }
  });
  after(async () => await world?.stop());

  const serverOf = (kind: Kind): OtherServer => world[KINDS[kind].server];
  const names = (kind: Kind): readonly string[] => Array.from({ length: OF_A_KIND }, (_, index) => `${kind}${index}`);
  /** Of mail nobody can register: there are no mail servers. */
  const kindsAt = (gate: Gate): readonly Kind[] =>
    (Object.keys(KINDS) as Kind[]).filter((kind) => gate !== 'email' || kind !== 'registered');

  async function register(gate: Gate, jid: string): Promise<void> {
    if (gate === 'email') return;
    const fields = { sms: '<name>R</name>', irc: '<nick>r</nick>', alerts: '<name>R</name>' }[gate];
    const answer = await world.friends.ask(
      jid,
      world.domains[gate],
      'set',
      `<query xmlns="jabber:iq:register">${fields}</query>`,
    );
    assert.equal(errorOf(answer), undefined, answer.toString());
  }

  /** An admin runs an operation. */
  async function run(name: string, fields: string): Promise<void> {
    const ask = async (attributes: string, inner: string) =>
      await world.friends.ask(
        world.friends.user(ADMINS[1] ?? '', 'x'),
        world.domains.sms,
        'set',
        `<command xmlns="${COMMANDS}" node="isthmus/${name}" ${attributes}>${inner}</command>`,
      );
    const session = String((await ask('', '')).getChild('command')?.attrs.sessionid);
    const form = `<x xmlns="jabber:x:data" type="submit">${fields}</x>`;
    const done = await ask(`sessionid="${session}" action="complete"`, form);
    assert.equal(done.getChild('command')?.attrs.status, 'completed', done.toString());
  }

  async function answered(server: OtherServer, who: string, gate: Gate, type: 'get' | 'set', payload: string) {
    return await patiently(
      async () => errorOf(await server.ask(who, world.domains[gate], type, payload)),
      (error) => error === 'wait/resource-constraint',
    );
  }

  async function listed(gate: Gate, who: string): Promise<readonly string[]> {
    const query = `<query xmlns="http://jabber.org/protocol/disco#items" node="${COMMANDS}"/>`;
    const items = await world.friends.ask(world.friends.user(who, 'x'), world.domains[gate], 'get', query);
    return (items.getChild('query')?.getChildren('item') ?? []).map(({ attrs }) => String(attrs.node));
  }

  it('has a row for every command and every operation that there is', async () => {
    for (const gate of GATES) {
      const rows = rowsOf(gate);
      const there = new Set([...(await listed(gate, 'admin')), ...(await listed(gate, 'registered0'))]);
      const lacking = [...there].filter((node) => !rows.has(node));
      assert.deepEqual(lacking, [], `${gate}: add these to access-rows.ts with who may use them`);
      const folder = join(repositoryRoot(), 'gateways', gate);
      const files = readdirSync(folder, { recursive: true }).map(String);
      const words = files
        .filter((file) => /command/.test(file) && file.endsWith('.ts') && !file.includes('texts'))
        .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(WORD)].map(([, word = '']) => word));
      assert.ok(words.length > 3);
      assert.deepEqual(
        words.filter((word) => !rows.has(`${gate}/${word}`)),
        [],
        gate,
      );
    }
    const operations = coreOperations(() => assert.fail('nothing is run'));
    const known = [...OPERATIONS, ...TERMINAL];
    assert.deepEqual(
      operations.map(({ noun, verb }) => `${noun} ${verb}`).filter((name) => !known.includes(name)),
      [],
    );
  });

  it('over XMPP: whom a command is not for gets the error of it, whether they ask about it, begin it, or go on with it', async () => {
    const wrong: string[] = [];
    const before = await world.kept();
    let tried = 0;
    for (const gate of GATES) {
      for (const kind of kindsAt(gate)) {
        const server = serverOf(kind);
        await Promise.all(
          triedAt(gate).map(async ([node, audience], index) => {
            const who = server.user(`${kind}${Math.floor(index / COMMANDS_A_MINUTE)}`, 'x');
            const error = expected(kind, audience);
            const ask = async (type: 'get' | 'set', payload: string) =>
              await answered(server, who, gate, type, payload);
            const about = await ask('get', `<query xmlns="http://jabber.org/protocol/disco#info" node="${node}"/>`);
            // What is theirs is not run: it is tried elsewhere.
            const begun =
              error === undefined
                ? undefined
                : await ask('set', `<command xmlns="${COMMANDS}" node="${node}" action="execute"/>`);
            tried += 1;
            // Of what the config leaves out nobody learns anything.
            if (about === 'cancel/item-not-found' && (begun ?? about) === about) return;
            if (about !== error || begun !== error)
              wrong.push(`${gate} ${kind} ${node}: ${about} and ${begun}, not ${error}`);
          }),
        );
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(tried > 500, `${tried} were tried`);
    assert.deepEqual(changes(before, await world.kept()), []);
  });

  it('over XMPP: an admin may all that is for admins, and a session of a command belongs to who has begun it', async () => {
    const { friends, domains } = world;
    const wrong: string[] = [];
    await Promise.all(
      GATES.flatMap((gate) =>
        [...rowsOf(gate)].map(async ([node, audience]) => {
          if (audience !== 'admin' || node.startsWith(`${gate}/`)) return;
          const about = await friends.ask(
            friends.user('admin', 'x'),
            domains[gate],
            'get',
            `<query xmlns="http://jabber.org/protocol/disco#info" node="${node}"/>`,
          );
          if (errorOf(about) !== undefined) wrong.push(`${gate} ${node}: ${errorOf(about)}`);
        }),
      ),
    );
    assert.deepEqual(wrong, []);
    const node = 'isthmus/ban-add';
    const begun = await friends.ask(
      friends.user('admin', 'x'),
      domains.sms,
      'set',
      `<command xmlns="${COMMANDS}" node="${node}"/>`,
    );
    const session = String(begun.getChild('command')?.attrs.sessionid);
    const form = `<x xmlns="jabber:x:data" type="submit"><field var="who"><value>romeo@example.com</value></field></x>`;
    const going = `<command xmlns="${COMMANDS}" node="${node}" sessionid="${session}" action="complete">${form}</command>`;
    const before = await world.kept();
    for (const thief of [friends.user('registered0', 'x'), friends.user('admin2', 'x'), friends.user('admin', 'y')]) {
      assert.equal(errorOf(await friends.ask(thief, domains.sms, 'set', going)), 'modify/bad-request', thief);
    }
    assert.deepEqual(changes(before, await world.kept()), []);
    assert.equal(errorOf(await friends.ask(friends.user('admin', 'x'), domains.sms, 'set', going)), undefined);
    assert.notDeepEqual(changes(before, await world.kept()), []);
  });

  it('in a chat: words for admins are words that the gateway does not know, and nothing is done', async () => {
    const words = [...SERVICE.values(), ...OPERATIONS.map((name) => name.replace(' ', '-')), ...(OWN.sms.admin ?? [])];
    const gateway = world.domains.sms;
    const before = await world.kept();
    for (const kind of ['guest', 'registered', 'banned', 'stranger'] as const) {
      const server = serverOf(kind);
      const said = words.map((word, index) => ({ word, who: `${kind}${Math.floor(index / CHATS_A_MINUTE)}` }));
      const everybody = [...new Set(said.map(({ who }) => who))];
      assert.ok(everybody.length <= OF_A_KIND);
      for (const who of everybody) say(server, who, `${kind}-nonsense`, 'flibbertigibbet');
      for (const { word, who } of said) say(server, who, `${kind}-${word}`, `${word} juliet@example.com`);
      for (const who of everybody) {
        await server.settled(server.user(who, 'x'), gateway);
        const answers = server
          .of(server.user(who))
          .filter(({ name }) => name === 'message')
          .map(textOrError);
        const own = said.filter((one) => one.who === who).length + 1;
        // The first thing that somebody registered hears is the greeting.
        const last = answers.slice(-own);
        assert.equal(last.length, own, `${who}: ${answers.join(' | ')}`);
        assert.deepEqual([...new Set(last)].length, 1, `${who}: ${[...new Set(last)].join(' | ')}`);
      }
    }
    assert.deepEqual(changes(before, await world.kept()), []);
  });

  function say(server: OtherServer, who: string, id: string, text: string): void {
    server.send(
      `<message type="chat" from="${server.user(who, 'x')}" to="${world.domains.sms}" id="${id}"><body>${text}</body></message>`,
    );
  }

  it('by registration (XEP-0077): who may not use a gateway is shown no form and registers nothing', async () => {
    const before = await world.kept();
    for (const gate of GATES) {
      for (const kind of ['stranger', 'banned'] as const) {
        const server = serverOf(kind);
        const who = server.user(`${kind}0`, 'x');
        const ask = async (type: 'get' | 'set', inner: string) =>
          errorOf(
            await server.ask(who, world.domains[gate], type, `<query xmlns="jabber:iq:register">${inner}</query>`),
          );
        assert.equal(await ask('get', ''), 'auth/forbidden', `${gate} ${kind}`);
        assert.equal(await ask('set', '<name>X</name><nick>x</nick>'), 'auth/forbidden', `${gate} ${kind}`);
        assert.equal(
          await ask('set', '<remove/>'),
          'auth/registration-required',
          `${gate} ${kind}: there is nothing to remove`,
        );
      }
    }
    assert.deepEqual(changes(before, await world.kept()), []);
  });

  it('over the console: nothing is done for nobody, for another page, or for who is no admin; the terminal keeps its own', async () => {
    const [stranger, guest, page] = [0, 1, 2].map(() => new ConsoleBrowser(world.console)) as [
      ConsoleBrowser,
      ConsoleBrowser,
      ConsoleBrowser,
    ];
    const admin = world.friends.user('admin');
    // A cookie that somebody else has put there is not made a session by signing in.
    page.cookies.set(COOKIE, PLANTED);
    await page.api('session/code', { method: 'POST', body: { jid: admin } }, 202);
    const told = await world.friends.waitFor(
      (stanza) => stanza.attrs.to === admin && /[2-9A-Z]{4}-[2-9A-Z]{4}/.test(stanza.getChildText('body') ?? ''),
      'the code of the console',
    );
    const code = codeIn(told.getChildText('body') ?? '');
    const jid = world.friends.user('registered0');
    await guest.api('session/code', { method: 'POST', body: { jid } }, 202);
    await guest.api('session', { method: 'POST', body: { jid, code } }, 403);
    await guest.api('session', { method: 'POST', body: { jid: admin, code } }, 403);
    const session = await page.api<SessionView>('session', { method: 'POST', body: { jid: admin, code } });
    page.csrf = session.csrf;
    assert.notEqual(page.cookies.get(COOKIE), PLANTED);
    stranger.cookies.set(COOKIE, PLANTED);
    assert.equal((await stranger.ask('/console/api/session')).status, 401);
    const before = await world.kept();
    for (const name of [...OPERATIONS, ...TERMINAL]) {
      const [noun, verb] = name.split(' ');
      const asked = { method: 'POST', body: { noun, verb, values: {} } };
      const from = async (browser: ConsoleBrowser, headers: Readonly<Record<string, string>> = {}) =>
        await patiently(
          async () => (await browser.ask('/console/api/operations', { ...asked, headers })).status,
          (status) => status === 503,
        );
      assert.equal(await from(stranger), 401, name);
      assert.equal(await from(page, { 'x-csrf-token': 'guessed' }), 403, name);
      if (name !== OPERATIONS[0]) continue;
      // These are looked at before anybody knows which operation is meant.
      assert.equal(await from(guest), 401);
      assert.equal(await from(page, { origin: 'https://evil.example.org' }), 403);
      assert.equal(await from(page, { 'sec-fetch-site': 'cross-site' }), 403);
      assert.equal(await from(page, { host: 'evil.example.org' }), 421);
    }
    for (const name of TERMINAL) {
      const [noun = '', verb = ''] = name.split(' ');
      const body = { noun, verb, values: { jid: [admin] } };
      const answer = await page.api<{ readonly problem?: string }>('operations', { method: 'POST', body });
      assert.match(answer.problem ?? '', /at a terminal alone/, name);
      const node = `isthmus/${noun}-${verb}`;
      const asked = await world.friends.ask(
        `${admin}/x`,
        world.domains.sms,
        'set',
        `<command xmlns="${COMMANDS}" node="${node}"/>`,
      );
      assert.equal(errorOf(asked), 'cancel/item-not-found', name);
    }
    assert.deepEqual(changes(before, await world.kept()), []);
    assert.ok(
      !world.friends.of(jid).some((stanza) => /[2-9A-Z]{4}-[2-9A-Z]{4}/.test(stanza.getChildText('body') ?? '')),
    );
  });

  it('by tokens of bots: each scope opens its own operations and no other, and what is no good token opens none', async () => {
    const described = (await (await fetch(`${world.base}/api/v1/openapi.json`)).json()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
    };
    const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        path: path.replace(/\{\w+\}/g, 'nothing'),
        method,
        operationId,
      })),
    );
    assert.deepEqual(operations.map(({ operationId }) => operationId).sort(), Object.keys(BOT_SCOPES).sort());
    const wrong: string[] = [];
    const before = await world.kept();
    const tryAll = async ({ path, method, operationId }: (typeof operations)[number]) => {
      const call = async (token: string | undefined): Promise<string> => {
        const response = await fetch(world.base + path, {
          method: method.toUpperCase(),
          headers: {
            'content-type': 'application/json',
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
          },
          // Nothing is done by a call that says nothing.
          ...(method === 'get' ? {} : { body: '[]' }),
        });
        const type = response.headers.get('content-type') ?? '';
        if (!type.includes('problem')) {
          await response.body?.cancel();
          return `${response.status}`;
        }
        const { type: reason } = (await response.json()) as { readonly type: string };
        return `${response.status} ${reason.replace('urn:isthmus:problem:', '')}`;
      };
      for (const [who, token] of [
        ['nobody', undefined],
        ['a guess', 'x'.repeat(43)],
        ['a source', 'token-of-cron-4711'],
        ['a bot that is off', tokenOf('off')],
        ['a bot whose token is too old', tokenOf('expired')],
        ['a bot of another network', tokenOf('elsewhere')],
      ] as const) {
        const answer = await patiently(
          () => call(token),
          (said) => said.startsWith('503'),
        );
        if (answer !== '401 not-known') wrong.push(`${operationId} by ${who}: ${answer}`);
      }
      for (const scope of ALL_SCOPES) {
        const answer = await patiently(
          () => call(tokenOf(`bot-${scope}`)),
          (said) => said.startsWith('503'),
        );
        const isTheirs = BOT_SCOPES[operationId] === scope;
        const isRefused = answer === '403 scope-missing' || answer.startsWith('401');
        if (isTheirs === isRefused) wrong.push(`${operationId} by a bot with ${scope}: ${answer}`);
      }
    };
    await Promise.all(operations.map(tryAll));
    assert.deepEqual(wrong, []);
    // A file needs no more than to be there.
    const changed = changes(before, await world.kept()).filter((key) => !key.startsWith('{media}'));
    assert.deepEqual(changed, []);
    const asSource = await fetch(`${world.base}/alerts/v1/cron`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf('bot-send')}` },
      body: '{}',
    });
    assert.equal(asSource.status, 401, 'a bot is no source');
  });
});

const ALL_SCOPES = [...new Set(Object.values(BOT_SCOPES))];

function tokenOf(bot: string): string {
  return `token-of-the-bot-${bot}-4711`;
}

function textOrError(stanza: Parameters<typeof errorOf>[0]): string {
  return errorOf(stanza) ?? stanza.getChildText('body') ?? '';
}

/** Asks again where Redis was late, as it may be on a machine with much else to do: whoever asks is told so, and to come again. */
async function patiently<T>(ask: () => Promise<T>, isLate: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (!isLate(answer) || tries > 20) return answer;
    await delay(500);
  }
}

/** What is other than before, by key. */
function changes(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] {
  const all = new Set([...before.keys(), ...now.keys()]);
  return [...all].flatMap((key) => {
    const [then = 'nothing', is = 'nothing'] = [before.get(key), now.get(key)];
    return then === is ? [] : [`${key}: ${then.slice(0, 200)} -> ${is.slice(0, 200)}`];
  });
}
