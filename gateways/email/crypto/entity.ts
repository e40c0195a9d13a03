/** What has to be known of an entity's octets before they are signed. */

const LF = 0x0a;
const CR = 0x0d;
/** Without CRLF (RFC 5321 4.5.3.1.6). */
const LONGEST_LINE = 998;

/** Whether every mail server passes octets on as they are: ASCII, lines of at most 998 that end with CRLF (RFC 5322 2.1.1). */
export function isMailSafe(octets: Uint8Array): boolean {
  let begun = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet === LF) {
      if (octets[at - 1] !== CR || at - 1 - begun > LONGEST_LINE) return false;
      begun = at + 1;
    } else if (octet === 0 || octet > 0x7e || (octet === CR && octets[at + 1] !== LF)) {
      return false;
    }
  }
  return octets.length - begun <= LONGEST_LINE;
}

/** A field as it stands: all its lines, each with its end. */
export interface RawField {
  /** In lower case. */
  readonly name: string;
  readonly octets: Uint8Array;
}

/** The fields of a message and its body, octet for octet. */
export function rawFields(message: Uint8Array): { readonly fields: readonly RawField[]; readonly body: Uint8Array } {
  const fields: RawField[] = [];
  let begun = 0;
  let at = 0;
  const finish = (): void => {
    if (begun === at) return;
    const octets = message.subarray(begun, at);
    const colon = octets.indexOf(0x3a);
    fields.push({
      name: Buffer.from(octets.subarray(0, Math.max(0, colon)))
        .toString('latin1')
        .toLowerCase(),
      octets,
    });
    begun = at;
  };
  while (at < message.length) {
    const first = message[at];
    if (first === LF || (first === CR && message[at + 1] === LF)) {
      finish();
      return { fields, body: message.subarray(at + (first === CR ? 2 : 1)) };
    }
    if (first !== 0x20 && first !== 0x09) finish();
    const end = message.indexOf(LF, at);
    at = end < 0 ? message.length : end + 1;
  }
  finish();
  return { fields, body: message.subarray(at) };
}

/** Whether a field tells of the content, not of the message. */
export function isOfContent({ name }: RawField): boolean {
  return name.startsWith('content-');
}

/**
 * A message in two: the fields of the message, and its content as an entity (its own Content-... fields, an empty line, the
 * body). A signature covers the second one alone.
 */
export function divide(message: Uint8Array): { readonly header: Uint8Array; readonly entity: Uint8Array } {
  const { fields, body } = rawFields(message);
  const octetsOf = (some: readonly RawField[]): Uint8Array => Buffer.concat(some.map(({ octets }) => octets));
  return {
    // MIME-Version is written anew with what takes the place of the entity.
    header: octetsOf(fields.filter((field) => !isOfContent(field) && field.name !== 'mime-version')),
    entity: Buffer.concat([octetsOf(fields.filter(isOfContent)), Buffer.from('\r\n'), body]),
  };
}

/** The message with the fields of `divide` and an entity in the place of the one that it had. */
export function unite(header: Uint8Array, entity: Uint8Array): Uint8Array {
  return Buffer.concat([header, Buffer.from('MIME-Version: 1.0\r\n'), entity]);
}
