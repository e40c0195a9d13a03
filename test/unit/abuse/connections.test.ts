import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../../support/repository.js';

/** What opens a connection or asks a resolver: calls, and imports of what is called. */
const OPENS: readonly RegExp[] = [
  /import \{[^}]*\b(?:connect|request)\b[^}]*\} from 'node:(?:net|tls|http|https|http2)'/,
  /import \{[^}]*\b(?:lookup|Resolver|resolve\w*)\b[^}]*\} from 'node:dns(?:\/promises)?'/,
  /\bawait fetch\(/,
  /import \{ ?ImapFlow\b/,
  /\bSocksClient\.createConnection\(/,
  /from '(?:ioredis|ldapts|nodemailer|undici|ws)'/,
];

/** Whose word a host is: of the admin, in a config file or at a terminal; or of somebody on this machine. */
type Named = { readonly by: 'admin' | 'machine'; readonly what: string };
/** Of a user, or of what a user or a stranger sends: what in that file, or in the one named, keeps it from this network. */
type Guarded = { readonly by: 'user'; readonly what: string; readonly guard: RegExp; readonly in?: string };

const ROWS: Readonly<Record<string, Named | Guarded>> = {
  'gateways/alerts/examination/examination.ts': { by: 'admin', what: 'what the book names, for doctor' },
  'gateways/alerts/upstream/json-client.ts': { by: 'admin', what: 'Alertmanager and PagerDuty of the book' },
  'gateways/email/accounts/discovery/guarded-get.ts': {
    by: 'user',
    what: 'autoconfig of the domain of a mail address',
    guard: /isIP\(one\) !== 0 && allowed\(one\)/,
  },
  'gateways/email/accounts/discovery/mail-dns.ts': {
    by: 'user',
    what: 'MX and SRV of the domain of a mail address; what they name is connected to elsewhere',
    guard: /isIP\(address\) !== 0 && allowed\(address\)/,
    in: 'gateways/email/accounts/line-link.ts',
  },
  'gateways/email/accounts/line-link.ts': {
    by: 'user',
    what: 'servers of a mailbox, tried at registration',
    guard: /isIP\(address\) !== 0 && allowed\(address\)/,
  },
  'gateways/email/accounts/oauth/form-post.ts': { by: 'admin', what: 'providers of the config and of our table' },
  'gateways/email/imap/addresses.ts': {
    by: 'user',
    what: 'IMAP servers of mailboxes',
    guard: /isIP\(address\) !== 0 && mayConnect\(address, allowPrivate\)/,
  },
  'gateways/email/imap/guarded-flow.ts': {
    by: 'user',
    what: 'IMAP servers of mailboxes, by an address that was looked at',
    guard: /const addresses = await addressesOf\(server, resolve\)/,
    in: 'gateways/email/imap/connecting.ts',
  },
  'gateways/email/smtp/dial.ts': {
    by: 'user',
    what: 'SMTP servers of mailboxes, and that of the config',
    guard: /isIP\(address\) !== 0 && \(allowPrivate \|\| addressAllowed\(address\)\)/,
  },
  'gateways/irc/connection/addresses.ts': {
    by: 'user',
    what: 'IRC servers, where anyServer lets users name them',
    guard: /isIP\(address\) !== 0 && addressAllowed\(address\)/,
  },
  'gateways/irc/connection/dial.ts': {
    by: 'user',
    what: 'IRC servers, by an address that was looked at, or through the proxy of the config',
    guard: /await routes\(host\.host, settings\.addressAllowed/,
  },
  'gateways/sms/smpp/session.ts': { by: 'admin', what: 'carriers of the config' },
  'src/cli/doctor/dns.ts': { by: 'admin', what: 'hosts of the config, for doctor' },
  'src/cli/doctor/http-area.ts': { by: 'admin', what: 'http.publicUrl, for doctor' },
  'src/cli/doctor/nagle.ts': { by: 'admin', what: 'the XMPP server, for doctor' },
  'src/cli/doctor/ports.ts': { by: 'admin', what: 'ports of the config, for doctor' },
  'src/cli/doctor/sniff.ts': { by: 'admin', what: 'servers of the config, for doctor' },
  'src/cli/health.ts': { by: 'admin', what: 'http.listen, for isthmus health' },
  'src/cli/operate/control-client.ts': { by: 'machine', what: 'the control socket' },
  'src/cli/send/deliver.ts': { by: 'admin', what: 'ISTHMUS_URL of whoever types isthmus send' },
  'src/core/stream/socket-transport.ts': { by: 'admin', what: 'the XMPP server' },
  'src/core/telemetry/otlp-exporter.ts': { by: 'admin', what: 'telemetry of the config' },
  'src/directory/ldap-directory.ts': { by: 'admin', what: 'the directory of the config' },
  'src/http/control/control.ts': { by: 'machine', what: 'the control socket of a process that may be dead' },
  'src/http/fetch/ask.ts': {
    by: 'user',
    what: 'links, avatars, calendars and whatever else is fetched, by an address that was looked at',
    guard: /lookup: pinned/,
  },
  'src/http/fetch/target.ts': {
    by: 'user',
    what: 'the same, resolved',
    guard: /all\.filter\(\(\{ address \}\) => reachable\(address\)\)/,
  },
  'src/redis.ts': { by: 'admin', what: 'Redis of the config' },
  'src/store/backup/snapshot.ts': { by: 'admin', what: 'the same, for its snapshot' },
  'src/store/private-redis.ts': { by: 'machine', what: 'the private Redis' },
  'src/http/upload.ts': { by: 'admin', what: 'the upload service that the XMPP server names' },
};

function sources(folder: string): readonly string[] {
  return readdirSync(join(repositoryRoot(), folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

const textOf = (file: string): string => readFileSync(join(repositoryRoot(), file), 'utf8');

test('every source that opens a connection says who names the host, and where a user does, looks at the address', () => {
  const opening = [...sources('src'), ...sources('gateways')].filter((file) => {
    // Types alone open nothing.
    const text = textOf(file).replace(/^import type .*$/gm, '');
    return OPENS.some((pattern) => pattern.test(text));
  });
  assert.deepEqual(
    opening.filter((file) => ROWS[file] === undefined),
    [],
    'say in this test who names the host',
  );
  assert.deepEqual(
    Object.keys(ROWS).filter((file) => !opening.includes(file)),
    [],
    'these open nothing any more',
  );
  for (const [file, row] of Object.entries(ROWS)) {
    if (row.by === 'user') assert.match(textOf(row.in ?? file), row.guard, `${file}: ${row.what}`);
  }
});
