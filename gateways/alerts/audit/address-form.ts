import { createHmac } from 'node:crypto';
import type { AddressLevel } from './record.js';

/** What is written like an address of some network: what stands before it, and the rest. */
const ADDRESS = /^((?:xmpp|mailto|sms|tel|irc|ircs|pubsub|hook):)?(.*)$/is;
const HASH_LETTERS = 16;
const LONGEST = 512;

/** Brings addresses into the form in which the audit keeps them. Names of the book stay as they are. */
export class AddressForm {
  readonly #level: AddressLevel;
  readonly #key: Buffer;

  /** `key`: of the installation, so that nobody finds the address to a hash by trying all phone numbers. */
  constructor(level: AddressLevel, key: Buffer) {
    this.#level = level;
    this.#key = key;
  }

  /** A text that may be an address, or a name such as `alice`, `person:alice` or a code. */
  of(text: string): string {
    const [, scheme = '', rest = ''] = ADDRESS.exec(text.slice(0, LONGEST)) ?? [];
    if (scheme === '' && !/[@+/]/.test(rest)) return rest;
    switch (this.#level) {
      case 'whole':
        return scheme + rest;
      case 'hashed':
        return `${scheme}${createHmac('sha256', this.#key).update(rest).digest('hex').slice(0, HASH_LETTERS)}`;
      case 'masked':
        return scheme + masked(scheme.toLowerCase(), rest);
    }
  }
}

/** `+336…78`, `a…@example.net`, `libera/#o…`, `example.net/…` */
function masked(scheme: string, rest: string): string {
  if (/^\+?\d+$/.test(rest)) return rest.length < 8 ? '…' : `${rest.slice(0, 4)}…${rest.slice(-2)}`;
  const at = rest.lastIndexOf('@');
  if (at !== -1) return `${shown(rest.slice(0, at), 1)}…${rest.slice(at)}`;
  const [, host = '', path = ''] = /^(?:https:)?\/{0,2}([^/?#]*)(.*)$/s.exec(rest) ?? [];
  // The path of a web address is often its secret.
  if (path === '' || scheme === 'hook:') return path === '' ? host : `${host}/…`;
  return `${host}${shown(path, 3)}…`;
}

function shown(text: string, count: number): string {
  return [...text].slice(0, count).join('');
}
