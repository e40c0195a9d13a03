import { isAscii } from 'node:buffer';
import type { Capabilities } from './capabilities.js';
import type { DsnRequest, Transaction, TransactionRecipient } from './transaction.js';

/** Octets of parameters (RFC 3461 5.4). */
const LONGEST_ENVID = 100;
const LONGEST_ORCPT = 500;
/** What no command may hold, whatever an address was made of. */
const BREAKS = /[\r\n\0]/;
const ASCII = /^[ -~]*$/;
/** What xtext leaves as it is. */
const PLAIN = /^[!-*,-<>-~]*$/;

/** xtext (RFC 3461 4): what is not printable ASCII, `+` and `=` as `+` and two digits; octets of UTF-8. */
function xtext(text: string): string {
  if (PLAIN.test(text)) return text;
  let out = '';
  for (const octet of Buffer.from(text)) {
    const literal = octet > 32 && octet < 127 && octet !== 43 && octet !== 61;
    out += literal ? String.fromCharCode(octet) : `+${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** utf-8-address in the form that goes through any server (RFC 6533 3, utf-8-addr-xtext): `\x{HEX}` for what is not ASCII. */
function utf8Address(address: string): string {
  return address.replace(/[^!-*,-<>-[\]-~]/gu, (character) => {
    return `\\x{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}}`;
  });
}

/** Whether an address can stand in a command at all. */
export function isSendable(address: string): boolean {
  return (
    !BREAKS.test(address) && !/[<>]/.test(address.startsWith('"') ? address.slice(address.lastIndexOf('"')) : address)
  );
}

/** Octets of the whole mail (RFC 1870 3). */
export function sizeOf({ octets, prefix }: Transaction): number {
  return octets.length + (prefix?.length ?? 0);
}

/** Whether any server can carry the mail as it is (RFC 6152). */
export function isSevenBit({ octets, prefix }: Transaction): boolean {
  return isAscii(octets) && (prefix === undefined || isAscii(prefix));
}

/** Whether the server has to know SMTPUTF8: the caller says so of the header, the addresses say it themselves (RFC 6531 3.1). */
export function needsUtf8({ utf8, from, to }: Transaction): boolean {
  return utf8 || !ASCII.test(from) || to.some(({ address }) => !ASCII.test(address));
}

/** MAIL (RFC 5321 4.1.1.2) with what the server knows of SIZE, 8BITMIME, SMTPUTF8 and DSN. */
export function mailCommand(transaction: Transaction, can: Capabilities): string {
  const { from, dsn } = transaction;
  const utf8 = needsUtf8(transaction);
  let line = `MAIL FROM:<${from}>`;
  // RFC 1870 5: also where the server tells no limit, it may want to know.
  if (can.size !== undefined) line += ` SIZE=${sizeOf(transaction)}`;
  if (can.eightBit && (utf8 || !isSevenBit(transaction))) line += ' BODY=8BITMIME';
  if (utf8) line += ' SMTPUTF8';
  return can.dsn && dsn !== undefined ? line + dsnOfMail(dsn) : line;
}

function dsnOfMail({ ret, envid }: DsnRequest): string {
  const id = xtext(envid);
  return id === '' || id.length > LONGEST_ENVID ? ` RET=${ret}` : ` RET=${ret} ENVID=${id}`;
}

/** RCPT (RFC 5321 4.1.1.3). */
export function rcptCommand(to: TransactionRecipient, { dsn }: Transaction, can: Capabilities): string {
  const line = `RCPT TO:<${to.address}>`;
  if (!can.dsn || dsn === undefined) return line;
  const notify = dsn.notify === 'never' ? 'NEVER' : dsn.notify.join(',').toUpperCase();
  const asked = notify === '' ? line : `${line} NOTIFY=${notify}`;
  const original = to.orcpt ?? to.address;
  const ascii = ASCII.test(original);
  const orcpt = ascii ? `rfc822;${xtext(original)}` : `utf-8;${utf8Address(original)}`;
  return orcpt.length > LONGEST_ORCPT ? asked : `${asked} ORCPT=${orcpt}`;
}
