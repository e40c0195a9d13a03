import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { FIELD, FOUND } from '../../../../gateways/email/accounts/fields.js';
import { mailAccountOf } from '../../../../gateways/email/accounts/mail-account.js';
import { parseQuietHours, quietFor } from '../../../../gateways/email/accounts/quiet-hours.js';
import { serversOf } from '../../../../gateways/email/accounts/servers-of.js';
import { readSettings, travelling } from '../../../../gateways/email/accounts/settings.js';
import { emailConfig } from '../../../../gateways/email/config.js';

const addresses = { domain: 'mail.example.org', lmtp: '127.0.0.1:2424', smtp: { host: '127.0.0.1' } };
const config = emailConfig.parse({ domain: 'email.example.org', addresses, hold: { default: '5s', most: '20s' } });

describe('what a user has set', () => {
  it('is what the config says where it is nothing', () => {
    assert.deepEqual(readSettings({}, config), {
      subjects: 'element',
      quotes: 'strip',
      form: 'text',
      receipts: 'delivered',
      readReports: 'never',
      unknownSenders: 'deliver',
      delivery: 'always',
      busyIsAway: true,
      important: [],
      hold: 5000,
      corrections: 'mail',
      html: true,
      reactions: 'capable',
      sentCopy: 'automatic',
      sentElsewhere: false,
      seen: true,
      deletes: false,
      watch: 'idle',
      smime: 'never',
      cpim: false,
      groups: 'contacts',
    });
  });

  it('is read from fields, and never more than the admin allows', () => {
    const settings = readSettings(
      {
        name: 'Romeo',
        'x-unknown-senders': 'ask',
        'x-hold': '60',
        'x-quiet': '22:00-07:00',
        'x-zone': 'Europe/Rome',
        'x-important': 'juliet@example.com\nexample.net',
        'x-html': 'false',
        'x-watch': 'poll',
        'x-receipts': 'everything',
      },
      config,
    );
    assert.deepEqual(
      [settings.name, settings.unknownSenders, settings.hold, settings.quiet, settings.important, settings.html],
      [
        'Romeo',
        'ask',
        20_000,
        { from: 1320, to: 420, zone: 'Europe/Rome' },
        ['juliet@example.com', 'example.net'],
        false,
      ],
    );
    assert.deepEqual([settings.watch, settings.receipts], ['poll', 'delivered']);
    const fixed = emailConfig.parse({ domain: 'x', ownMailboxes: { watch: { mode: 'idle', userChoice: false } } });
    assert.equal(readSettings({ 'x-watch': 'poll' }, fixed).watch, 'idle');
  });

  it('can be anything without harm', () => {
    const names = fc.constantFrom(...Object.values(FIELD), '__proto__', 'constructor');
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), (fields) => {
        const { hold } = readSettings(fields, config);
        return hold >= 0 && hold <= 20_000;
      }),
    );
  });

  it('goes with each message as far as it counts there, no secret and no server among it', () => {
    const fields = {
      name: 'Romeo',
      'x-receipts': 'none',
      'x-seen': 'true',
      [FOUND.imap]: 'tls://a.example:993',
      email: 'a@b.example',
    };
    assert.deepEqual(travelling({ fields }), { name: 'Romeo', 'x-receipts': 'none', receipts: 'false' });
    assert.equal(readSettings(travelling({ fields }), config).receipts, 'none');
    assert.deepEqual(travelling({ fields: {} }), {});
  });
});

