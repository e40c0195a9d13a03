import { hostName } from '../../../src/network.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { type Parsed, right, wrong } from './parsed.js';
import type { Place } from './place.js';

const LONGEST = 2048;
/** ITU-T E.164: at most 15 digits; short numbers are those of services of one country. */
const NUMBER = /^(?:\+[1-9]\d{5,14}|\d{3,8})$/;
/** RFC 2811 and what networks allow; a space, comma or control character ends a name (RFC 2812 2.3.1). */
const CHANNEL = /^[#&+!][^\p{Cc}\p{Z},]{1,199}$/u;
const NICK = /^[^\p{Cc}\p{Z},*?!:@#&+$~%][^\p{Cc}\p{Z},*?!:@#%]{0,127}$/u;
const NETWORK = /^[a-z0-9_.:[\]-]{1,255}$/;
const SINK = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const FORMS =
  'xmpp:alice@example.org, xmpp:room@rooms.example.org?join, sms:+15550123, mailto:alice@example.net, irc://network/#channel';

/** Whether a text is meant as an address and not as a name of the book. */
export function looksLikePlace(text: string): boolean {
  return /[@#+ /]|^(?:xmpp|pubsub|sms|tel|mailto|ircs?|hook|sink|https?):/i.test(text);
}

/** Reads an address (see the kinds of `Place` for how each is written) into its canonical form. */
export function parsePlace(written: string): Parsed<Place> {
  const text = written.trim();
  if (text.length > LONGEST) return wrong('is too long', `write an address such as ${FORMS}`);
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(text) ?? [];
  switch (scheme.toLowerCase()) {
    case 'xmpp':
      return xmppPlace(rest);
    case 'pubsub':
      return nodePlace(rest);
    case 'sms':
    case 'tel':
      return phonePlace(rest);
    case 'mailto':
      return mailPlace(rest);
    case 'irc':
    case 'ircs':
      return ircPlace(rest);
    case 'hook':
      return hookPlace(rest);
    case 'sink':
      return sinkPlace(rest);
    case 'http':
    case 'https':
      return wrong('is a web address', `write hook:${text} to have each notification posted there`);
    default:
      return wrong('is no address', guess(text));
  }
}

function guess(text: string): string {
  if (/^\+?\d/.test(text)) return `did you mean sms:${text}?`;
  if (/^[#&]/.test(text)) return `did you mean irc://network/${text}?`;
  if (text.includes('@')) return `write xmpp:${text} or mailto:${text}`;
  return `write it like ${FORMS}`;
}

function xmppPlace(rest: string): Parsed<Place> {
  const [address = '', action = ''] = rest.split('?', 2);
  const jid = parseJid(decode(address));
  if (jid === undefined) return wrong('is no address of XMPP', 'write it like xmpp:alice@example.org');
  if (jid.resource !== '')
    return wrong('names a resource', `write xmpp:${jid.bare}, a message finds the way by itself`);
  if (action === '') return right({ kind: 'chat', medium: 'xmpp', jid: jid.bare, uri: `xmpp:${encoded(jid.bare)}` });
  if (!/^join(;|$)/.test(action)) return wrong(`has ?${action}, which is not known`, 'a room is written with ?join');
  if (jid.local === '') return wrong('is no room', 'write it like xmpp:room@rooms.example.org?join');
  return right({ kind: 'room', medium: 'xmpp', jid: jid.bare, uri: `xmpp:${encoded(jid.bare)}?join` });
}

function nodePlace(rest: string): Parsed<Place> {
  const slash = rest.indexOf('/');
  const service = slash === -1 ? undefined : parseJid(rest.slice(0, slash));
  const node = rest.slice(slash + 1);
  if (service === undefined || node === '') return wrong('is no node', 'write it like pubsub:pubsub.example.org/node');
  return right({ kind: 'node', medium: 'xmpp', service: service.bare, node, uri: `pubsub:${service.bare}/${node}` });
}

function phonePlace(rest: string): Parsed<Place> {
  const number = rest.replaceAll(/[\s().-]/g, '');
  if (!NUMBER.test(number)) {
    return wrong('is no phone number', 'write it with plus sign and country: sms:+15550123456 (or a short number)');
  }
  return right({ kind: 'phone', medium: 'sms', number, uri: `sms:${number}` });
}

function mailPlace(rest: string): Parsed<Place> {
  const at = rest.lastIndexOf('@');
  const local = rest.slice(0, at);
  const domain = hostName(rest.slice(at + 1));
  if (at < 1 || domain === undefined || !/^[^\s<>"(),:;@\\\p{Cc}]{1,64}$/u.test(local)) {
    return wrong('is no mail address', 'write it like mailto:alice@example.net');
  }
  const address = `${local}@${domain}`;
  return right({ kind: 'mail', medium: 'email', address, uri: `mailto:${address.toLowerCase()}` });
}

function ircPlace(rest: string): Parsed<Place> {
  const [, written = '', path = ''] = /^\/\/([^/]+)\/(.+)$/s.exec(rest) ?? [];
  const network = written.toLowerCase();
  const example = 'write it like irc://libera/#channel or irc://libera/nick?account=nick';
  if (!NETWORK.test(network)) return wrong('is no address of IRC', example);
  const name = decode(path).toLowerCase();
  if (CHANNEL.test(name)) {
    return right({ kind: 'channel', medium: 'irc', network, channel: name, uri: `irc://${network}/${encoded(name)}` });
  }
  const [nick = '', query] = name.split('?', 2);
  const account = query === undefined ? undefined : /^account=(\S{1,64})$/.exec(query)?.[1];
  if (!NICK.test(nick) || (query !== undefined && account === undefined)) {
    return wrong('is neither a channel nor a nick of IRC', example);
  }
  const uri = `irc://${network}/${nick}`;
  return right({ kind: 'nick', medium: 'irc', network, nick, uri, ...(account !== undefined && { account }) });
}

function hookPlace(rest: string): Parsed<Place> {
  const example = 'write it like hook:https://example.net/alerts';
  if (!URL.canParse(rest)) return wrong('is no web address', example);
  const url = new URL(rest);
  if (url.protocol !== 'https:') return wrong('is not https', example);
  if (url.username !== '' || url.password !== '') return wrong('holds a password', 'put a token into the path instead');
  url.hash = '';
  return right({ kind: 'hook', medium: 'hook', url: url.href, uri: `hook:${url.href}` });
}

function sinkPlace(rest: string): Parsed<Place> {
  const name = rest.toLowerCase();
  if (!SINK.test(name)) return wrong('is no name of a sink', 'write letters, digits, dots and hyphens: sink:trial');
  return right({ kind: 'sink', medium: 'hook', name, uri: `sink:${name}` });
}

/** Characters that would mean something else where a URI is read again. */
function encoded(text: string): string {
  return text.replace(/[%?]/g, encodeURIComponent);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
