import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AliasClaims } from '../../../../gateways/email/accounts/alias-claims.js';
import type { Discovery } from '../../../../gateways/email/accounts/discovery/autoconfig.js';
import { providerOf } from '../../../../gateways/email/accounts/discovery/providers.js';
import { mailAccountOf } from '../../../../gateways/email/accounts/mail-account.js';
import type { ProbeResult, ProbeTarget } from '../../../../gateways/email/accounts/probe.js';
import { Verification } from '../../../../gateways/email/accounts/verification.js';
import { emailConfig } from '../../../../gateways/email/config.js';
import { serverUrl } from '../../../../gateways/email/servers.js';
import { accountsTexts } from '../../../../gateways/email/texts/accounts.js';
import type { Account } from '../../../../gateways/gateway.js';
import { systemClock } from '../../../../src/clock.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';

const JID = 'romeo@example.org';
const addresses = { domain: 'mail.example.org', lmtp: '127.0.0.1:2424', smtp: { host: '127.0.0.1' } };
const OK: ProbeResult = { ok: true };
const no = (why: Exclude<ProbeResult, { ok: true }>['why'], said = ''): ProbeResult => ({ ok: false, why, said });

interface World {
  readonly section?: object;
  readonly discovery?: Partial<Discovery>;
  /** By the side and the host; default: everybody is let in. */
  readonly answers?: Readonly<Record<string, ProbeResult>>;
  readonly signIn?: string;
  readonly accounts?: readonly Account[];
  readonly changed?: readonly string[];
}

function world({ section = {}, discovery = {}, answers = {}, signIn, accounts = [], changed }: World = {}) {
  const config = emailConfig.parse({ domain: 'email.example.org', addresses, ...section });
  const tried: string[] = [];
  const targets: ProbeTarget[] = [];
  const kv = new MemoryKv();
  const probe = (side: string) => async (target: ProbeTarget) => {
    tried.push(`${side} ${serverUrl(target.server)} ${target.login.user}`);
    targets.push(target);
    return answers[`${side} ${target.server.host}`] ?? OK;
  };
  const verification = new Verification({
    config,
    autoconfig: { find: async () => ({ imap: [], smtp: [], ...discovery }) },
    probes: { imap: probe('imap'), smtp: probe('smtp') },
    allowed: () => true,
    signIn: () => signIn,
    clock: systemClock,
  });
  const verify = async (values: Readonly<Record<string, string>>, jid = JID) => {
    const registrant = { jid, label: '', accounts, changed: new Set(changed ?? Object.keys(values)), kv };
    return verification.verify(values, new AbortController().signal, registrant);
  };
  /** What was found, or the sentence that is said instead. */
  const told = async (values: Readonly<Record<string, string>>, jid = JID) => {
    const verified = await verify(values, jid);
    if ('found' in verified) return verified.found;
    const { key, params = {} } = verified.text;
    const sentences: Readonly<Record<string, string>> = accountsTexts.en;
    const sentence = sentences[key];
    assert.ok(sentence, key);
    const filled = sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
    assert.doesNotMatch(filled, /[{}]/, 'every place has a value');
    assert.doesNotMatch(JSON.stringify(verified), /sesame/, 'no password is said');
    return filled;
  };
  return { config, verify, told, tried, targets, kv };
}

const tls = (host: string, port = 993) => ({ host, port, security: 'tls' as const });
const at = (host: string, source: 'dns' | 'guess' | 'file', port = 993) => ({
  server: tls(host, port),
  user: 'alice@example.com',
  source,
});
const alice = { email: 'alice@example.com', password: 'sesame' };
const guesses = { imap: [at('imap.example.com', 'guess')], smtp: [at('smtp.example.com', 'guess', 465)] };

