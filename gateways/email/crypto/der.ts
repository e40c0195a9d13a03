/** Writing of DER (X.690 10): one way to write each value. */
import { TAG } from './ber.js';

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

function element(identifier: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((total, { byteLength }) => total + byteLength, 0);
  return Buffer.concat([Buffer.from([identifier, ...lengthOctets(length)]), ...contents]);
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

/** SEQUENCE (X.690 8.9). */
export const sequence = (...contents: readonly Uint8Array[]): Uint8Array =>
  element(TAG.sequence | CONSTRUCTED, ...contents);

/** SET OF: its members in the order of their octets (X.690 11.6). */
export const setOf = (...members: readonly Uint8Array[]): Uint8Array =>
  element(TAG.set | CONSTRUCTED, ...[...members].sort(Buffer.compare));

/** OCTET STRING in primitive form, as DER has it (X.690 8.7, 10.2). */
export const octetString = (octets: Uint8Array): Uint8Array => element(TAG.octetString, octets);

/** A number from 0 to 127, such as a version. */
export const smallInteger = (value: number): Uint8Array => element(TAG.integer, Uint8Array.of(value));

/** NULL, the parameter of many algorithms (X.690 8.8). */
export const nullValue = (): Uint8Array => element(TAG.null);

/** `[tag] EXPLICIT`, and `[tag] IMPLICIT` of what is constructed: its contents are given. */
export const context = (tag: number, ...contents: readonly Uint8Array[]): Uint8Array =>
  element(CONTEXT | CONSTRUCTED | tag, ...contents);

/** `[tag] IMPLICIT` of a string. */
export const contextString = (tag: number, octets: Uint8Array): Uint8Array => element(CONTEXT | tag, octets);

/** An object identifier, given in dotted form. */
export function oid(dotted: string): Uint8Array {
  const [top = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(TAG.oid, Uint8Array.from([top * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): readonly number[] {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(0x80 | (rest % 128));
  return octets;
}

/** A time in whole seconds, `at` in ms since the epoch: UTCTime until 2049, GeneralizedTime after (RFC 5652 11.3). */
export function time(at: number): Uint8Array {
  const digits = new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  const year = Number(digits.slice(0, 4));
  if (year >= 1950 && year < 2050) return element(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'));
  return element(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}
