import type { RegistrationField } from '../gateway.js';
import { parseServer, serverText } from './hosts.js';
import type { Networks } from './networks.js';
import { parsePin, pinText } from './pins.js';
import { COMMAND_PLACES } from './preferences.js';
import { LONGEST_IDENT } from './templates.js';

/** What `RegistrationField.check` gives. */
export type Checked = ReturnType<NonNullable<RegistrationField['check']>>;

/** Characters; networks allow fewer, and cut or refuse what is longer. */
export const LONGEST_NICK = 64;

/** Characters of a real name or of the name of an account. */
export const LONGEST_NAME = 150;

/** Characters of a password. */
export const LONGEST_SECRET = 300;

/** Commands that are sent after each connect. */
export const MOST_COMMANDS = 20;
/** Octets of one command; a line has room for 512 with its end (RFC 2812 2.3), and the places grow. */
const LONGEST_COMMAND = 400;
/** The port of IRC without TLS, which nearly no server speaks TLS at. */
const PLAIN_PORT = 6667;

/** RFC 2812 2.3.1, and letters of other scripts for servers that take them. */
const NICK = /^[A-Za-z[\]\\`_^{|}\p{L}][A-Za-z0-9[\]\\`_^{|}\-\p{L}\p{M}\p{N}]*$/u;
const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** What the gateway sends by itself, and what would end the connection. */
const OWN_COMMANDS: ReadonlySet<string> = new Set([
  'authenticate',
  'cap',
  'nick',
  'pass',
  'ping',
  'pong',
  'quit',
  'user',
  'webirc',
]);
/** A word with a secret behind it, said to services; or OPER, whose second parameter is one. */
const WITH_SECRET =
  /^(?:(?:privmsg|notice|squery)\s+\S+\s+:?|(?:ns|nickserv|cs|chanserv|authserv|as|q|x)\s+:?)(?:identify|id|login|auth|ghost|regain|recover|release)\s+\S|^oper\s+\S+\s+\S/i;

/** Of a value that is not empty; see `RegistrationField.check`. */
export const checkNick = (value: string): Checked =>
  NICK.test(value) && [...value].length <= LONGEST_NICK ? { value } : { wrong: { key: 'irc.register.nick.wrong' } };

/** The user name of USER (RFC 2812 3.1.3), which is the ident where no ident server answers. */
export const checkUsername = (value: string): Checked =>
  USERNAME.test(value) && value.length <= LONGEST_IDENT
    ? { value }
    : { wrong: { key: 'irc.register.username.wrong', params: { most: LONGEST_IDENT } } };

/** A text of one line, e.g. a real name. */
export const checkLine = (value: string): Checked =>
  /\p{Cc}/u.test(value) ? { wrong: { key: 'irc.register.line.wrong' } } : { value };

/** The name of an account: no blanks, since services read words. */
export const checkAccount = (value: string): Checked =>
  /[\p{Cc}\p{Z}]/u.test(value) ? { wrong: { key: 'irc.register.account.wrong' } } : { value };

/** A secret; what is wrong with it is told without it. */
export const checkSecret = (value: string): Checked =>
  /\p{Cc}/u.test(value) ? { wrong: { key: 'irc.register.password.wrong' } } : { value };

/** The fingerprint of a certificate, brought into one form; empty: none. */
export const checkPin = (value: string): Checked => {
  const pin = value === '' ? undefined : parsePin(value);
  if (value === '') return { value };
  return pin === undefined ? { wrong: { key: 'irc.register.pin.wrong' } } : { value: pinText(pin) };
};

/** A whole number from `least` to `most`; the sentence of `key` names both. */
export function checkNumber(key: string, least: number, most: number): (value: string) => Checked {
  return (value) => {
    if (value === '') return { value };
    const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
    return number >= least && number <= most ? { value: String(number) } : { wrong: { key, params: { least, most } } };
  };
}

/** Raw lines that are sent after login. What the gateway would store and show in the clear must not hold a password. */
export function checkCommands(value: string): Checked {
  const lines = value
    .split('\n')
    .map((line) => line.trim().replace(/^\/+(?:quote\s+|raw\s+)?/i, ''))
    .filter((line) => line !== '');
  if (lines.length > MOST_COMMANDS)
    return { wrong: { key: 'irc.register.commands.many', params: { most: MOST_COMMANDS } } };
  for (const line of lines) {
    const [word = ''] = line.toLowerCase().split(' ');
    const params = { command: word.slice(0, 20) };
    if (/\p{Cc}/u.test(line) || Buffer.byteLength(line) > LONGEST_COMMAND || !/^[a-z0-9]+$/.test(word)) {
      return { wrong: { key: 'irc.register.commands.wrong', params: { most: LONGEST_COMMAND } } };
    }
    if (OWN_COMMANDS.has(word)) return { wrong: { key: 'irc.register.commands.own', params } };
    if (WITH_SECRET.test(line) && !line.includes('{password}')) {
      return { wrong: { key: 'irc.register.commands.secret', params: COMMAND_PLACES } };
    }
  }
  return { value: lines.join('\n') };
}

/** The address of a server of the user's own. */
export function checkAddress(networks: Pick<Networks, 'refusalOf'>): (value: string) => Checked {
  return (value) => {
    if (value === '') return { value };
    const address = parseServer(value);
    if (address === undefined) return { wrong: { key: 'irc.register.address.wrong' } };
    if (address.port === PLAIN_PORT && address.tls === undefined) {
      const { host } = address;
      return { wrong: { key: 'irc.register.address.tls', params: { plain: `${host}:-6667`, tls: `${host}:+6697` } } };
    }
    const refusal = networks.refusalOf(address);
    return refusal === undefined ? { value: serverText(address) } : { wrong: refusal.text };
  };
}
