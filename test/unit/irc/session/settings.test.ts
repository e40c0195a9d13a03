import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Account, HoldContext } from '../../../../gateways/gateway.js';
import {
  certificateKey,
  keptCertificate,
  makeCertificate,
  removeCertificate,
  shownCertificate,
} from '../../../../gateways/irc/certificates.js';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { connectionSettings, type Secrets } from '../../../../gateways/irc/connection-settings.js';
import { Directory, Refused } from '../../../../gateways/irc/directory.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { preferencesOf } from '../../../../gateways/irc/preferences.js';
import type { Session } from '../../../../gateways/irc/session.js';
import { watchLines } from '../../../../gateways/irc/watch-lines.js';
import { Isupport } from '../../../../gateways/irc/wire/isupport.js';
import { type LineOut, serialiseLine } from '../../../../gateways/irc/wire/serialise.js';
import { silentLog } from '../../../../src/log.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { MemoryKv } from '../asks/support/memory-kv.js';
import { addresses, config, DOMAIN, names, networks, USER } from './support/place.js';

let dir = '';
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'isthmus-irc-'));
});
after(() => rmSync(dir, { recursive: true, force: true }));

interface Given {
  readonly network?: object;
  readonly more?: object;
  readonly own?: Readonly<Record<string, string>>;
  readonly secrets?: Secrets;
  readonly nick?: string;
}

/** Settings for Juliet at `net`, whose server is irc.net.example. */
async function settingsFor({ network = {}, more = {}, own, secrets = {}, nick }: Given = {}) {
  const parsed = ircConfig.parse({
    domain: DOMAIN,
    secret: 'secret',
    networks: { net: { host: 'irc.net.example', ...network } },
    ...more,
  });
  const found = new Networks(parsed).find('net');
  assert.ok(found.ok);
  const { settings } = found;
  const person = { jid: USER, salt: 'salt' };
  const accounts = { own: own === undefined ? undefined : { fields: own } };
  const preferences = preferencesOf({ config: parsed, settings, person, accounts });
  return connectionSettings({ config: parsed, network: settings, preferences, person, secrets, nick });
}

describe('what a connection is made with', () => {
  it('is TLS and a checked certificate, and the nick of the user, where nothing else is set', async () => {
    const made = await settingsFor();
    assert.deepEqual(made.hosts, [{ host: 'irc.net.example', port: 6697, tls: true }]);
    assert.deepEqual(made.tls, { verify: true });
    assert.equal(made.nick, 'juliet');
    assert.deepEqual(made.alternativeNicks, ['juliet_', 'juliet__']);
    for (const absent of ['password', 'sasl', 'nickServ', 'proxy', 'webIrc', 'localAddresses'] as const) {
      assert.equal(made[absent], undefined, absent);
    }
  });

  it('has the nick that a client asked for, where it is asked', async () => {
    assert.equal((await settingsFor({ nick: 'Jule' })).nick, 'Jule');
  });

  it('logs in with what the user has, and only so where the user has chosen how', async () => {
    const secrets = { password: 'sesame' };
    assert.deepEqual((await settingsFor({ secrets })).sasl, {
      mechanisms: ['EXTERNAL', 'SCRAM-SHA-256', 'PLAIN'],
      account: 'juliet',
      password: 'sesame',
      required: false,
    });
    assert.deepEqual((await settingsFor({ secrets, own: { 'x-sasl': 'scram', 'x-account': 'jc' } })).sasl, {
      mechanisms: ['SCRAM-SHA-256'],
      account: 'jc',
      password: 'sesame',
      required: true,
    });
    assert.equal((await settingsFor({ secrets, own: { 'x-sasl': 'none' } })).sasl, undefined);
    assert.equal((await settingsFor({ secrets, network: { sasl: 'off' } })).sasl, undefined);
  });

  it('never goes without a login to a network that wants one', async () => {
    const network = { sasl: 'required' };
    for (const own of [undefined, { 'x-sasl': 'none' }, { 'x-sasl': 'plain' }]) {
      assert.equal((await settingsFor({ network, ...(own === undefined ? {} : { own }) })).sasl?.required, true);
    }
  });

  it('shows a certificate, and tells services the password where there is one', async () => {
    const certificate = { certificate: 'CERT', key: 'KEY' };
    const made = await settingsFor({ secrets: { certificate, password: 'sesame' } });
    assert.deepEqual(made.tls.clientCertificate, certificate);
    assert.deepEqual(made.nickServ, { nick: 'NickServ', commands: ['PRIVMSG NickServ :IDENTIFY sesame'] });
    assert.equal((await settingsFor({ secrets: { certificate } })).nickServ, undefined);
    assert.equal((await settingsFor({ secrets: { password: 'x' }, network: { nickserv: '' } })).nickServ, undefined);
  });

  it('has passwords from files, without the end of their line', async () => {
    const passwordFile = join(dir, 'password');
    for (const end of ['', '\n', '\r\n']) {
      writeFileSync(passwordFile, `of the server${end}`);
      assert.equal((await settingsFor({ network: { passwordFile } })).password, 'of the server');
    }
    const secrets = { serverPassword: 'of the user' };
    assert.equal((await settingsFor({ network: { passwordFile }, secrets })).password, 'of the user');
  });

  it('goes by the pin of the user in place of those of the config', async () => {
    const pins = [`sha256:${'a'.repeat(64)}`];
    const own = { 'x-pin': `sha256:${'b'.repeat(64)}` };
    const ofConfig = await settingsFor({ network: { pins } });
    const ofUser = await settingsFor({ network: { pins }, own });
    assert.equal(ofConfig.tls.pins?.length, 1);
    assert.equal(ofUser.tls.pins?.length, 1);
    assert.notDeepEqual(ofUser.tls.pins, ofConfig.tls.pins);
    assert.equal(ofUser.tls.pinSuffices, true);
  });
});

