import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { Autoconfig, needsConfirmation } from '../../../../gateways/email/accounts/discovery/autoconfig.js';
import { readAutoconfigFile } from '../../../../gateways/email/accounts/discovery/autoconfig-file.js';
import { type GuardedGet, guardedGet } from '../../../../gateways/email/accounts/discovery/guarded-get.js';
import { mailDns } from '../../../../gateways/email/accounts/discovery/mail-dns.js';
import { providerOf, providerOfDomain, providerOfMx } from '../../../../gateways/email/accounts/discovery/providers.js';
import { type MailAddress, parseMailAddress } from '../../../../gateways/email/address/mail-address.js';
import { serverUrl } from '../../../../gateways/email/servers.js';
import { certificateAuthority } from '../../../../sandbox/certificate.js';
import { PATIENCE_MS } from '../../../../sandbox/patience.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { systemClock } from '../../../../src/clock.js';
import { isPublic } from '../../../../src/public-addresses.js';
import { workMs } from '../../../support/cpu-time.js';
import { type DnsServer, dnsServer } from './support/dns-server.js';

function address(text: string): MailAddress {
  const parsed = parseMailAddress(text);
  assert.ok(parsed.ok, text);
  return parsed.address;
}

const FILE = `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <!-- <incomingServer type="imap"><hostname>evil.example</hostname></incomingServer> -->
  <emailProvider id="example.org">
    <domain>example.org</domain>
    <displayName>Example &amp; Sons</displayName>
    <incomingServer type="pop3">
      <hostname>pop.example.org</hostname><port>995</port><socketType>SSL</socketType>
    </incomingServer>
    <incomingServer type="imap">
      <hostname>mx.hosting.example</hostname>
      <port>993</port>
      <socketType>SSL</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILLOCALPART%+%EMAILDOMAIN%</username>
    </incomingServer>
    <incomingServer type="imap">
      <hostname>mx.hosting.example</hostname><port>143</port><socketType>plain</socketType>
    </incomingServer>
    <outgoingServer type="smtp">
      <hostname>mx.hosting.example</hostname>
      <port>587</port>
      <socketType>STARTTLS</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </outgoingServer>
  </emailProvider>
</clientConfig>
`;

describe('the file of a domain', () => {
  it('names servers, with the places of the user name', () => {
    const server = { host: 'mx.hosting.example', port: 993, security: 'tls' } as const;
    assert.deepEqual(readAutoconfigFile(FILE), [
      { side: 'imap', server, user: '%EMAILLOCALPART%+%EMAILDOMAIN%', password: true },
      { side: 'imap', server: { ...server, port: 143, security: 'none' }, user: '%EMAILADDRESS%', password: true },
      { side: 'smtp', server: { ...server, port: 587, security: 'starttls' }, user: '%EMAILADDRESS%', password: true },
    ]);
  });

  it('is read in linear time whatever is in it, and nothing of it is believed that cannot be', () => {
    const one = (hostname: string, port: string, user = 'a') =>
      readAutoconfigFile(
        `<incomingServer type='imap'><hostname>${hostname}</hostname><port>${port}</port><socketType>SSL</socketType><username>${user}</username></incomingServer>`,
      ).length;
    assert.equal(one('imap.example.org', '993'), 1);
    assert.equal(one('imap example.org', '993'), 0);
    assert.equal(one('imap.example.org', '0'), 0);
    assert.equal(one('imap.example.org', '99999'), 0);
    assert.equal(one('imap.example.org', '993', 'a\r\nb'), 0);
    const began = workMs();
    for (const piece of ['<', '<!--', '<a', '<incomingServer type="imap"><hostname>', '&amp;']) {
      readAutoconfigFile(piece.repeat(100_000));
    }
    assert.ok(workMs() - began < 1000);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(readAutoconfigFile(text))));
    fc.assert(
      fc.property(fc.nat(FILE.length), fc.nat(FILE.length), (from, to) =>
        Array.isArray(readAutoconfigFile(FILE.slice(from) + FILE.slice(0, to))),
      ),
    );
  });
});

