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

/**
 * A message in two, each line as it stands: the fields of the message, and its content as an entity (its own Content-...
 * fields, an empty line, the body). A signature covers the second one alone.
 */
export function divide(message: Uint8Array): { readonly header: Uint8Array; readonly entity: Uint8Array } {
  const header: Uint8Array[] = [];
  const entity: Uint8Array[] = [];
  let into: Uint8Array[] | undefined = header;
  let at = 0;
  while (at < message.length) {
    const end = message.indexOf(LF, at);
    const next = end < 0 ? message.length : end + 1;
    const line = message.subarray(at, next);
    at = next;
    if (line[0] === LF || (line[0] === CR && line[1] === LF)) break;
    if (line[0] !== 0x20 && line[0] !== 0x09) {
      const name = Buffer.from(line.subarray(0, 16)).toString('latin1').toLowerCase();
      // MIME-Version is written anew with what takes the place of the entity.
      into = name.startsWith('mime-version') ? undefined : name.startsWith('content-') ? entity : header;
    }
    into?.push(line);
  }
  return {
    header: Buffer.concat(header),
    entity: Buffer.concat([...entity, Buffer.from('\r\n'), message.subarray(at)]),
  };
}

/** The message with the fields of `divide` and an entity in the place of the one that it had. */
export function unite(header: Uint8Array, entity: Uint8Array): Uint8Array {
  return Buffer.concat([header, Buffer.from('MIME-Version: 1.0\r\n'), entity]);
}
