import { HEADER } from './codec.js';

/** Where the fields of a submit_sm lie, found without making a string; -1 where the PDU is too short. */
export interface Peek {
  toStart: number;
  toEnd: number;
  registered: number;
  textStart: number;
  textEnd: number;
}

function behindString(buffer: Buffer, at: number, end: number): number {
  while (at < end && buffer[at] !== 0) at++;
  return at + 1;
}

/** Fills `into`; false where the body ends early. Made for benches, where decoding each message would cost too much. */
export function peekSubmit(buffer: Buffer, start: number, end: number, into: Peek): boolean {
  let at = behindString(buffer, start + HEADER, end);
  at = behindString(buffer, at + 2, end);
  into.toStart = at + 2;
  at = behindString(buffer, at + 2, end);
  into.toEnd = at - 1;
  at = behindString(buffer, at + 3, end);
  at = behindString(buffer, at, end);
  into.registered = buffer[at] ?? 0;
  into.textStart = at + 5;
  into.textEnd = at + 5 + (buffer[at + 4] ?? 0);
  return into.textEnd <= end;
}

/** The decimal number that a text begins with, or undefined. */
export function leadingNumber(buffer: Buffer, start: number, end: number): number | undefined {
  let value = 0;
  let at = start;
  for (; at < end; at++) {
    const digit = (buffer[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return at === start ? undefined : value;
}
