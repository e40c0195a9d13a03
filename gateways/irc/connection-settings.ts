import { readFile } from 'node:fs/promises';
import { interfaceAddresses } from '../../src/public-addresses.js';
import type { IrcConfig } from './config.js';
import { ConnectionFailure } from './connection/failure.js';
import { outgoingAddress, parseAddressPrefix } from './connection/outgoing-address.js';
import type { ConnectionSettings, SaslName, SaslSettings, SocksProxy, WebIrc } from './connection/settings.js';
import type { NetworkSettings } from './networks.js';
import { pinText } from './pins.js';
import { dialable } from './policy/allowed-addresses.js';
import { commandLines, type Preferences } from './preferences.js';
import { hostFrom, identFrom, type Person } from './templates.js';

/** IRCv3 capabilities that are of use where a server offers them. */
const CAPABILITIES: readonly string[] = [
  'account-notify',
  'account-tag',
  'away-notify',
  'batch',
  'cap-notify',
  'chghost',
  'draft/channel-rename',
  'draft/chathistory',
  'draft/message-redaction',
  'draft/multiline',
  'draft/read-marker',
  'echo-message',
  'extended-join',
  'extended-monitor',
  'invite-notify',
  'labeled-response',
  'message-tags',
  'multi-prefix',
  'server-time',
  'setname',
  'standard-replies',
  'userhost-in-names',
];

/** What of a registration is secret. */
export interface Secrets {
  /** Of the account at the network. */
  readonly password?: string;
  /** Of the server (PASS). */
  readonly serverPassword?: string;
  /** PEM, for SASL EXTERNAL. */
  readonly certificate?: { readonly certificate: string; readonly key: string };
}

interface ConnectionWishes {
  readonly config: IrcConfig;
  readonly network: NetworkSettings;
  readonly preferences: Preferences;
  readonly person: Person;
  readonly secrets: Secrets;
  /** Nick that a client asked for, where the user has registered none. */
  readonly nick: string | undefined;
}

/**
 * Everything that a connection needs to know, from what admin and user have set. Reads the files that the config names. Throws
 * `ConnectionFailure` where the user has chosen a way to log in and lacks what it needs.
 */
export async function connectionSettings(wishes: ConnectionWishes): Promise<ConnectionSettings> {
  const { config, network, preferences, person, secrets } = wishes;
  const { pin, username, realname, burst } = preferences;
  const nick = wishes.nick ?? preferences.nick;
  const pins = pin === undefined ? network.pins : [pin];
  const password = secrets.serverPassword ?? (await secretOf(network.password, network.passwordFile));
  const sasl = saslOf(wishes, nick);
  const nickServ = nickServOf(wishes);
  const places = { nick, account: preferences.account, password: secrets.password };
  const local = localAddresses(config, person);
  const proxy = await proxyOf(network);
  const webIrc = await webIrcOf(wishes);
  return {
    hosts: network.servers.map(({ host, port }) => ({ host, port, tls: network.tls })),
    tls: {
      verify: network.verify,
      ...(network.caFile === undefined ? {} : { ca: await readFile(network.caFile, 'utf8') }),
      ...(pins.length === 0 ? {} : { pins: pins.map(pinText), pinSuffices: true }),
      ...(secrets.certificate === undefined ? {} : { clientCertificate: secrets.certificate }),
      ...(network.serverName === undefined ? {} : { serverName: network.serverName }),
    },
    ...(password === undefined ? {} : { password }),
    nick,
    alternativeNicks: [`${nick}_`, `${nick}__`],
    username,
    realname,
    ...(sasl === undefined ? {} : { sasl }),
    ...(nickServ === undefined ? {} : { nickServ }),
    afterConnect: commandLines(preferences.commands, places),
    capabilities: CAPABILITIES,
    ...(burst === undefined || network.throttle === false
      ? {}
      : { throttle: { burst, perSecond: 1000 / network.throttle.every } }),
    charset: preferences.charset,
    charsetOut: preferences.charsetOut,
    ...(proxy === undefined ? {} : { proxy }),
    ...(webIrc === undefined ? {} : { webIrc }),
    ...(local.length === 0 ? {} : { localAddresses: local }),
    addressAllowed: dialable(network, { addresses: interfaceAddresses, prefix: config.outgoing.ipv6Prefix }),
    timeouts: { connect: network.timeout, silence: network.keepalive, pong: network.timeout },
    reconnect: network.reconnect,
  };
}