describe('quiet hours', () => {
  const at = (text: string): number => Date.parse(text);

  it('end in the zone of the user, over midnight too', () => {
    const night = parseQuietHours('22:00-07:00', 'Europe/Berlin');
    assert.ok(night);
    assert.equal(quietFor(night, at('2026-01-15T20:59:00Z')), 0);
    assert.equal(quietFor(night, at('2026-01-15T21:00:00Z')), 9 * 3_600_000);
    assert.equal(quietFor(night, at('2026-01-16T05:59:30Z')), 30_000);
    assert.equal(quietFor(night, at('2026-01-16T06:00:00Z')), 0);
    assert.equal(quietFor(night, at('2026-07-15T20:00:00Z')), 9 * 3_600_000, 'in summer');
    const noon = parseQuietHours('12:00-13:30');
    assert.ok(noon);
    assert.equal(quietFor(noon, at('2026-01-15T12:30:00Z')), 3_600_000);
    assert.equal(quietFor(noon, at('2026-01-15T13:30:00Z')), 0);
  });

  it('are none where they cannot be', () => {
    for (const text of ['', '22-7', '22:00', '22:60-07:00', '24:00-07:00', '07:00-07:00']) {
      assert.equal(parseQuietHours(text), undefined, text);
    }
    assert.equal(parseQuietHours('22:00-07:00', 'Mars/Olympus'), undefined);
  });
});

describe('the servers of an account', () => {
  const account = {
    kind: 'mailbox',
    address: 'romeo@example.com',
    imap: { host: 'imap.example.com', port: 993, security: 'tls' },
    smtp: { host: 'smtp.example.com', port: 465, security: 'tls' },
    user: 'romeo',
    smtpUser: 'out',
    login: { by: 'password' },
  } as const;
  const allowed = (): boolean => true;

  it('get the password, for sending another one where there is one', () => {
    const one = serversOf(account, { secrets: { password: 'sesame' }, allowed });
    assert.deepEqual(one?.imap.auth, { user: 'romeo', password: 'sesame' });
    assert.deepEqual(one?.smtp.auth, { user: 'out', password: 'sesame' });
    assert.deepEqual([one?.imap.allowPrivate, one?.smtp.allowPrivate], [allowed, false]);
    const two = serversOf(account, { secrets: { password: 'sesame', 'x-smtp-password': 'open' }, allowed });
    assert.deepEqual(two?.smtp.auth, { user: 'out', password: 'open' });
    assert.equal(serversOf(account, { secrets: {}, allowed }), undefined);
  });

  it('get the token of a user who has signed in', async () => {
    const asked: boolean[] = [];
    const tokens = {
      accessToken: async (renew: boolean) => {
        asked.push(renew);
        return 'token';
      },
    };
    const oauth = { ...account, login: { by: 'oauth', provider: 'corp' } } as const;
    const servers = serversOf(oauth, { secrets: { password: 'sesame' }, tokens, allowed });
    for (const auth of [servers?.imap.auth, servers?.smtp.auth]) {
      assert.ok(auth !== undefined && 'accessToken' in auth);
      assert.equal(await auth.accessToken(true), 'token');
    }
    assert.deepEqual(asked, [true, true]);
    assert.equal(serversOf(oauth, { secrets: { password: 'sesame' }, allowed }), undefined);
  });
});

describe('what an account is', () => {
  const mailbox = {
    email: 'romeo@example.com',
    [FOUND.kind]: 'mailbox',
    [FOUND.imap]: 'tls://imap.example.com:993',
    [FOUND.smtp]: 'starttls://[2001:db8::1]:587',
    [FOUND.user]: 'romeo',
  };

  it('is a mailbox or an address, as long as the config has such', () => {
    const account = mailAccountOf({ fields: mailbox }, config);
    assert.deepEqual(account?.kind === 'mailbox' && [account.smtp, account.user, account.smtpUser], [
      { host: '2001:db8::1', port: 587, security: 'starttls' },
      'romeo',
      'romeo',
    ]);
    const alias = { 'x-alias': 'romeo', [FOUND.kind]: 'address' };
    assert.equal(mailAccountOf({ fields: alias }, config)?.address, 'romeo@mail.example.org');
    const only = (section: object) => emailConfig.parse({ domain: 'x', addresses, ...section });
    assert.equal(mailAccountOf({ fields: mailbox }, only({ ownMailboxes: false })), undefined);
    const denied = only({ ownMailboxes: { hosts: { deny: ['example.com'] } } });
    assert.equal(mailAccountOf({ fields: mailbox }, denied), undefined);
    assert.equal(mailAccountOf({ fields: alias }, emailConfig.parse({ domain: 'x' })), undefined);
    assert.equal(mailAccountOf({ fields: { email: 'romeo@example.com' } }, config), undefined);
  });
});
