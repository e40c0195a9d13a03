import { hostName } from '../../src/network.js';
import type { AddressCodec, AddressResult, Problem } from '../gateway.js';
import { EXAMPLE_HOST } from './hosts.js';
import type { Networks } from './networks.js';

/** What a contact of this gateway is. A vehicle is `%network`: private messages to its resources go to the nick of that name. */
export type ContactKind = 'network' | 'person' | 'room' | 'vehicle';

/** A contact taken apart. */
interface ContactParts {
  /** Of the room, with its sign, or of the person; empty for a network and a vehicle. */
  readonly name: string;
  /** As it stands in the address; with a fixed server the name of its network. */
  readonly network: string;
}

interface IrcAddressesOptions {
  readonly networks: Pick<Networks, 'isNamed' | 'nameOfHost' | 'names' | 'listed'>;
  readonly anyServer: boolean;
  /** Name of the one network, which no address names then. */
  readonly fixedServer?: string | undefined;
}

const SEPARATOR = '%';
/** First characters of rooms (RFC 2811 2.1, CHANTYPES); no nick begins with one of them, whatever a server offers. */
const ROOM_SIGNS = '#&+!';
/** Octets; servers allow about 64 for rooms and 32 for nicks, and a line holds 512. */
const LONGEST_ROOM = 200;
const LONGEST_PERSON = 128;
/** RFC 2812 2.3.1: neither blanks, commas nor control characters; a colon only begins masks and last parameters. */
const ROOM = /^[^\p{Cc}\p{Z},]+$/u;
/**
 * Neither what begins rooms, masks of servers (`$*`), status signs (`@%+~&`) and last parameters, nor anything of a mask. With an
 * at sign in the middle it is a service by its server (`Q@CServe.quakenet.org`), with a slash a nick behind a bouncer.
 */