const MECHANISMS: Readonly<Record<Preferences['sasl'], readonly SaslName[]>> = {
  automatic: ['EXTERNAL', 'SCRAM-SHA-256', 'PLAIN'],
  scram: ['SCRAM-SHA-256'],
  plain: ['PLAIN'],
  external: ['EXTERNAL'],
  none: [],
};

function saslOf({ network, preferences, secrets }: ConnectionWishes, nick: string): SaslSettings | undefined {
  const choice = network.sasl === 'required' && preferences.sasl === 'none' ? 'automatic' : preferences.sasl;
  const mechanisms = network.sasl === 'off' ? [] : MECHANISMS[choice];
  const lacks = choice === 'external' ? secrets.certificate === undefined : secrets.password === undefined;
  // Where the network requires a login the connection finds out by itself.
  if (mechanisms.length > 0 && choice !== 'automatic' && lacks && network.sasl !== 'required') {
    throw new ConnectionFailure('login-refused', `there is no ${choice === 'external' ? 'certificate' : 'password'}`);
  }
  const able = secrets.password !== undefined || secrets.certificate !== undefined;
  if (mechanisms.length === 0 || (!able && network.sasl !== 'required')) return undefined;
  return {
    mechanisms,
    account: preferences.account ?? nick,
    ...(secrets.password === undefined ? {} : { password: secrets.password }),
    // Who chose a way to log in wants to be: to go on without would show an address that was to be hidden.
    required: network.sasl === 'required' || preferences.sasl !== 'automatic',
  };
}

function nickServOf({ network, preferences, secrets }: ConnectionWishes): ConnectionSettings['nickServ'] {
  const { password } = secrets;
  if (password === undefined || network.nickserv === '' || preferences.sasl === 'external') return undefined;
  const words = ['IDENTIFY', ...(preferences.account === undefined ? [] : [preferences.account]), password];
  return { nick: network.nickserv, commands: [`PRIVMSG ${network.nickserv} :${words.join(' ')}`] };
}

async function proxyOf({ socks }: NetworkSettings): Promise<SocksProxy | undefined> {
  if (socks === undefined) return undefined;
  const password = await secretOf(socks.password, socks.passwordFile);
  return {
    host: socks.host,
    port: socks.port,
    ...(socks.username === undefined ? {} : { user: socks.username }),
    ...(password === undefined ? {} : { password }),
  };
}

async function webIrcOf({ config, network, person }: ConnectionWishes): Promise<WebIrc | undefined> {
  const { webirc } = network;
  if (webirc === undefined) return undefined;
  const password = await secretOf(webirc.password, webirc.passwordFile);
  const prefix = parseAddressPrefix(webirc.ipv6Prefix ?? config.outgoing.ipv6Prefix ?? '');
  if (password === undefined || prefix === undefined) return undefined;
  const ip = outgoingAddress(person.jid, prefix, person.salt);
  return { password, gateway: webirc.gateway, host: hostFrom(webirc.host, person), ip };
}

function localAddresses({ outgoing }: IrcConfig, person: Person): readonly string[] {
  const { address, address6, ipv6Prefix } = outgoing;
  const prefix = ipv6Prefix === undefined ? undefined : parseAddressPrefix(ipv6Prefix);
  const six = prefix === undefined ? address6 : outgoingAddress(person.jid, prefix, person.salt);
  return [address, six].filter((one) => one !== undefined);
}

/** A secret, or the first line of the file that holds it. */
export async function secretOf(given: string | undefined, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return given;
  return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0];
}

/** What the server is told as user name, also by identd. */
export function identFor(config: IrcConfig, person: Person): string {
  return identFrom(config.ident, person);
}
