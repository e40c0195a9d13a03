import type { IntroQuestion } from '../../../gateways/gateway.js';
import { SERVER_TYPES, SERVERS, type ServerType } from '../servers/server-type.js';

/** A question with its option; what is in `IntroQuestion.default` may depend on answers before. */
export interface Question extends IntroQuestion {
  /** `--server` */
  readonly option: string;
}

const domain = (text: string): string | undefined =>
  /^[^\s@/:.]{1,63}(\.[^\s@/:.]{1,63})*$/.test(text) ? undefined : 'a domain, such as example.org';

/** Which XMPP server there is. */
export const SERVER: Question = {
  name: 'server',
  option: '--server',
  ask: `Which XMPP server do you run (${SERVER_TYPES.join(', ')})`,
  default: 'prosody',
  check: (text) => (isServerType(text) ? undefined : `one of ${SERVER_TYPES.join(', ')}`),
};

/** The domain of that server. */
export const DOMAIN: Question = {
  name: 'domain',
  option: '--domain',
  ask: 'Domain of that server, as in the addresses of your users',
  check: domain,
};

/** Where that server takes components (XEP-0114); its default is the usual port of that kind of server. */
export const place = (type: ServerType): Question => ({
  name: 'component-port',
  option: '--component-port',
  ask: 'Where it takes components, host:port',
  default: `127.0.0.1:${SERVERS[type].port}`,
  check: (text) =>
    /^(\[[0-9A-Fa-f:.]+\]|[^\s:]+):\d{1,5}$/.test(text) ? undefined : 'host:port, such as 127.0.0.1:5347',
});

/** Which of the gateways are to be set up. */
export const networksOf = (offered: readonly string[]): Question => ({
  name: 'networks',
  option: '--networks',
  ask: `Which networks, with commas between them (${offered.join(', ')})`,
  default: 'irc',
  check: (text) => {
    const names = listed(text);
    const strange = names.find((name) => !offered.includes(name));
    if (strange !== undefined) return `there is no ${strange}: ${offered.join(', ')}`;
    return names.length === 0 ? 'at least one' : undefined;
  },
});

/** Who will be the admin; the default is `admin` at the server's domain. */
export const adminOf = (serverDomain: string): Question => ({
  name: 'admin',
  option: '--admin',
  ask: 'Your own JID, as the admin',
  default: `admin@${serverDomain}`,
  check: (text) => (/^[^\s@/]+@[^\s@/:]+$/.test(text) ? undefined : 'a JID, such as admin@example.org'),
});

/** Where the world reaches our HTTP port. */
export const PUBLIC_URL: Question = {
  name: 'public-url',
  option: '--public-url',
  ask: 'URL under which the world reaches the HTTP port through your web server (empty: no files are kept here)',
  optional: true,
  check: (text) =>
    /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(text) ? undefined : 'a URL, such as https://gw.example.org',
};

/** The domain of a gateway, below that of the server unless it is said otherwise. */
export const gatewayDomain = (network: string, serverDomain: string): Question => ({
  name: 'domain',
  option: `--${network}-domain`,
  ask: `Domain of the ${network} gateway`,
  default: `${network}.${serverDomain}`,
  check: (text) => domain(text) ?? (text === serverDomain ? 'another one than the domain of your users' : undefined),
});

/** Whether it is one of the servers that `isthmus init` knows lines for. */
export function isServerType(text: string): text is ServerType {
  return SERVER_TYPES.some((type) => type === text);
}

/** The items of a list with commas, in small letters, each once. */
export function listed(text: string): readonly string[] {
  return [...new Set(text.split(',').map((one) => one.trim().toLowerCase()))].filter((one) => one !== '');
}
