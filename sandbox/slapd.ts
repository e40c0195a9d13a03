import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { answers } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

interface SlapdOptions {
  /** People below `ou=people` of the suffix: attributes by name, `uid` names the entry. */
  readonly people: readonly Readonly<Record<string, string | readonly string[]>>[];
  /** Certificate and key (PEM files): offers StartTLS, and TLS on a port of its own. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Lines for the configuration file. */
  readonly extra?: string;
}

const SUFFIX = 'dc=example,dc=org';
const READER = `cn=reader,${SUFFIX}`;
const PASSWORD = 'r3ader';

/** A real OpenLDAP, which tells the people in it to the reader only. */
export class Slapd extends LocalServer {
  readonly url: string;
  readonly tlsUrl: string;
  readonly base = `ou=people,${SUFFIX}`;
  readonly bindDn = READER;
  readonly password = PASSWORD;

  constructor(plan: ServerPlan, ports: { readonly plain: number; readonly tls: number }) {
    super(plan);
    this.url = `ldap://127.0.0.1:${ports.plain}`;
    this.tlsUrl = `ldaps://127.0.0.1:${ports.tls}`;
  }
}

/** Nobody asks to delete nothing (BER, RFC 4511 4.8), which is refused: the shortest request whose octets are ASCII. */
const REQUEST = '\x30\x05\x02\x01\x01\x4a\x00';
const REFUSAL = '\x02\x01\x01\x6b';

/** Starts a slapd of its own on free loopback ports, with its data in a temporary folder. */
export async function startSlapd(options: SlapdOptions): Promise<Slapd> {
  const [plain, tls] = [await freePort(), await freePort()];
  const dir = await tempDir('slapd');
  const config = join(dir, 'slapd.conf');
  await mkdir(join(dir, 'data'));
  await writeFile(config, configOf(dir, options));
  await writeFile(join(dir, 'people.ldif'), ldifOf(options.people));
  await promisify(execFile)('/usr/sbin/slapadd', ['-f', config, '-l', join(dir, 'people.ldif')]);
  const listeners = [`ldap://127.0.0.1:${plain}/`, ...(options.certificate ? [`ldaps://127.0.0.1:${tls}/`] : [])];
  const server = new Slapd(
    {
      name: 'slapd',
      dir,
      command: '/usr/sbin/slapd',
      // A level of debugging keeps it in the foreground; 0 writes nothing.
      args: ['-f', config, '-h', listeners.join(' '), '-d', '0'],
      isReady: async () => await answers(plain, REQUEST, REFUSAL),
    },
    { plain, tls },
  );
  await server.start();
  return server;
}

function configOf(dir: string, { certificate, extra = '' }: SlapdOptions): string {
  const schemas = ['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`);
  const tls =
    certificate === undefined
      ? []
      : [`TLSCertificateFile ${certificate.cert}`, `TLSCertificateKeyFile ${certificate.key}`];
  return `${[
    ...schemas,
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    `pidfile ${join(dir, 'slapd.pid')}`,
    ...tls,
    'database mdb',
    `suffix "${SUFFIX}"`,
    `rootdn "cn=admin,${SUFFIX}"`,
    `directory ${join(dir, 'data')}`,
    // Small: it is made whole on the disk.
    'maxsize 10485760',
    `access to dn.subtree="ou=people,${SUFFIX}" by dn.exact="${READER}" read`,
    'access to * by anonymous auth by * none',
    extra,
  ].join('\n')}\n`;
}

function ldifOf(people: SlapdOptions['people']): string {
  const entries = [
    { dn: SUFFIX, objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' },
    { dn: `ou=people,${SUFFIX}`, objectClass: 'organizationalUnit', ou: 'people' },
    { dn: READER, objectClass: ['organizationalRole', 'simpleSecurityObject'], cn: 'reader', userPassword: PASSWORD },
    ...people.map((person) => ({
      dn: `uid=${String(person.uid)},ou=people,${SUFFIX}`,
      objectClass: 'inetOrgPerson',
      ...person,
    })),
  ];
  return entries.map(entryOf).join('\n');
}

/** Values in base64, so that they may hold anything (RFC 2849). */
function entryOf(entry: Readonly<Record<string, string | readonly string[]>>): string {
  const lines = Object.entries(entry).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => `${name}:: ${Buffer.from(one).toString('base64')}`),
  );
  return `${lines.join('\n')}\n`;
}