describe('certificates of users', () => {
  const seals = {
    seal: (key: string, text: string) => `${key}|${Buffer.from(text).toString('base64')}`,
    unseal: (key: string, sealed: string) =>
      sealed.startsWith(`${key}|`) ? Buffer.from(sealed.slice(key.length + 1), 'base64').toString() : undefined,
  };

  it('are made, kept sealed, shown, made anew and removed', async () => {
    const kv = new MemoryKv();
    const context = { kv, clock: new FakeClock(), ...seals };
    assert.equal(await shownCertificate(context, USER, 'net'), undefined);
    const made = await makeCertificate(context, USER, 'net');
    assert.match(made?.sha256 ?? '', /^[0-9a-fA-F:]{64,95}$/);
    assert.doesNotMatch((await kv.get<string>(certificateKey(USER, 'net'))) ?? '', /BEGIN/);
    assert.deepEqual(await shownCertificate(context, USER, 'net'), made);
    assert.match((await keptCertificate(context, USER, 'net'))?.key ?? '', /BEGIN (EC )?PRIVATE KEY/);
    assert.equal(await shownCertificate(context, USER, 'other'), undefined);
    assert.equal(await shownCertificate(context, 'romeo@example.org', 'net'), undefined);
    const anew = await makeCertificate(context, USER, 'net');
    assert.notDeepEqual(anew, made);
    assert.deepEqual(await shownCertificate(context, USER, 'net'), anew);
    await removeCertificate(context, USER, 'net');
    assert.equal(await shownCertificate(context, USER, 'net'), undefined);
  });

  it('that do not open any more are none', async () => {
    const kv = new MemoryKv();
    await kv.set(certificateKey(USER, 'net'), 'sealed with a key that is gone');
    assert.equal(await keptCertificate({ kv, ...seals }, USER, 'net'), undefined);
  });
});

describe('MONITOR lines', () => {
  const lines = (nicks: readonly string[], most = 100) => watchLines(nicks, most).map(serialiseLine);

  it('name many at once, as many as the server lets one watch', () => {
    assert.deepEqual(lines(['romeo', 'nurse', 'tybalt'], 2), ['MONITOR + romeo,nurse']);
    assert.deepEqual(lines([]), []);
  });

  it('fit whatever the nicks are', () => {
    const nicks = Array.from({ length: 100 }, (_, n) => `${'ä'.repeat(15)}${n}`);
    const made = lines(nicks);
    for (const line of made) assert.ok(Buffer.byteLength(line) <= 510);
    assert.deepEqual(
      made.flatMap((line) => line.slice('MONITOR + '.length).split(',')),
      nicks,
    );
    assert.deepEqual(lines(['a,b', 'two words', ':x', 'fine']), ['MONITOR + fine']);
  });
});

