import { hostName } from '../../../../src/network.js';
import type { MailServer, Security } from '../../servers.js';

/**
 * The file by which domains tell the servers of their mail (`config-v1.1.xml`, of Mozilla's Autoconfiguration). Read with a
 * scanner of our own that knows elements, attributes and the five entities, which is all that such files hold; linear, and
 * it never throws.
 */

/** A server that a file names. */
export interface FileServer {
  readonly side: 'imap' | 'smtp';
  readonly server: MailServer;
  /** With the places `%EMAILADDRESS%`, `%EMAILLOCALPART%` and `%EMAILDOMAIN%`. */
  readonly user: string;
  /** Whether signing in with a password is among what the server takes. */
  readonly password: boolean;
}

const MOST_ELEMENTS = 2000;
const MOST_SERVERS = 8;
const SECURITIES: ReadonlyMap<string, Security> = new Map([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
  ['plain', 'none'],
]);
const PASSWORDS: ReadonlySet<string> = new Set(['password-cleartext', 'plain', 'password-encrypted', 'secure']);

/** The IMAP and SMTP servers that a file names, in its order; those that cannot be read are left out. */
export function readAutoconfigFile(xml: string): readonly FileServer[] {
  const servers: FileServer[] = [];
  let open: { readonly side: FileServer['side']; readonly values: Map<string, string[]> } | undefined;
  let text = '';
  for (const token of tokens(xml)) {
    if (typeof token === 'string') {
      text += token;
      continue;
    }
    const { name, closes, type } = token;
    if (!closes) {
      text = '';
      if (name === 'incomingServer' && type === 'imap') open = { side: 'imap', values: new Map() };
      else if (name === 'outgoingServer' && type === 'smtp') open = { side: 'smtp', values: new Map() };
    } else if (open !== undefined && (name === 'incomingServer' || name === 'outgoingServer')) {
      const server = serverFrom(open.side, open.values);
      if (server !== undefined && servers.length < MOST_SERVERS) servers.push(server);
      open = undefined;
    } else if (open !== undefined) {
      open.values.set(name, [...(open.values.get(name) ?? []), text.trim()].slice(0, 8));
    }
  }
  return servers;
}

function serverFrom(side: FileServer['side'], values: ReadonlyMap<string, readonly string[]>): FileServer | undefined {
  const first = (name: string): string => values.get(name)?.[0] ?? '';
  const host = hostName(first('hostname'));
  const security = SECURITIES.get(first('socketType'));
  const port = /^\d{1,5}$/.test(first('port')) ? Number(first('port')) : 0;
  if (host === undefined || security === undefined || port < 1 || port > 65_535) return undefined;
  const methods = values.get('authentication') ?? [];
  const user = first('username') || '%EMAILADDRESS%';
  if (user.length > 320 || /\p{Cc}/u.test(user)) return undefined;
  return {
    side,
    server: { host, port, security },
    user,
    password: methods.some((method) => PASSWORDS.has(method)) || methods.length === 0,
  };
}

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly type: string | undefined;
}

/** Tags and the text between them; what is neither is passed over. */
function* tokens(xml: string): Generator<Tag | string> {
  let at = 0;
  for (let count = 0; count < MOST_ELEMENTS; count += 1) {
    const begin = xml.indexOf('<', at);
    if (begin === -1) return;
    if (begin > at) yield unescaped(xml.slice(at, begin));
    if (xml.startsWith('<!--', begin)) {
      const end = xml.indexOf('-->', begin + 4);
      if (end === -1) return;
      at = end + 3;
      continue;
    }
    const end = xml.indexOf('>', begin);
    if (end === -1) return;
    at = end + 1;
    const inside = xml.slice(begin + 1, Math.min(end, begin + 500));
    if (inside.startsWith('!') || inside.startsWith('?')) continue;
    const closes = inside.startsWith('/');
    const [name = ''] = (closes ? inside.slice(1) : inside).split(/[\s/]/, 1);
    const [, type] = /\stype\s?=\s?["']([^"']{0,20})["']/.exec(inside) ?? [];
    yield { name, closes, type };
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_all, name: string) => ENTITIES[name] ?? '');
}