describe('a mailbox elsewhere', () => {
  it('is accepted where both sides let the user in, and what was found is kept', async () => {
    const { config, told, tried } = world({ discovery: guesses });
    const found = await told(alice);
    assert.deepEqual(found, {
      email: 'alice@example.com',
      'x-alias': '',
      'found-kind': 'mailbox',
      'found-imap': 'tls://imap.example.com:993',
      'found-smtp': 'tls://smtp.example.com:465',
      'found-user': 'alice@example.com',
      'found-smtp-user': 'alice@example.com',
    });
    assert.deepEqual(tried, [
      'imap tls://imap.example.com:993 alice@example.com',
      'smtp tls://smtp.example.com:465 alice@example.com',
    ]);
    assert.ok(typeof found === 'object');
    assert.deepEqual(mailAccountOf({ fields: found }, config), {
      kind: 'mailbox',
      address: 'alice@example.com',
      imap: tls('imap.example.com'),
      smtp: tls('smtp.example.com', 465),
      user: 'alice@example.com',
      smtpUser: 'alice@example.com',
      login: { by: 'password' },
    });
  });

  it('is tried at the next server where one is not there, and at no other one after a refusal', async () => {
    const imap = [at('imap.example.com', 'guess'), at('mail.example.com', 'guess')];
    const absent = world({ discovery: { ...guesses, imap }, answers: { 'imap imap.example.com': no('host-unknown') } });
    const found = await absent.told(alice);
    assert.equal(typeof found === 'object' && found['found-imap'], 'tls://mail.example.com:993');
    const wrong = world({
      discovery: { ...guesses, imap },
      answers: { 'imap imap.example.com': no('login-refused', 'no') },
    });
    assert.equal(
      await wrong.told(alice),
      'The IMAP server imap.example.com:993 did not take the password of alice@example.com (no). Look at the password, and at the user name if it is not the mail address.',
    );
    assert.equal(wrong.tried.length, 1);
  });

  it('is refused with a sentence for each way in which it can fail', async () => {
    const rows: readonly (readonly [string, RegExp])[] = [
      ['host-unknown', /not known by that name/],
      ['address-refused', /no address of the public Internet/],
      ['unreachable', /cannot be reached/],
      ['timeout', /did not answer in time/],
      ['tls-failed', /No encrypted connection/],
      ['certificate-refused', /certificate .* is not to be trusted.*was not sent/],
      ['protocol', /does not answer as one/],
      ['throttled', /lets nobody in at the moment/],
      ['no-password-login', /lets nobody log in with a password/],
      ['app-password', /app password/],
      ['sign-in-needed', /takes no passwords from mail programs any more/],
      ['switched-off', /switched off for this mailbox/],
    ];
    const named = { ...alice, 'x-imap': 'imap.example.com', 'x-smtp': 'smtp.example.com' };
    for (const [why, sentence] of rows) {
      for (const side of ['imap', 'smtp']) {
        const answers = { [`${side} ${side}.example.com`]: no(why as Parameters<typeof no>[0]) };
        const said = await world({ answers }).told(named);
        assert.ok(typeof said === 'string');
        assert.match(said, sentence, why);
      }
    }
    const smtp = await world({ answers: { 'smtp smtp.example.com': no('login-refused') } }).told(named);
    assert.match(String(smtp), /^Reading mail works, but the SMTP server smtp\.example\.com:465/);
    const nothing = await world({ discovery: guesses, answers: { 'imap imap.example.com': no('unreachable') } }).told(
      alice,
    );
    assert.equal(
      nothing,
      'No IMAP server was found for example.com. Name it in your registration; your provider tells its name.',
    );
  });

  it('is where the user says, over what the user says', async () => {
    const { told, tried } = world();
    const found = await told({
      ...alice,
      'x-imap': 'box.example.net:143',
      'x-smtp': '192.0.2.1:2525',
      'x-smtp-security': 'starttls',
      'x-user': 'al',
      'x-smtp-user': 'out',
      'x-smtp-password': 'open',
    });
    assert.equal(typeof found === 'object' && found['found-smtp-user'], 'out');
    assert.deepEqual(tried, ['imap starttls://box.example.net:143 al', 'smtp starttls://192.0.2.1:2525 out']);
  });

  it('uses another password for sending where there is one', async () => {
    const { told, targets } = world({ discovery: guesses });
    await told({ ...alice, 'x-smtp-password': 'open' });
    assert.deepEqual(
      targets.map(({ login }) => login),
      [
        { user: 'alice@example.com', password: 'sesame' },
        { user: 'alice@example.com', password: 'open' },
      ],
    );
  });

  it('gives no password to a server of another domain that only DNS names, and asks the user', async () => {
    const discovery = {
      imap: [at('mx.evil.example', 'dns'), at('imap.example.com', 'guess')],
      smtp: [at('mx.evil.example', 'dns', 465)],
    };
    const { told, tried } = world({ discovery, answers: { 'imap imap.example.com': no('host-unknown') } });
    assert.match(
      String(await told(alice)),
      /at mx\.evil\.example:993 and mx\.evil\.example:465.*your password was not sent there/,
    );
    assert.deepEqual(tried, ['imap tls://imap.example.com:993 alice@example.com']);
  });

  it('is told what its provider wants', async () => {
    const provider = providerOf('gmail');
    const web = providerOf('web-de');
    assert.ok(provider && web);
    const candidate = (server: typeof provider.imap) => [
      { server, user: 'alice@example.com', source: 'provider' as const },
    ];
    const of = (one: typeof provider) => ({ provider: one, imap: candidate(one.imap), smtp: candidate(one.smtp) });
    const refused = (host: string) => ({ [`imap ${host}`]: no('login-refused') });
    assert.match(
      String(await world({ discovery: of(provider), answers: refused('imap.gmail.com') }).told(alice)),
      /^Gmail wants a password .* Make one at https:\/\/myaccount\.google\.com\/apppasswords/,
    );
    assert.match(
      String(await world({ discovery: of(web), answers: refused('imap.web.de') }).told(alice)),
      /^WEB\.DE did not take the password.*switch IMAP on at https/,
    );
    const microsoft = providerOf('m365');
    const proton = providerOf('proton');
    assert.ok(microsoft && proton);
    const closed = world({ discovery: of(microsoft) });
    assert.match(String(await closed.told(alice)), /^Microsoft 365 takes no passwords from programs, only signing in/);
    assert.match(String(await world({ discovery: of(proton) }).told(alice)), /cannot get at mailboxes of Proton Mail/);
    assert.deepEqual(closed.tried, [], 'no password goes there');
  });

  it('is accepted without a password where the user will sign in', async () => {
    const microsoft = providerOf('m365');
    assert.ok(microsoft);
    const discovery = {
      provider: microsoft,
      imap: [{ server: microsoft.imap, user: 'alice@example.com', source: 'provider' as const }],
      smtp: [{ server: microsoft.smtp, user: 'alice@example.com', source: 'provider' as const }],
    };
    const section = { ownMailboxes: { oauth: { microsoft: { clientId: 'id' } } } };
    const { config, told, tried } = world({ section, discovery, signIn: 'microsoft' });
    const found = await told({ email: 'alice@example.com' });
    assert.ok(typeof found === 'object');
    assert.deepEqual([found['found-oauth'], found['found-provider'], tried], ['microsoft', 'm365', []]);
    const account = mailAccountOf({ fields: found }, config);
    assert.deepEqual(account?.kind === 'mailbox' && account.login, { by: 'oauth', provider: 'microsoft' });
    const { config: without } = world();
    assert.equal(mailAccountOf({ fields: found }, without), undefined, 'the admin has taken the provider away');
  });

  it('asks for what is missing or cannot be', async () => {
    const section = { ownMailboxes: { hosts: { deny: ['evil.example'] } } };
    const { told, tried } = world({ discovery: guesses, section });
    assert.match(String(await told({ email: 'alice@example.com' })), /Write the password of alice@example\.com too/);
    assert.match(String(await told({ email: 'alice', password: 'sesame' })), /alice is no mail address/);
    assert.match(String(await told({ ...alice, 'x-imap': 'mx.evil.example' })), /does not allow mx\.evil\.example/);
    assert.match(
      String(await told({ ...alice, 'x-imap': 'a.example', 'x-imap-security': 'none' })),
      /Without encryption/,
    );
    assert.deepEqual(tried, []);
  });

  it('is not tried again when only settings change', async () => {
    const first = world({ discovery: guesses });
    const fields = await first.told(alice);
    assert.ok(typeof fields === 'object');
    const account: Account = { id: JID, jid: JID, label: '', born: 1, rev: 1, since: 0, fields };
    const settings = world({ accounts: [account], changed: ['x-signature'] });
    const { 'found-kind': kind, email: _email, 'x-alias': _alias, ...rest } = fields;
    assert.deepEqual(await settings.told({ ...alice, 'x-signature': 'A.' }), { 'found-kind': kind, ...rest });
    assert.deepEqual(settings.tried, []);
    const section = { ownMailboxes: { hosts: { deny: ['imap.example.com'] } } };
    const denied = world({ accounts: [account], changed: ['x-signature'], section });
    assert.match(String(await denied.told(alice)), /No IMAP server was found/, 'the admin has come to forbid it');
    const password = world({ accounts: [account], changed: ['password'], discovery: guesses });
    await password.told(alice);
    assert.equal(password.tried.length, 2);
  });
});

