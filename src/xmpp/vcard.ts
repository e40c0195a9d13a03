import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Who an address is, as far as it is known. */
export interface VCard {
  /** The name that is shown. */
  readonly name: string;
  readonly jid: string;
  readonly nick?: string;
  /** As it is written: `+12025550123`. */
  readonly phone?: string;
  readonly email?: string;
  readonly url?: string;
  readonly note?: string;
  /** A service, no person (RFC 6473). */
  readonly application?: boolean;
  readonly photo?: VCardPhoto;
}

/** A picture; its SHA-1 is that of `bytes` (XEP-0153 3.1). */
interface VCardPhoto {
  readonly type: string;
  readonly bytes: Buffer;
}

/** vcard-temp (XEP-0054): all names inside in capitals, numbers and addresses in elements of their own. */
export function vcardTemp(card: VCard): Element {
  const { name, nick, phone, email, url, jid, note, photo } = card;
  return el(
    'vCard',
    { xmlns: NS.vcardTemp },
    el('FN', {}, name),
    text('NICKNAME', nick),
    photo && photoElement(photo),
    phone === undefined ? undefined : el('TEL', {}, el('CELL'), el('NUMBER', {}, phone)),
    email === undefined ? undefined : el('EMAIL', {}, el('INTERNET'), el('USERID', {}, email)),
    text('URL', url),
    el('JABBERID', {}, jid),
    text('DESC', note),
  );
}

/** The picture of a vcard-temp. */
export function photoElement({ type, bytes }: VCardPhoto): Element {
  return el('PHOTO', {}, el('TYPE', {}, type), el('BINVAL', {}, bytes.toString('base64')));
}

/** vCard4 in XML (RFC 6351 with `<vcard/>` as the root: XEP-0292 2). */
export function vcard4(card: VCard): Element {
  const { name, nick, phone, email, url, jid, note, photo, application } = card;
  return el(
    'vcard',
    { xmlns: NS.vcard4 },
    property('fn', 'text', name),
    nick === undefined ? undefined : property('nickname', 'text', nick),
    photo && property('photo', 'uri', `data:${photo.type};base64,${photo.bytes.toString('base64')}`),
    phone === undefined ? undefined : tel(phone),
    email === undefined ? undefined : property('email', 'text', email),
    url === undefined ? undefined : property('url', 'uri', url),
    property('impp', 'uri', `xmpp:${encodeURI(jid)}`),
    note === undefined ? undefined : property('note', 'text', note),
    application === true ? property('kind', 'text', 'application') : undefined,
  );
}

/** Only an international number makes a URI of its own (RFC 3966 5.1.5); a short code is text (RFC 6350 6.4.1). */
function tel(phone: string): Element {
  return phone.startsWith('+') ? property('tel', 'uri', `tel:${phone}`) : property('tel', 'text', phone);
}

/** The `<x/>` of available presence (XEP-0153 4.1): the SHA-1 of the picture in hex; '' says that there is none. */
export function vcardUpdate(hash: string): Element {
  return el('x', { xmlns: NS.vcardUpdate }, el('photo', {}, ...(hash === '' ? [] : [hash])));
}

function text(name: string, value: string | undefined): Element | undefined {
  return value === undefined ? undefined : el(name, {}, value);
}

function property(name: string, type: 'text' | 'uri', value: string): Element {
  return el(name, {}, el(type, {}, value));
}
