import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type HttpProblem, problem } from './problem.js';

const CODINGS: ReadonlyMap<string, (body: Uint8Array, most: number) => Promise<Uint8Array>> = new Map([
  ['gzip', bounded(promisify(gunzip))],
  ['x-gzip', bounded(promisify(gunzip))],
  ['deflate', bounded(promisify(inflate))],
  ['br', bounded(promisify(brotliDecompress))],
]);

/** A body as it was before it was compressed, or why it is not taken. */
export type Unpacked = { readonly body: Uint8Array } | { readonly problem: HttpProblem };

/** The body without its content coding (RFC 9110 8.4), at most `most` octets of it: what would be more is never made. At once where it has none. */
export function unpack(body: Uint8Array, coding: string | undefined, most: number): Unpacked | Promise<Unpacked> {
  const name = (coding ?? '').trim().toLowerCase();
  if (body.byteLength > most) return tooLarge(most);
  if (name === '' || name === 'identity') return { body };
  const decode = CODINGS.get(name);
  if (decode === undefined) {
    return { problem: problem('coding-unknown', { headers: { 'accept-encoding': 'gzip, deflate, br' } }) };
  }
  return decode(body, most).then(
    (decoded) => ({ body: decoded }),
    (error) => (isOver(error) ? tooLarge(most) : { problem: problem('coding-broken', { params: { coding: name } }) }),
  );
}

function tooLarge(most: number): Unpacked {
  return { problem: problem('too-large', { params: { most } }) };
}

function bounded(decode: (body: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>) {
  return async (body: Uint8Array, most: number) => await decode(body, { maxOutputLength: Math.max(1, most) });
}

function isOver(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
