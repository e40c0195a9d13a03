import { createHash } from 'node:crypto';
import { flow } from '../text/flowed.js';
import { base64Lines } from './base64.js';
import { foldedField } from './fields.js';
import { bodyText } from './legal.js';
import { parameter } from './parameters.js';
import { quotedPrintable } from './quoted-printable.js';

/** A MIME entity (RFC 2045 2.4): its fields, with their CRLF, and its body without one at the end. */
export interface Entity {
  readonly fields: string;
  /** A string has one character an octet. */
  readonly body: string;
}

/** Names the boundaries of one mail; the same mail has the same ones, and nobody who writes into it knows them before. */
export class Boundaries {
  readonly #seed: string;
  #count = 0;

  /** `seed`: what is unguessable in the mail, its Message-ID. */
  constructor(seed: string) {
    this.#seed = seed;
  }

  next(): string {
    this.#count += 1;
    // `=_` stands neither in quoted-printable nor in base64.
    return `=_${createHash('sha256').update(`${this.#count} ${this.#seed}`).digest('hex').slice(0, 32)}`;
  }
}

/** `Name: value; a=b`, folded between the parameters. */
export function mimeField(name: string, value: string, parameters: readonly (readonly [string, string])[]): string {
  if (parameters.length === 0) return `${name}: ${value}\r\n`;
  const words = parameters.flatMap(([key, text]) => parameter(key, text));
  return foldedField(name, [
    `${value};`,
    ...words.map((word, index) => (index < words.length - 1 ? `${word};` : word)),
  ]);
}

interface TextOptions {
  /** `plain`, `html`, `calendar`. */
  readonly subtype: string;
  readonly flowed?: boolean;
  readonly parameters?: readonly (readonly [string, string])[];
  /** More fields, each with its CRLF. */
  readonly fields?: string;
}

/** Printable lines of at most 78, without blanks at the end, without what programs that keep mail in files change. */
const PLAIN_BODY = /^[\t -~\r\n]*$/;
const LONGEST_PLAIN = 78;
/** Above this share of octets outside ASCII nobody could read quoted-printable, and base64 is much shorter. */
const BASE64_SHARE = 0.3;

/** An entity of type text in UTF-8, in octets that every server carries (7bit). Lines of `text` end with LF. */
export function textEntity(
  text: string,
  { subtype, flowed = false, parameters = [], fields = '' }: TextOptions,
): Entity {
  const legal = bodyText(text);
  const trimmed = legal.endsWith('\n') ? legal.slice(0, -1) : legal;
  const lines = (flowed ? flow(trimmed) : trimmed).split('\n');
  const plain = PLAIN_BODY.test(trimmed) && lines.every((line) => isPlainLine(line, flowed));
  const format: readonly (readonly [string, string])[] = flowed ? [['format', 'flowed']] : [];
  const charset = plain && subtype === 'plain' ? 'us-ascii' : 'utf-8';
  const type = mimeField('Content-Type', `text/${subtype}`, [['charset', charset], ...format, ...parameters]);
  if (plain) return { fields: type + fields, body: lines.join('\r\n') };
  const octets = Buffer.from(lines.join('\r\n'));
  const base64 = shareOutsideAscii(octets) > BASE64_SHARE;
  return {
    fields: `${type}Content-Transfer-Encoding: ${base64 ? 'base64' : 'quoted-printable'}\r\n${fields}`,
    body: base64 ? base64Lines(octets) : quotedPrintable(lines),
  };
}

function isPlainLine(line: string, flowed: boolean): boolean {
  if (line.length > LONGEST_PLAIN) return false;
  return flowed || !(line.endsWith(' ') || line.endsWith('\t') || line.startsWith('From '));
}

function shareOutsideAscii(octets: Uint8Array): number {
  let outside = 0;
  for (const octet of octets) if (octet > 127) outside += 1;
  return outside / octets.length;
}

/** Several entities as one (RFC 2046 5.1). */
export function multipart(
  subtype: string,
  parts: readonly Entity[],
  boundaries: Boundaries,
  parameters: readonly (readonly [string, string])[] = [],
): Entity {
  const boundary = boundaries.next();
  const bodies = parts.map(({ fields, body }) => `--${boundary}\r\n${fields}\r\n${body}\r\n`);
  return {
    fields: mimeField('Content-Type', `multipart/${subtype}`, [...parameters, ['boundary', boundary]]),
    body: `${bodies.join('')}--${boundary}--`,
  };
}
