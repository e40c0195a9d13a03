import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { SignInLost } from '../../../../gateways/email/imap/types.js';
import { certificateAuthority } from '../../../../sandbox/certificate.js';
import { type Dovecot, startDovecot } from '../../../../sandbox/dovecot.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { mailOf, pause, serverAt, until, Watched } from './parts.js';

describe('signing in at a real Dovecot', () => {
  let dovecot: Dovecot;
  let ca: Buffer;
  const open: Watched[] = [];
  const watch = (...args: ConstructorParameters<typeof Watched>) => {
    const watched = new Watched(...args);
    open.push(watched);
    return watched;
  };

  before(async () => {
    const dir = await tempDir('imap-ca');
    const authority = await certificateAuthority(dir, 'ca');
    ca = await readFile(authority.cert);
    const certificate = await authority.issue('mail.example.org');
    dovecot = await startDovecot({ certificate, oauth: true, connectionsPerUser: 1 });
  });

  after(async () => {
    for (const { mailbox } of open) mailbox.close();
    await dovecot.stop();
  });

  test('a token that has run out is renewed once', async () => {
    dovecot.tokens.set('fresh', 'romeo');
    const asked: boolean[] = [];
    const accessToken = async (renew: boolean) => {
      asked.push(renew);
      return renew ? 'fresh' : 'stale';
    };
    const watched = watch(serverAt(dovecot.port, 'romeo', { auth: { user: 'romeo', accessToken } }));
    await watched.up();
    assert.deepEqual(asked, [false, true]);
    await dovecot.deliver('romeo', mailOf('by token'));
    await watched.mailCount(1);
  });

  test('a token that is refused twice, and a grant that is gone, park the mailbox', async () => {
    let count = 0;
    const refused = watch(
      serverAt(dovecot.port, 'juliet', {
        auth: {
          user: 'juliet',
          accessToken: async () => {
            count += 1;
            return 'wrong';
          },
        },
      }),
    );
    await until(() => refused.mailbox.state === 'parked', 'it is parked');
    await pause(200);
    assert.equal(count, 2);
    const problem = { type: 'auth', condition: 'not-authorized', text: { key: 'email.oauth.gone' } } as const;
    const accessToken = async (): Promise<string> => {
      throw new SignInLost(problem);
    };
    const lost = watch(serverAt(dovecot.port, 'juliet', { auth: { user: 'juliet', accessToken } }));
    await until(() => lost.mailbox.state === 'parked', 'it is parked');
    assert.deepEqual(lost.states[0]?.reason, problem);
  });

  test('TLS and STARTTLS are taken with a certificate for the name, and with no other', async () => {
    const names = { ca, tlsName: 'mail.example.org' };
    const tls = watch(serverAt(dovecot.tlsPort ?? 0, 'nurse', { security: 'tls', ...names }));
    await tls.up();
    tls.mailbox.close();
    await pause(100);
    const starttls = watch(serverAt(dovecot.port, 'nurse', { security: 'starttls', ...names }));
    await starttls.up();
    const other = watch(serverAt(dovecot.tlsPort ?? 0, 'peter', { security: 'tls', ca, tlsName: 'other.example.org' }));
    await until(() => other.mailbox.state === 'down', 'it is down');
    assert.equal(other.states[0]?.reason?.code, 'imap certificate-refused');
    const unknown = watch(serverAt(dovecot.port, 'peter', { security: 'starttls', tlsName: 'mail.example.org' }));
    await until(() => unknown.mailbox.state === 'down', 'it is down');
    assert.equal(unknown.states[0]?.reason?.code, 'imap certificate-refused');
  });

  test('one connection more than the server allows is no wrong password', async () => {
    const first = watch(serverAt(dovecot.port, 'gregory'));
    await first.up();
    const second = watch(serverAt(dovecot.port, 'gregory'));
    await until(() => second.mailbox.state === 'down', 'it is down');
    assert.equal(second.states[0]?.reason?.code, 'imap too-many-connections');
    first.mailbox.close();
    await second.up();
  });

  test('an address that is not public is refused unless it is allowed', async () => {
    const refused = watch(serverAt(dovecot.port, 'abram', { allowPrivate: false }));
    await until(() => refused.mailbox.state === 'down', 'it is down');
    assert.equal(refused.states[0]?.reason?.code, 'imap address-refused');
    const named = watch(serverAt(dovecot.port, 'abram', { host: 'mail.example.org', allowPrivate: false }), {
      resolve: async () => ['10.0.0.1', '::1'],
    });
    await until(() => named.mailbox.state === 'down', 'it is down');
    assert.equal(named.states[0]?.reason?.code, 'imap address-refused');
  });
});
