import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { FIELD, FOUND } from '../../../../gateways/email/accounts/fields.js';
import { registrationForm } from '../../../../gateways/email/accounts/form.js';
import { mailAccountOf } from '../../../../gateways/email/accounts/mail-account.js';
import { reachableServers } from '../../../../gateways/email/accounts/reachable-servers.js';
import { emailConfig } from '../../../../gateways/email/config.js';
import { accountsTexts } from '../../../../gateways/email/texts/accounts.js';
import type { RegistrationForm, TextRef } from '../../../../gateways/gateway.js';
import { type Authority, certificateAuthority } from '../../../../sandbox/certificate.js';
import { type Dovecot, startDovecot } from '../../../../sandbox/dovecot.js';
import { freePort } from '../../../../sandbox/free-port.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { systemClock } from '../../../../src/clock.js';
import { workMs } from '../../../support/cpu-time.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { type DnsServer, dnsServer } from './support/dns-server.js';

const addresses = { domain: 'mail.example.org', lmtp: '127.0.0.1:2424', smtp: { host: '127.0.0.1' } };

function formOf(section: object): RegistrationForm {
  return registrationForm(emailConfig.parse({ domain: 'email.example.org', ...section }), { clock: systemClock });
}

const asked = (form: RegistrationForm): readonly string[] =>
  form.fields.filter(({ later }) => later !== true).map(({ name }) => name);

describe('the form', () => {
  it('asks little of the usual person', () => {
    assert.deepEqual(asked(formOf({})), ['email', 'password']);
    assert.deepEqual(asked(formOf({ addresses })), ['email', 'password']);
    assert.deepEqual(asked(formOf({ addresses, ownMailboxes: false })), ['x-alias']);
  });

  it('asks in a chat for nothing of a mailbox where an address of ours is wanted, and the other way round', () => {
    const said = (section: object, values: Readonly<Record<string, string>>) =>
      formOf(section)
        .fields.filter((field) => field.needless?.(new Map(Object.entries(values))) !== true)
        .map(({ name }) => name);
    for (const email of ['', 'romeo@mail.example.org', 'Romeo@MAIL.example.org']) {
      const names = said({ addresses }, { email });
      assert.ok(names.includes(FIELD.alias) && names.includes(FIELD.name), email);
      for (const name of ['password', 'x-imap', 'x-smtp', 'x-user', 'x-seen', 'x-watch'])
        assert.ok(!names.includes(name), name);
    }
    const names = said({ addresses }, { email: 'romeo@example.net' });
    for (const name of ['password', 'x-imap', 'x-smtp', 'x-user', 'x-seen', 'x-watch'])
      assert.ok(names.includes(name), name);
    assert.ok(!names.includes(FIELD.alias));
    assert.ok(said({}, { email: '' }).includes('password'), 'without addresses of ours there is only a mailbox');
    assert.ok(said({ addresses, ownMailboxes: false }, {}).includes(FIELD.alias));
  });

  it('has no field twice, words for all of them, and each that settings are read from', () => {
    const sentences: Readonly<Record<string, string>> = accountsTexts.en;
    for (const section of [{}, { addresses }, { addresses, ownMailboxes: false }, { ownMailboxes: { plain: true } }]) {
      const form = formOf(section);
      const names = form.fields.map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
      const said = (ref: TextRef | undefined): void => {
        const sentence = sentences[ref?.key ?? ''];
        assert.ok(sentence, ref?.key);
        for (const [, place = ''] of sentence.matchAll(/\{(\w+)\}/g))
          assert.ok(ref?.params?.[place] !== undefined, ref?.key);
      };
      said(form.title);
      said(form.instructions);
      for (const field of form.fields) {
        said(field.label);
        said(field.description);
        for (const option of field.options ?? []) said(option.label);
      }
    }
    const all = formOf({ addresses, ownMailboxes: { oauth: { google: { clientId: 'g' } } } });
    assert.deepEqual(new Set(all.fields.map(({ name }) => name)), new Set(Object.values(FIELD)));
    const secrets = all.fields.filter(({ kind }) => kind === 'text-private').map(({ name }) => name);
    assert.deepEqual(secrets, [FIELD.password, FIELD.smtpPassword]);
    for (const name of Object.values<string>(FOUND)) assert.ok(!all.fields.some((field) => field.name === name));
  });

  it('checks and normalises what is typed', () => {
    const form = formOf({ addresses });
    const rows: readonly (readonly [string, string, string])[] = [
      ['x-imap', 'IMAP.Example.net:993', '= imap.example.net:993'],
      ['x-imap', '2001:db8::1', '= [2001:db8::1]'],
      ['x-imap', 'imap example', 'email.register.server-wrong'],
      ['x-imap', '127.1', 'email.register.server-wrong'],
      ['x-quiet', '22:00 - 7:00', '= 22:00-07:00'],
      ['x-quiet', '25:00-07:00', 'email.register.quiet-wrong'],
      ['x-zone', 'Europe/Berlin', '= Europe/Berlin'],
      ['x-zone', 'Europe/Verona', 'email.register.zone-wrong'],
      ['x-hold', '060', 'email.register.hold-wrong'],
      ['x-hold', '7', '= 7'],
      ['x-hold', '61', 'email.register.hold-wrong'],
      ['x-important', 'Boss@Example.com\nexample.net, boss@example.com', '= boss@example.com\nexample.net'],
      ['x-important', '@example.net', '= @example.net'],
      ...['boss', '.net', 'net.', 'boss@', 'a@b@example.net', 'the boss@example.net', 'boss@net.'].map(
        (line) => ['x-important', line, 'email.register.important-wrong'] as const,
      ),
      ['x-language', 'pt-BR', '= pt-BR'],
      ['x-language', 'portugu\u00eas', 'email.register.language-wrong'],
      ['x-signature', '-- \nRomeo\nVerona', '= Romeo\nVerona'],
      ['name', 'Romeo\u0000', 'email.register.line-wrong'],
      ['password', 'a\tb', 'email.register.password-wrong'],
      ['x-user', 'a\nb', 'email.register.line-wrong'],
    ];
    for (const [name, value, expected] of rows) {
      const checked = form.fields.find((field) => field.name === name)?.check?.(value);
      assert.ok(checked, name);
      assert.equal('value' in checked ? `= ${checked.value}` : checked.wrong.key, expected, `${name} ${value}`);
    }
  });

  it('takes no long time over a senseless line, however long', () => {
    const check = formOf({ addresses }).fields.find(({ name }) => name === 'x-important')?.check;
    for (const line of ['.'.repeat(8190), 'a'.repeat(8190), 'a.'.repeat(4095)]) {
      const began = workMs();
      assert.ok('wrong' in (check?.(`${line}@@`) ?? {}));
      assert.ok(workMs() - began < 200, line.slice(0, 2));
    }
  });
});