describe('known providers', () => {
  it('are found by the domain, by one below it, and by their MX hosts', () => {
    assert.equal(providerOfDomain('gmail.com')?.id, 'gmail');
    assert.equal(providerOfDomain('contoso.onmicrosoft.com')?.id, 'm365');
    assert.equal(providerOfDomain('notgmail.com'), undefined);
    assert.equal(providerOfDomain('constructor'), undefined);
    assert.equal(providerOfMx(['aspmx.l.google.com'])?.id, 'gmail');
    assert.equal(providerOfMx(['mx1.example.org', 'example-org.mail.protection.outlook.com'])?.id, 'm365');
    assert.equal(providerOfMx(['evilgoogle.com']), undefined);
    assert.equal(providerOf('posteo')?.smtp.port, 465);
    assert.equal(providerOf('__proto__'), undefined);
  });
});

describe('finding the servers of an address', () => {
  let dns: DnsServer;
  let web: Server;
  let ca = '';
  let port = 0;
  const asked: string[] = [];

  before(async () => {
    dns = await dnsServer({
      '_imaps._tcp.example.org': [
        { type: 'SRV', priority: 10, weight: 0, port: 993, host: 'second.example.org' },
        { type: 'SRV', priority: 0, weight: 1, port: 9993, host: 'first.example.org' },
      ],
      '_imap._tcp.example.org': [{ type: 'SRV', priority: 0, weight: 1, port: 143, host: 'mail.hosting.example' }],
      '_submissions._tcp.example.org': [{ type: 'SRV', priority: 0, weight: 0, port: 0, host: '.' }],
      '_submission._tcp.example.org': [{ type: 'SRV', priority: 0, weight: 1, port: 587, host: 'first.example.org' }],
      'hosted.example': [{ type: 'MX', priority: 1, host: 'aspmx.l.google.com' }],
      'xn--bcher-kva.example': [{ type: 'MX', priority: 1, host: 'in1-smtp.messagingengine.com' }],
    });
    const authority = await certificateAuthority(await tempDir('autoconfig'), 'authority');
    ca = readFileSync(authority.cert, 'utf8');
    const files = await authority.issue('autoconfig.filed.example');
    web = createServer({ cert: readFileSync(files.cert), key: readFileSync(files.key) }, (request, response) => {
      asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
      if (request.url?.startsWith('/mail/config-v1.1.xml') === true) response.end(FILE);
      else if (request.url === '/away') response.writeHead(302, { location: '/mail/config-v1.1.xml' }).end();
      else if (request.url === '/plain')
        response.writeHead(302, { location: 'http://autoconfig.filed.example/' }).end();
      else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      else if (request.url === '/large') response.end('x'.repeat(200_000));
      else if (request.url === '/upgrade')
        request.socket.write('HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
      else response.writeHead(404).end();
    });
    await new Promise<void>((ready) => web.listen(0, '127.0.0.1', ready));
    const at = web.address();
    port = typeof at === 'object' && at !== null ? at.port : 0;
  });
  after(() => {
    dns.close();
    web.close();
  });

  const resolve = async (): Promise<readonly string[]> => ['127.0.0.1'];
  /** The port 443 is nobody's here. */
  const get: GuardedGet = (url, signal) =>
    guardedGet({ allowed: () => true, resolve, ca })(url.replace('.example/', `.example:${port}/`), signal);
  const lookup = { dns: true, web: true };
  const find = async (text: string, more: object = {}) => {
    const options = { dns: mailDns([dns.address]), get, lookup, clock: systemClock, ...more };
    const found = await new Autoconfig(options).find(address(text), AbortSignal.timeout(60_000));
    const side = (all: typeof found.imap) =>
      all.map(({ server, user, source }) => `${source} ${serverUrl(server)} ${user}`);
    return { provider: found.provider?.id, imap: side(found.imap), smtp: side(found.smtp), found };
  };

  it('knows the large ones and asks nobody', async () => {
    const before = dns.asked.length;
    const { provider, imap, smtp } = await find('Romeo@GMail.com');
    assert.deepEqual(
      [provider, imap, smtp],
      [
        'gmail',
        ['provider tls://imap.gmail.com:993 Romeo@gmail.com'],
        ['provider tls://smtp.gmail.com:465 Romeo@gmail.com'],
      ],
    );
    assert.equal(dns.asked.length, before);
  });

  it('asks DNS for services, TLS from the first octet before STARTTLS, by priority, and guesses behind them', async () => {
    const { provider, imap, smtp, found } = await find('romeo@example.org');
    assert.equal(provider, undefined);
    assert.deepEqual(imap.slice(0, 4), [
      'dns tls://first.example.org:9993 romeo@example.org',
      'dns tls://second.example.org:993 romeo@example.org',
      'dns starttls://mail.hosting.example:143 romeo@example.org',
      'guess tls://imap.example.org:993 romeo@example.org',
    ]);
    assert.deepEqual(smtp.slice(0, 2), [
      'dns starttls://first.example.org:587 romeo@example.org',
      'guess tls://smtp.example.org:465 romeo@example.org',
    ]);
    assert.deepEqual(
      found.imap.slice(0, 4).map((one) => needsConfirmation(one, address('romeo@example.org'))),
      [false, false, true, false],
      'DNS may be forged, so that another domain is not believed',
    );
  });

  it('knows who takes the mail of a domain', async () => {
    const { provider, imap } = await find('romeo@hosted.example');
    assert.deepEqual([provider, imap[0]], ['gmail', 'provider tls://imap.gmail.com:993 romeo@hosted.example']);
    const { provider: other, imap: first } = await find('romeo@bücher.example');
    assert.deepEqual(
      [other, first[0]],
      ['fastmail', 'provider tls://imap.fastmail.com:993 romeo@xn--bcher-kva.example'],
    );
  });

  it('reads what the domain says over https', async () => {
    const { imap, smtp } = await find('romeo@filed.example');
    assert.equal(imap[0], 'file tls://mx.hosting.example:993 romeo+filed.example');
    assert.ok(!imap.some((one) => one.includes('none:')), 'nothing without TLS');
    assert.equal(smtp[0], 'file starttls://mx.hosting.example:587 romeo@filed.example');
    assert.ok(
      asked.includes(`autoconfig.filed.example:${port}/mail/config-v1.1.xml?emailaddress=romeo%40filed.example`),
    );
  });

  it('asks nobody whom the admin does not want to be asked', async () => {
    const before = [dns.asked.length, asked.length];
    const { imap } = await find('romeo@filed.example', { lookup: { dns: false, web: false } });
    assert.equal(imap[0], 'guess tls://imap.filed.example:993 romeo@filed.example');
    assert.deepEqual([dns.asked.length, asked.length], before);
  });

  it('does not wait for a DNS or a web server that says nothing', async () => {
    const silent = await dnsServer({}, true);
    const began = Date.now();
    const never: GuardedGet = () => new Promise(() => undefined);
    const { imap } = await find('romeo@silent.example', { dns: mailDns([silent.address]), get: never });
    silent.close();
    assert.equal(imap[0], 'guess tls://imap.silent.example:993 romeo@silent.example');
    assert.ok(Date.now() - began < 60_000);
  });

  it('gets by https alone, from addresses that may be connected to, and no more than a file can be', async () => {
    const fetch = (path: string, more: object = {}) =>
      guardedGet({ allowed: () => true, resolve, ca, ...more })(
        path.startsWith('http') ? path : `https://autoconfig.filed.example:${port}${path}`,
        AbortSignal.timeout(60_000),
      );
    assert.equal(await fetch('/mail/config-v1.1.xml'), FILE);
    assert.equal(await fetch('/away'), FILE, 'a redirect');
    for (const path of ['/plain', '/round', '/large', '/none']) assert.equal(await fetch(path), undefined, path);
    const late = delay(PATIENCE_MS, 'no end', { ref: false });
    assert.equal(await Promise.race([fetch('/upgrade'), late]), undefined, 'another protocol');
    const before = asked.length;
    assert.equal(await fetch('/mail/config-v1.1.xml', { allowed: isPublic }), undefined);
    assert.equal(await fetch(`https://127.0.0.1:${port}/mail/config-v1.1.xml`, { allowed: isPublic }), undefined);
    assert.equal(await fetch(`http://autoconfig.filed.example:${port}/`), undefined);
    assert.equal(await fetch('https://autoconfig.filed.example:25/'), undefined);
    assert.equal(await fetch(`https://other.example:${port}/mail/config-v1.1.xml`), undefined, 'another name');
    assert.equal(await fetch('/mail/config-v1.1.xml', { ca: undefined }), undefined, 'a certificate of nobody known');
    assert.equal(await fetch('https://[::1'), undefined);
    assert.equal(asked.length, before);
  });
});