describe('who may connect where, and who is seen', () => {
  const account = (label: string, fields: Readonly<Record<string, string>> = {}): Account => ({
    id: label === '' ? USER : `${USER}/${label}`,
    jid: USER,
    label,
    born: 1,
    rev: 1,
    fields,
    since: 0,
  });

  /** Without other accounts the user is a guest. */
  function begin(
    accounts: readonly Account[] = [{ ...account('', {}), rev: 0 }],
    secrets: Readonly<Record<string, string>> = {},
  ) {
    const answers: unknown[] = [];
    const presences: unknown[] = [];
    const roster: string[] = [];
    const context = {
      kv: new MemoryKv(),
      clock: new FakeClock(),
      log: silentLog,
      accountsOf: async () => accounts,
      secretsOf: async () => secrets,
      unseal: () => undefined,
      presenceOf: async () => ({ available: true }),
      presence: async (presence: unknown) => void presences.push(presence),
      contacts: {
        list: async () => roster,
        answer: async (answer: unknown) => void answers.push(answer),
      },
    } as unknown as HoldContext;
    const directory = new Directory({ config, networks, addresses, salt: 'salt' });
    const sent: string[] = [];
    const isupport = new Isupport();
    isupport.apply(['me', 'MONITOR=3']);
    const session = {
      user: USER,
      network: 'net',
      up: true,
      names,
      place: { isupport, send: (line: LineOut) => sent.push(serialiseLine(line)) },
    } as unknown as Session;
    return { directory, context, answers, presences, roster, sent, session };
  }

  it('is told in words where a network is none, or the user is at too many', async () => {
    const { directory, context, session } = begin();
    assert.equal(await directory.mayConnect(context, USER, 'net', []), undefined);
    assert.equal((await directory.mayConnect(context, USER, 'nowhere', []))?.condition, 'remote-server-not-found');
    const others = Array.from({ length: 10 }, (_, n) => ({ ...session, user: USER, network: `n${n}` }) as Session);
    assert.ok((await directory.mayConnect(context, USER, 'net', others)) !== undefined);
    const theirs = others.map((one) => ({ ...one, user: 'romeo@example.org' }) as Session);
    assert.equal(await directory.mayConnect(context, USER, 'net', theirs), undefined);
    await assert.rejects(directory.settings(context, USER, 'nowhere', undefined), Refused);
    const gone = begin([]);
    const why = await gone.directory.mayConnect(gone.context, USER, 'net', []);
    assert.equal(why?.condition, 'registration-required');
  });

  it('goes by the account of the network, then by the default one; a registered nick goes before that of a client', async () => {
    const own = account('net', { nick: 'own', 'x-sasl': 'plain' });
    const both = begin([account('', { nick: 'usual' }), own], { password: 'sesame' });
    const made = await both.directory.settings(both.context, USER, 'net', 'Client');
    assert.equal(made.connection.nick, 'own');
    assert.equal(made.connection.sasl?.password, 'sesame');
    const usual = begin([account('', { nick: 'usual' })], { password: 'of another network' });
    const without = await usual.directory.settings(usual.context, USER, 'net', 'Client');
    assert.equal(without.connection.nick, 'usual');
    assert.equal(without.connection.sasl, undefined);
    const none = begin();
    assert.equal((await none.directory.settings(none.context, USER, 'net', 'Client')).connection.nick, 'Client');
  });

  it('lets people and networks be seen, and rooms not', async () => {
    const { directory, context, answers, presences, sent, session } = begin();
    const wish = { type: 'subscription', account: USER, wanted: true } as const;
    await directory.user({ ...wish, contact: 'romeo%net' }, [session], context);
    await directory.user({ ...wish, contact: 'net' }, [session], context);
    await directory.user({ ...wish, contact: '#chat%net' }, [session], context);
    await directory.user({ ...wish, contact: 'romeo%net', wanted: false }, [session], context);
    assert.deepEqual(answers, [
      { account: USER, contact: 'romeo%net', granted: true },
      { account: USER, contact: 'net', granted: true },
      { account: USER, contact: '#chat%net', granted: false },
    ]);
    assert.deepEqual(presences, [{ account: USER, contact: 'net', available: true }]);
    assert.deepEqual(sent, ['MONITOR + romeo', 'MONITOR - romeo']);
  });

  it('watches those of the roster who are on the network, and tells who is there', async () => {
    const { directory, context, presences, roster, sent, session } = begin();
    roster.push('romeo%net', 'net', '#chat%net', 'paris%other', 'a%net', 'b%net', 'c%net');
    await directory.watch(session, context);
    assert.deepEqual(sent, ['MONITOR + romeo,a,b']);
    assert.deepEqual(presences, [{ account: USER, contact: 'net', available: true }]);
    await directory.monitored(
      session,
      { type: 'monitor', online: [{ nick: 'Romeo' }], offline: ['a'] } as unknown as Parameters<
        Directory['monitored']
      >[1],
      context,
    );
    assert.deepEqual(presences.slice(1), [
      { account: USER, contact: 'romeo%net', available: true },
      { account: USER, contact: 'a%net', available: false },
    ]);
  });
});
