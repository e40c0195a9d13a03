import { createHmac } from 'node:crypto';
import { unescapeLocal } from '../../src/xmpp/jid.js';

/** What is put into the places of a template. */
export interface Person {
  /** Bare JID, normalised. */
  readonly jid: string;
  /** Makes `{hash}` differ from gateway to gateway, so that nobody finds a JID by trying all of them. */
  readonly salt: string;
}

const PLACE = /\{(\w*)\}/g;
const PLACES: ReadonlySet<string> = new Set(['local', 'domain', 'jid', 'hash']);
/** Servers keep about ten characters of a user name (USERLEN); 40 bits tell users apart. */
const HASH_LENGTH = 8;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const LONGEST_NICK = 64;
export const LONGEST_IDENT = 10;

/** Whether all places of a template are known. */
export function isPlaces(template: string): boolean {
  return (
    [...template.matchAll(PLACE)].every(([, name = '']) => PLACES.has(name)) &&
    !/[{}]/.test(template.replace(PLACE, ''))
  );
}

/** The template with its places filled, without any more checks. */
export function filled(template: string, person: Person): string {
  const at = person.jid.indexOf('@');
  return template.replace(PLACE, (place, name: string) => {
    switch (name) {
      case 'local':
        return unescapeLocal(person.jid.slice(0, Math.max(0, at)));
      case 'domain':
        return person.jid.slice(at + 1);
      case 'jid':
        return person.jid;
      case 'hash':
        return hashOf(person);
      default:
        return place;
    }
  });
}

/** Eight letters and digits that stand for a user: the same for the same JID and salt, and no way back. */
export function hashOf({ jid, salt }: Person): string {
  const digest = createHmac('sha256', salt).update(jid).digest();
  let bits = digest.readUIntBE(0, 5);
  let text = '';
  for (let index = 0; index < HASH_LENGTH; index += 1) {
    text += BASE32[bits % 32] ?? '';
    bits = Math.floor(bits / 32);
  }
  return text;
}

/** A letter or special first, then digits and hyphens too (RFC 2812 2.3.1). */
const NICK_BEGIN = /^[A-Za-z[\]\\`_^{|}]/;
const NOT_NICK = /[^A-Za-z0-9[\]\\`_^{|}-]+/g;

/**
 * A nick that every server takes, from a template: what no nick may hold becomes one hyphen, and what nothing is left of
 * becomes `user-` and the hash.
 */
export function nickFrom(template: string, person: Person): string {
  const nick = filled(template, person)
    .replace(NOT_NICK, '-')
    .replace(/^[-\d]+/, '')
    .replace(/-+$/, '')
    .slice(0, LONGEST_NICK);
  return NICK_BEGIN.test(nick) ? nick : `user-${hashOf(person)}`;
}

/** A user name (ident) that servers take, at most 10 characters (RFC 2812 3.1.3, RFC 1413). */
export function identFrom(template: string, person: Person): string {
  const ident = filled(template, person)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, LONGEST_IDENT);
  return ident === '' ? hashOf(person) : ident;
}

/** Host name of a user for WEBIRC: labels of letters, digits and hyphens, at most 63 characters, since servers cut there. */
export function hostFrom(template: string, person: Person): string {
  const host = filled(template, person)
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .split('.')
    .map((label) => label.replace(/^-+|-+$/g, '').slice(0, 63))
    .filter((label) => label !== '')
    .join('.');
  // A local part without Latin letters leaves nothing, and a server takes no empty word.
  if (host === '') return hashOf(person);
  // The end tells more than the beginning: it is the domain of the user.
  return host.length <= 63
    ? host
    : host
        .slice(-63)
        .replace(/^[^.]*\./, '')
        .replace(/^[-.]+/, '');
}