describe('which mail servers may be connected to', () => {
  it('are those of the public Internet, none of this machine, and those that the admin lists', () => {
    const may = reachableServers(['192.168.7.0/24'], () => ['198.41.0.4', '2001:500:2::c']);
    const rows: readonly (readonly [string, boolean])[] = [
      ['192.168.7.9', true],
      ['192.168.8.9', false],
      ['127.0.0.1', false],
      ['169.254.169.254', false],
      ['::1', false],
      ['::ffff:127.0.0.1', false],
      ['fe80::1%eth0', false],
      ['8.8.8.8', true],
      ['198.41.0.4', false],
      ['2001:500:2:0::c', false],
      ['2001:4860:4860::8888', true],
    ];
    for (const [address, expected] of rows) assert.equal(may(address), expected, address);
  });
});

describe('a registration at real servers', () => {
  let dovecot: Dovecot;
  let smtp: SMTPServer;
  let smtpPort = 0;
  let dns: DnsServer;
  let authority: Authority;

  before(async () => {
    authority = await certificateAuthority(await tempDir('registration'), 'authority');
    dovecot = await startDovecot({ certificate: await authority.issue('imap.corp.example') });
    const files = await authority.issue('smtp.corp.example');
    smtp = new SMTPServer({
      secure: true,
      cert: readFileSync(files.cert),
      key: readFileSync(files.key),
      logger: false,
      onAuth: ({ password }, _session, callback) =>
        callback(null, password === 'secret' ? { user: 'u' } : { message: 'Authentication failed' }),
    });
    smtp.on('error', () => undefined);
    smtpPort = await freePort();
    await new Promise<void>((ready) => smtp.listen(smtpPort, '127.0.0.1', ready));
    dns = await dnsServer({
      '_imaps._tcp.corp.example': [
        { type: 'SRV', priority: 0, weight: 1, port: dovecot.tlsPort ?? 0, host: 'imap.corp.example' },
      ],
      '_submissions._tcp.corp.example': [
        { type: 'SRV', priority: 0, weight: 1, port: smtpPort, host: 'smtp.corp.example' },
      ],
    });
  });
  after(async () => {
    dns.close();
    await dovecot.stop();
    await new Promise<void>((closed) => smtp.close(() => closed()));
  });

  const section = (more: object = {}) =>
    emailConfig.parse({
      domain: 'email.example.org',
      ownMailboxes: { allowNetworks: ['127.0.0.1'], caFile: authority.cert, lookup: { web: false }, ...more },
    });
  const verify = (values: Readonly<Record<string, string>>, config = section()) => {
    const outside = { clock: systemClock, resolve: async () => ['127.0.0.1'], dnsServers: [dns.address] };
    const form = registrationForm(config, outside);
    const changed = new Set(Object.keys(values));
    const registrant = { jid: 'romeo@example.org', label: '', accounts: [], changed, kv: new MemoryKv() };
    assert.ok(form.verify);
    return form.verify(values, new AbortController().signal, registrant);
  };

  it('needs the address and the password, and nothing else', async () => {
    const verified = await verify({ email: 'Romeo@Corp.example', password: 'secret' });
    assert.ok(verified !== undefined && 'found' in verified, JSON.stringify(verified));
    assert.deepEqual(mailAccountOf({ fields: verified.found }, section()), {
      kind: 'mailbox',
      address: 'Romeo@corp.example',
      imap: { host: 'imap.corp.example', port: dovecot.tlsPort, security: 'tls' },
      smtp: { host: 'smtp.corp.example', port: smtpPort, security: 'tls' },
      user: 'Romeo@corp.example',
      smtpUser: 'Romeo@corp.example',
      login: { by: 'password' },
    });
  });

  it('is refused with a wrong password, and where the admin does not let it reach that network', async () => {
    const key = async (...args: Parameters<typeof verify>) => {
      const verified = await verify(...args);
      return verified === undefined || 'found' in verified ? verified : verified.text.key;
    };
    const romeo = { email: 'romeo@corp.example', password: 'secret' };
    assert.equal(await key({ ...romeo, password: 'sesame' }), 'email.probe.login-refused');
    assert.equal(await key({ ...romeo, 'x-smtp-password': 'sesame' }), 'email.probe.smtp-login-refused');
    assert.equal(await key(romeo, section({ allowNetworks: [] })), 'email.probe.address-refused');
    assert.equal(await key(romeo, section({ caFile: undefined })), 'email.probe.certificate-refused');
    assert.equal(await key(romeo, section({ hosts: { deny: ['corp.example'] } })), 'email.register.not-found');
  });
});