const PERSON = /^[^\p{Cc}\p{Z},*?!:@#&+$~%][^\p{Cc}\p{Z},*?!:#%]*$/u;
/** What a user may call a server of their own (the label of an account). */
const ALIAS = /^[a-z0-9-]{1,64}$/;
/** What stands between a name and a network where people write it in another way. */
const BETWEEN = /\s+(?:on|at)\s+|[\s,/%!@]+/;
/** Longest text that is looked at for what was meant. */
const LONGEST_TYPED = 600;

/**
 * Local parts of JIDs: `#room%network`, `nick%network`, `network` and `%network`, as biboumi has them. The network stands behind
 * the last `%`, since a room may have one in its name. With a fixed server local parts are rooms and nicks and nothing else.
 * Canonical is the same text in small letters; which other characters mean the same on a network is not known here.
 */
export class IrcAddresses implements AddressCodec {
  readonly schemes = ['irc', 'ircs'];
  readonly #options: IrcAddressesOptions;

  constructor(options: IrcAddressesOptions) {
    this.#options = options;
  }

  parse(local: string): AddressResult {
    const text = local.toLowerCase();
    const problem = this.#problemOf(text);
    if (problem === undefined) return { ok: true, address: text, local: text };
    const meant = this.#meant(text) ?? (isRoom(text) ? this.#onOnlyNetwork(text) : undefined);
    if (meant === undefined) return { ok: false, problem };
    const written = { key: 'irc.address.write-as', params: { suggestion: meant } };
    return { ok: false, problem: { type: 'cancel', condition: 'gone', text: written }, suggestion: meant };
  }

  /** Also takes `irc://host/room`, `room on network`, `network room`, and the name alone where there is one network. */
  prompt(text: string): AddressResult {
    const typed = text
      .trim()
      .replace(/^ircs?:(?!\/\/)/i, '')
      .toLowerCase();
    const address = /^(?:ircs?:)?\/\//.test(typed) ? undefined : this.parse(typed);
    if (address?.ok === true) return address;
    const meant = this.#meant(typed) ?? this.#onOnlyNetwork(typed);
    if (meant !== undefined) return { ok: true, address: meant, local: meant };
    return address ?? { ok: false, problem: wrong('irc.address.uri', { value: typed.slice(0, 100) }) };
  }

  format(address: string): string {
    return address;
  }

  /** Of a canonical address. */
  kindOf(contact: string): ContactKind {
    if (this.#options.fixedServer !== undefined) {
      if (contact === '') return 'network';
      return isRoom(contact) ? 'room' : 'person';
    }
    const at = contact.lastIndexOf(SEPARATOR);
    if (at <= 0) return at === 0 ? 'vehicle' : 'network';
    return isRoom(contact) ? 'room' : 'person';
  }

  /** Of a canonical address. */
  partsOf(contact: string): ContactParts {
    const { fixedServer } = this.#options;
    if (fixedServer !== undefined) return { name: contact, network: fixedServer };
    const at = contact.lastIndexOf(SEPARATOR);
    return at < 0
      ? { name: '', network: contact }
      : { name: contact.slice(0, at), network: contact.slice(at + SEPARATOR.length) };
  }

  /** The canonical address of a room or a person (an empty name: the network itself) by the name that its network has in addresses. */
  contactOf(name: string, network: string): string {
    if (this.#options.fixedServer !== undefined) return name.toLowerCase();
    return (name === '' ? network : `${name}${SEPARATOR}${network}`).toLowerCase();
  }

  #problemOf(text: string): Problem | undefined {
    if (text === '') return wrong('irc.address.empty', { example: this.#example('#room') });
    if (this.#options.fixedServer !== undefined) return this.#problemOfName(text);
    const at = text.lastIndexOf(SEPARATOR);
    if (at < 0) return this.#problemOfLone(text);
    const network = text.slice(at + SEPARATOR.length);
    const name = text.slice(0, at);
    return (name === '' ? undefined : this.#problemOfName(name)) ?? this.#problemOfNetwork(network);
  }

  /** Without a separator it has to be a network. */
  #problemOfLone(text: string): Problem | undefined {
    if (!isRoom(text)) return this.#problemOfNetwork(text);
    const params = { name: text.slice(0, 100), example: this.#example(text.slice(0, 100)) };
    return { type: 'cancel', condition: 'remote-server-not-found', text: { key: 'irc.address.no-network', params } };
  }

  #problemOfName(name: string): Problem | undefined {
    const params = { name: name.slice(0, 100) };
    if (isRoom(name)) {
      if (!ROOM.test(name)) return wrong('irc.address.room', params);
      return Buffer.byteLength(name) > LONGEST_ROOM ? wrong('irc.address.too-long', params) : undefined;
    }
    if (!PERSON.test(name)) return wrong('irc.address.nick', params);
    return Buffer.byteLength(name) > LONGEST_PERSON ? wrong('irc.address.too-long', params) : undefined;
  }

  #problemOfNetwork(name: string): Problem | undefined {
    const { networks, anyServer } = this.#options;
    if (networks.isNamed(name) || (anyServer && (ALIAS.test(name) || hostName(name) === name))) return undefined;
    const params = { name: name.slice(0, 100), networks: networks.listed };
    if (!anyServer && name.includes('.')) {
      return { type: 'cancel', condition: 'not-allowed', text: { key: 'irc.network.not-allowed', params } };
    }
    const key = anyServer ? 'irc.address.network' : 'irc.network.unknown';
    return { type: 'cancel', condition: 'remote-server-not-found', text: { key, params } };
  }

  /** The address that was probably meant by another form. */
  #meant(text: string): string | undefined {
    if (text.length > LONGEST_TYPED) return undefined;
    const uri = /^(?:ircs?:)?\/\//.test(text) ? this.#inUri(text) : undefined;
    if (uri !== undefined || this.#options.fixedServer !== undefined) return uri;
    const [first = '', second = '', third] = text.split(BETWEEN);
    if (third !== undefined || first === '' || second === '') return undefined;
    return this.#pair(first, second) ?? this.#pair(second, first);
  }

  /** `irc://host[:port]/room[,flags][?key]`; a room may stand there without its sign. */
  #inUri(text: string): string | undefined {
    const [, authority = '', path = ''] = /^(?:ircs?:)?\/\/([^/?]*)(?:\/([^?]*))?/.exec(text) ?? [];
    const host = hostName(authority.replace(/:[+-]?\d{1,5}$/, ''));
    if (host === undefined) return undefined;
    const [target = '', ...flags] = decoded(path).split(',');
    const network = this.#options.networks.nameOfHost(host) ?? host;
    const isNick = flags.includes('isnick') || flags.includes('isuser');
    const name = target === '' || isNick || isRoom(target) ? target : `#${target}`;
    const { fixedServer } = this.#options;
    if (fixedServer !== undefined && network !== fixedServer) return undefined;
    return this.#valid(this.contactOf(name, network));
  }

  #pair(name: string, network: string): string | undefined {
    const { networks, anyServer } = this.#options;
    const isNetwork =
      networks.isNamed(network) || (anyServer && network.includes('.') && hostName(network) === network);
    return isNetwork ? this.#valid(this.contactOf(name, network)) : undefined;
  }

  #onOnlyNetwork(name: string): string | undefined {
    const { networks, anyServer, fixedServer } = this.#options;
    const [only, another] = networks.names;
    if (fixedServer !== undefined || anyServer || only === undefined || another !== undefined) return undefined;
    return name === '' || name.includes(SEPARATOR) ? undefined : this.#valid(this.contactOf(name, only));
  }

  #valid(text: string): string | undefined {
    return this.#problemOf(text) === undefined ? text : undefined;
  }

  /** A local part that shows how a room is written. */
  #example(room: string): string {
    const { networks, fixedServer } = this.#options;
    return fixedServer === undefined ? `${room}${SEPARATOR}${networks.names[0] ?? EXAMPLE_HOST}` : room;
  }
}

function isRoom(name: string): boolean {
  return ROOM_SIGNS.includes(name.charAt(0));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function wrong(key: string, params: Readonly<Record<string, string>>): Problem {
  return { type: 'modify', condition: 'jid-malformed', text: { key, params } };
}
