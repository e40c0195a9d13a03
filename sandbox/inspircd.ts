import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateFiles } from './certificate.js';
import { freePort } from './free-port.js';
import { OPERATOR } from './operator.js';
import { answers } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

interface InspircdOptions {
  /** Certificate and key (PEM files): opens a port for TLS too, where clients may show a certificate of their own. */
  readonly certificate?: CertificateFiles;
  /** Modules besides the usual ones, by InspIRCd's names: `['joinflood']`. */
  readonly modules?: readonly string[];
  /** Usual modules that are not to be loaded: `['ircv3_echomessage']`. */
  readonly without?: readonly string[];
  /** More lines of the configuration: `<connect ...>`, `<sts ...>`. */
  readonly extra?: string;
  /** Shared secret of WEBIRC; default none. */
  readonly webircPassword?: string;
  /** Seconds between pings of the server; default 600. */
  readonly pingFrequency?: number;
}

/** All of IRCv3 that InspIRCd 3 has, and the modes that a network of today knows. */
const MODULES = [
  'banexception',
  'botmode',
  'callerid',
  'cap',
  'chghost',
  'chgident',
  'chgname',
  'customprefix',
  'deaf',
  'hidechans',
  'hideoper',
  'inviteexception',
  'ircv3',
  'ircv3_accounttag',
  'ircv3_batch',
  'ircv3_capnotify',
  'ircv3_chghost',
  'ircv3_ctctags',
  'ircv3_echomessage',
  'ircv3_invitenotify',
  'ircv3_labeledresponse',
  'ircv3_msgid',
  'ircv3_servertime',
  'knock',
  'monitor',
  'muteban',
  'namesx',
  'redirect',
  'sajoin',
  'samode',
  'sanick',
  'sapart',
  'sasl',
  'services_account',
  'servprotect',
  'setname',
  'spanningtree',
  'svshold',
  'timedbans',
  'uhnames',
];

/** Where services link to InspIRCd, and as whom. */
interface ServicesLink {
  readonly port: number;
  readonly name: string;
  readonly password: string;
}

/** A real InspIRCd 3: IRCv3 without chathistory; with services beside it also accounts and SASL. */
export class Inspircd extends LocalServer {
  readonly software = 'inspircd';
  readonly host = '127.0.0.1';
  /** Its name on the network: `irc.example.net`. */
  readonly serverName: string;
  readonly port: number;
  /** For TLS from the first octet; undefined without a certificate. */
  readonly tlsPort: number | undefined;
  readonly services: ServicesLink;

  constructor(
    plan: ServerPlan,
    names: { serverName: string; port: number; tlsPort: number | undefined; services: ServicesLink },
  ) {
    super(plan);
    this.serverName = names.serverName;
    this.port = names.port;
    this.tlsPort = names.tlsPort;
    this.services = names.services;
  }
}

/** Starts InspIRCd on free loopback ports, with no limit on connections, channels and speed. */
export async function startInspircd(options: InspircdOptions = {}): Promise<Inspircd> {
  const dir = await tempDir('inspircd');
  const port = await freePort();
  const tlsPort = options.certificate === undefined ? undefined : await freePort();
  const services = { port: await freePort(), name: 'services.example.net', password: 'linked' };
  const serverName = 'irc.example.net';
  const config = join(dir, 'inspircd.conf');
  await writeFile(config, inspircdConfig(options, { dir, serverName, port, tlsPort, services }), { mode: 0o600 });
  const plan: ServerPlan = {
    name: 'inspircd',
    dir,
    command: '/usr/sbin/inspircd',
    args: ['--nofork', '--nopid', `--config=${config}`, ...(process.getuid?.() === 0 ? ['--runasroot'] : [])],
    isReady: async () => await answers(port, 'CAP LS 302\r\n', ' CAP '),
  };
  const server = new Inspircd(plan, { serverName, port, tlsPort, services });
  await server.start();
  return server;
}

interface Place {
  readonly dir: string;
  readonly serverName: string;
  readonly port: number;
  readonly tlsPort: number | undefined;
  readonly services: ServicesLink;
}

function inspircdConfig(options: InspircdOptions, place: Place): string {
  const { certificate, webircPassword, pingFrequency = 600, without = [] } = options;
  const { dir, serverName, port, tlsPort, services } = place;
  const tls = certificate !== undefined && tlsPort !== undefined;
  const modules = [
    ...MODULES.filter((name) => !without.includes(name)),
    ...(tls ? ['ssl_gnutls', 'sslinfo', 'sslmodes'] : []),
    ...(webircPassword === undefined ? [] : ['cgiirc']),
    ...(options.modules ?? []),
  ];
  return [
    `<server name="${serverName}" description="sandbox" id="1SB" network="Sandbox">`,
    '<admin name="sandbox" nick="sandbox" email="admin@example.org">',
    `<bind address="127.0.0.1" port="${port}" type="clients">`,
    `<bind address="127.0.0.1" port="${services.port}" type="servers">`,
    // Every test comes from one address, so nothing is counted by address, and nobody is slowed down.
    `<connect name="sandbox" allow="*" timeout="60" pingfreq="${pingFrequency}" hardsendq="100M" softsendq="100M" recvq="1M"`,
    ' threshold="1000000" commandrate="100000000" fakelag="no" localmax="100000" globalmax="100000" maxconnwarn="no"',
    ' limit="100000" maxchans="1000" useident="no" resolvehostnames="no">',
    '<cidr ipv4clone="32" ipv6clone="128">',
    '<channels users="1000" opers="1000">',
    `<log method="stdout" type="*" level="default">`,
    `<path configdir="${dir}" datadir="${dir}" logdir="${dir}" runtimedir="${dir}" moduledir="/usr/lib/inspircd/modules">`,
    '<performance softlimit="100000" somaxconn="4096" clonesonconnect="no" timeskipwarn="0s">',
    '<security userstats="Pu" maxtargets="20">',
    '<options prefixquit="" prefixpart="" allowhalfop="yes" splitwhois="no" defaultmodes="not">',
    '<customprefix name="founder" letter="q" prefix="~" rank="50000" ranktoset="50000">',
    '<customprefix name="admin" letter="a" prefix="&amp;" rank="40000" ranktoset="50000">',
    '<customprefix name="halfop" letter="h" prefix="%" rank="20000" ranktoset="30000">',
    '<class name="All" commands="*" privs="*" usermodes="*" chanmodes="*">',
    '<type name="All" classes="All">',
    `<oper name="${OPERATOR.name}" password="${OPERATOR.password}" host="*@*" type="All">`,
    `<link name="${services.name}" ipaddr="127.0.0.1" port="${services.port}" allowmask="127.0.0.1/8" timeout="300"`,
    ` sendpass="${services.password}" recvpass="${services.password}">`,
    `<uline server="${services.name}" silent="yes">`,
    `<sasl target="${services.name}">`,
    '<callerid maxaccepts="1000">',
    '<timedbans sendnotice="no">',
    ...(tls
      ? [
          `<sslprofile name="own" provider="gnutls" certfile="${certificate.cert}" keyfile="${certificate.key}" hash="sha256" requestclientcert="yes">`,
          `<bind address="127.0.0.1" port="${tlsPort}" type="clients" sslprofile="own">`,
        ]
      : []),
    ...(webircPassword === undefined
      ? []
      : [`<cgihost type="webirc" password="${webircPassword}" mask="*@127.0.0.1">`]),
    ...modules.map((name) => `<module name="${name}">`),
    options.extra ?? '',
    '',
  ].join('\n');
}
