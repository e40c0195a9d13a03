/** Whose word a host is: of the admin, in a config file or at a terminal; or of somebody on this machine. */
type Named = { readonly by: 'admin' | 'machine'; readonly what: string };
/** Of a user, or of what a user or a stranger sends: what in that file, or in the one named, keeps it from this network. */
type Guarded = { readonly by: 'user'; readonly what: string; readonly guard: RegExp; readonly in?: string };

/** Every source that opens a connection or asks a resolver. */
export const CONNECTIONS: Readonly<Record<string, Named | Guarded>> = {
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
  'src/host-addresses.ts': {
    by: 'user',
    what: 'hosts of links; whoever has them looked up looks at the addresses',
    guard: /all\.filter\(\(\{ address \}\) => reachable\(address, port\)\)/,
    in: 'src/http/fetch/target.ts',
  },
  'src/http/control/control.ts': { by: 'machine', what: 'the control socket of a process that may be dead' },
  'src/http/fetch/ask.ts': {
    by: 'user',
    what: 'links, avatars, calendars and whatever else is fetched, by an address that was looked at',
    guard: /lookup: pinned/,
  },
  'src/http/fetch/target.ts': {
    by: 'user',
    what: 'the same, resolved',
    guard: /all\.filter\(\(\{ address \}\) => reachable\(address, port\)\)/,
  },
  'src/redis.ts': { by: 'admin', what: 'Redis of the config' },
  'src/store/backup/snapshot.ts': { by: 'admin', what: 'the same, for its snapshot' },
  'src/store/private-redis.ts': { by: 'machine', what: 'the private Redis' },
  'src/http/upload.ts': { by: 'admin', what: 'the upload service that the XMPP server names' },
};

/** Those of hosts that users name, or what users and strangers send. */
export const NAMED_BY_USERS: readonly string[] = Object.keys(CONNECTIONS).filter(
  (file) => CONNECTIONS[file]?.by === 'user',
);
