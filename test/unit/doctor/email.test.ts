import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Authority, certificateAuthority } from '../../../sandbox/certificate.js';
import { type Dovecot, startDovecot } from '../../../sandbox/dovecot.js';
import { freePort } from '../../../sandbox/free-port.js';
import { SmtpPeer, type SmtpPeerOptions } from '../../../sandbox/smtp-peer/index.js';
import { Practice } from '../../support/doctor.js';
import { type DnsRecord, dnsServer } from '../email/accounts/support/dns-server.js';
import { ScriptedServer } from '../stream/scripted-server.js';

const DOMAIN = 'mail.example.org';

describe('the doctor looks at mail', () => {
  let practice: Practice;
  let lmtpPort: number;
  let authority: Authority;
  before(async () => {
    [practice, lmtpPort] = await Promise.all([Practice.open(), freePort()]);
    authority = await certificateAuthority(practice.dir, 'house');
  });
  after(async () => await practice.close());

  const examine = (smtp: object, more: object = {}, records?: Readonly<Record<string, readonly DnsRecord[]>>) =>
    examined({ addresses: { domain: DOMAIN, lmtp: `127.0.0.1:${lmtpPort}`, smtp, ...more } }, records);

  async function examined(email: object, records: Readonly<Record<string, readonly DnsRecord[]>> = {}) {
    const dns = await dnsServer(records);
    try {
      const gateways = { email: { domain: 'email.example.org', secret: 's', ...email } };
      return await practice.examine('email', { gateways }, { args: ['--resolver', dns.address] });
    } finally {
      dns.close();
    }
  }

  /** What is found with a mail server that is as the options say. */
  async function with_(options: SmtpPeerOptions, smtp: object = {}) {
    const peer = await SmtpPeer.start(options);
    try {
      const seen = await examine({ host: '127.0.0.1', port: peer.port, ...smtp });
      assert.deepEqual(peer.mails, []);
      return seen;
    } finally {
      await peer.close();
    }
  }

  const login = (password: string, mechanisms: readonly string[] = ['PLAIN']) => ({
    mechanisms,
    accepts: ({ secret }: { readonly secret: string }) => secret === password,
  });

  it('finds nothing wrong with a good one, and sends no mail', async () => {
    const peer = await SmtpPeer.start();
    const spf = { type: 'TXT', text: 'v=spf1 mx -all' } as const;
    const seen = await examine(
      { host: '127.0.0.1', port: peer.port },
      {},
      {
        [DOMAIN]: [{ type: 'MX', priority: 10, host: 'mx.example.org' }, spf],
        [`_dmarc.${DOMAIN}`]: [{ type: 'TXT', text: 'v=DMARC1; p=reject' }],
      },
    );
    assert.deepEqual(seen.findings, []);
    seen.fine(/mail server 127\.0\.0\.1:\d+ lets us in/);
    seen.fine(/mail to mail\.example\.org goes to mx\.example\.org/);
    assert.deepEqual(peer.mails, []);
    await peer.close();
  });

  it('smtp-unresolved, smtp-refused, smtp-silent, smtp-not-smtp: there is no mail server', async () => {
    (await examine({ host: 'no-such-host.invalid', security: 'none' })).one('smtp-unresolved');
    (await examine({ host: '127.0.0.1', port: await freePort() })).one('smtp-refused');
    const silent = await ScriptedServer.start(() => undefined);
    (await examine({ host: '127.0.0.1', port: silent.port })).one('smtp-silent');
    await silent.stop();
    const shut = await with_({ rules: [{ at: 'banner', do: { reply: '554 5.7.1 not from there' } }] });
    assert.match(shut.one('smtp-not-smtp').found, /554/);
  });

  it('smtp-no-starttls: a way without TLS', async () => {
    (await with_({}, { security: 'starttls' })).one('smtp-no-starttls');
  });

  it('smtp-certificate: nobody knows its authority', async () => {
    const certificate = await authority.issue('localhost');
    const seen = await with_({ certificate }, { host: 'localhost', security: 'starttls' });
    assert.match(seen.one('smtp-certificate').found, /certificate/);
    const known = await with_({ certificate }, { host: 'localhost', security: 'starttls', caFile: authority.cert });
    assert.equal(known.codes.includes('smtp-certificate'), false);
  });

  it('smtp-login and smtp-no-login: it does not let us in, and the password is not told', async () => {
    const wrong = await with_({ login: login('right') }, { username: 'isthmus', password: 'hunter2' });
    assert.match(wrong.one('smtp-login').found, /535/);
    assert.doesNotMatch(JSON.stringify(wrong.findings), /hunter2/);
    (await with_({ login: login('x', ['XOAUTH2']) }, { username: 'isthmus', password: 'x' })).one('smtp-no-login');
  });

  it('smtp-no-relay: it takes nothing for others', async () => {
    const seen = await with_({ rules: [{ at: 'RCPT', do: { reply: '554 5.7.1 Relay access denied' } }] });
    assert.match(seen.one('smtp-no-relay').found, /Relay access denied/);
  });

  it('smtp-no-dsn, smtp-no-pipelining, smtp-size-small: what it cannot do', async () => {
    const seen = await with_({ extensions: ['SIZE 100000', '8BITMIME'] });
    for (const code of ['smtp-no-dsn', 'smtp-no-pipelining', 'smtp-size-small']) seen.one(code);
  });

  it('smtp-loop: mail goes out to where it comes in', async () => {
    (await examine({ host: '127.0.0.1', port: lmtpPort })).one('smtp-loop');
  });

  it('lmtp-port-taken, lmtp-port-unusable: mail cannot come in', async () => {
    const other = await ScriptedServer.start(() => undefined, lmtpPort);
    (await examine({ host: '127.0.0.1', port: 1 })).one('lmtp-port-taken');
    await other.stop();
    (await examine({ host: '127.0.0.1', port: 1 }, { lmtp: '192.0.2.1:2424' })).one('lmtp-port-unusable');
  });

  it('mail-no-mx, mail-no-spf, mail-no-dmarc: DNS does not know the domain', async () => {
    const seen = await examine({ host: '127.0.0.1', port: 1 });
    assert.match(seen.one('mail-no-mx').write ?? '', /^mail\.example\.org\. 3600 IN MX/);
    assert.match(seen.one('mail-no-spf').write ?? '', /v=spf1 mx -all/);
    seen.one('mail-no-dmarc');
  });

  it('dkim-no-record, dkim-wrong-record: with the record that the key needs', async () => {
    const pem = (): string =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const dkim = [{ selector: 'isthmus1', key: pem() }];
    const name = `isthmus1._domainkey.${DOMAIN}`;
    const missing = (await examine({ host: '127.0.0.1', port: 1 }, { dkim })).one('dkim-no-record');
    const [, record = ''] =
      /^\S+ 3600 IN TXT "(v=DKIM1; k=ed25519; p=[A-Za-z0-9+/=]{44})"$/.exec(missing.write ?? '') ?? [];
    const right = await examine({ host: '127.0.0.1', port: 1 }, { dkim }, { [name]: [{ type: 'TXT', text: record }] });
    right.fine(/has the key that mail is signed with/);
    const other = { [name]: [{ type: 'TXT', text: 'v=DKIM1; k=ed25519; p=AAAA' } as const] };
    (await examine({ host: '127.0.0.1', port: 1 }, { dkim }, other)).one('dkim-wrong-record');
  });

  describe('at a provider', () => {
    let dovecot: Dovecot;
    before(async () => {
      dovecot = await startDovecot({ certificate: await authority.issue('localhost') });
    });
    after(async () => await dovecot.stop());

    const provider = (port: number, caFile?: string) => {
      const oauth = {
        house: {
          clientId: 'isthmus',
          domains: ['example.org'],
          tokenUrl: 'https://id.example.org/token',
          deviceUrl: 'https://id.example.org/device',
          imap: `localhost:${port}`,
        },
      };
      return examined({ ownMailboxes: { oauth, ...(caFile === undefined ? {} : { caFile }) } });
    };

    it('imap-unreachable: nobody there, or nobody whom we know', async () => {
      (await provider(await freePort(), authority.cert)).one('imap-unreachable');
      assert.match((await provider(dovecot.tlsPort ?? 0)).one('imap-unreachable').found, /certificate-refused/);
    });

    it('imap-no-token, imap-no-idle, imap-no-uidplus: what a real Dovecot lacks', async () => {
      const seen = await provider(dovecot.tlsPort ?? 0, authority.cert);
      seen.one('imap-no-token');
      seen.one('imap-no-uidplus');
      const proxied = await startDovecot({
        certificate: await authority.issue('localhost'),
        capabilities: 'IMAP4rev1 AUTH=PLAIN',
      });
      try {
        (await provider(proxied.tlsPort ?? 0, authority.cert)).one('imap-no-idle');
      } finally {
        await proxied.stop();
      }
    });
  });
});