describe('an address of the gateway', () => {
  it('is chosen, alone or with its domain, or made from the JID', async () => {
    const { config, told, tried } = world();
    const alias = async (values: Record<string, string>, jid = JID) => {
      const found = await told(values, jid);
      return typeof found === 'string' ? found : found['x-alias'];
    };
    assert.equal(await alias({}), 'romeo');
    assert.equal(await alias({ 'x-alias': 'Romeo.Montague' }), 'romeo.montague');
    assert.equal(await alias({ 'x-alias': 'rm' }), 'rm is too short. Write at least 3 characters.');
    assert.equal(await alias({ 'x-alias': 'montague@mail.example.org' }), 'montague');
    assert.equal(await alias({ email: 'Montague@Mail.example.org' }), 'montague');
    assert.equal(await alias({}, 'r\\20jos\u00e9@example.org'), 'r-jose');
    assert.equal(await alias({}, 'admin@example.org'), 'admin.example.org', 'a reserved name is nobody\u2019s');
    assert.match(String(await alias({}, '\u7f57\u5bc6\u6b27@example.org')), /^example\.org-[0-9a-f]{10}$/);
    const found = await told({});
    assert.ok(typeof found === 'object');
    assert.deepEqual(mailAccountOf({ fields: found }, config), {
      kind: 'address',
      alias: 'romeo',
      address: 'romeo@mail.example.org',
    });
    assert.deepEqual(tried, []);
  });

  it('has none of the names that belong to those who run mail systems', async () => {
    const { told } = world({ section: { addresses: { ...addresses, aliases: { forbidden: ['boss'] } } } });
    for (const name of [
      'postmaster',
      'ABUSE',
      'mailer-daemon',
      'bounces',
      'reply',
      'no-reply',
      'list-request',
      'boss',
      'admin',
      'root',
      'hostmaster',
      'no.reply',
    ]) {
      assert.match(String(await told({ 'x-alias': name })), /is kept for those who run mail systems/, name);
    }
    for (const name of ['a b', 'a..b', '.abc', 'abc.', 'a+tag', 'abc@other.example', 'r\u00f6meo', 'a\u200bbc']) {
      assert.match(String(await told({ 'x-alias': name })), /cannot be the name of an address/, name);
    }
    assert.match(String(await told({ 'x-alias': 'a'.repeat(41) })), /too long/);
  });

  it('does not go to somebody else soon after its owner has left', async () => {
    const { told, kv } = world();
    const claims = new AliasClaims(kv, 86_400_000);
    await claims.keep('romeo', 'other@example.org');
    assert.equal(await told({}), 'romeo@mail.example.org belonged to somebody else not long ago. Choose another name.');
    assert.equal(typeof (await told({ 'x-alias': 'romeo' }, 'other@example.org')), 'object');
  });

  it('cannot be chosen where the admin does not want it', async () => {
    const aliases = { choice: false, default: 'local.domain' };
    const { told } = world({ section: { addresses: { ...addresses, aliases } } });
    assert.match(
      String(await told({ 'x-alias': 'montague' })),
      /your address is romeo\.example\.org@mail\.example\.org/,
    );
    const found = await told({});
    assert.equal(typeof found === 'object' && found['x-alias'], 'romeo.example.org');
    const one = await told({}, 'a.b@example.org');
    const other = await told({}, 'a-b@example.org');
    assert.notDeepEqual(one, other, 'two JIDs have two addresses');
  });
});
