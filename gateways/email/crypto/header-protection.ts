/** Header protection (RFC 9788): signatures and encryption cover the fields of a message too. */
import { isOfContent, type RawField, rawFields } from './entity.js';

/** `clear` for what is only signed, `cipher` for what is encrypted (RFC 9788 2.1.1). */
type HeaderProtection = 'clear' | 'cipher';

/** What stands in the place of a subject that only the receiver reads (RFC 9788 3.2.1, hcp_baseline). */
const OBSCURED = Buffer.from('Subject: [...]\r\n');
const LEFT_OUT = new Set(['keywords', 'comments']);
/** Written by servers on the way, or never told to others. */
const OUTSIDE_ONLY = new Set(['mime-version', 'received', 'return-path', 'bcc', 'dkim-signature']);

/**
 * Divides a message for a signature or encryption that covers its header: `header` is what everybody sees, `entity` is what is
 * signed or encrypted and holds all of it.
 */
export function protectHeaders(
  message: Uint8Array,
  protection: HeaderProtection,
): { readonly header: Uint8Array; readonly entity: Uint8Array } {
  const { fields, body } = rawFields(message);
  const told = fields.filter((field) => !isOfContent(field) && !OUTSIDE_ONLY.has(field.name));
  const seen = protection === 'clear' ? told : told.flatMap(obscured);
  // What was to be seen outside is told inside, so that its receiver can answer with no more than that (RFC 9788 2.2).
  const outer = protection === 'clear' ? [] : seen.flatMap(({ octets }) => [Buffer.from('HP-Outer: '), octets]);
  return {
    header: Buffer.concat(seen.map(({ octets }) => octets)),
    entity: Buffer.concat([
      ...told.map(({ octets }) => octets),
      ...outer,
      ...contentFields(fields.filter(isOfContent), protection),
      Buffer.from('\r\n'),
      body,
    ]),
  };
}

function obscured(field: RawField): readonly RawField[] {
  if (LEFT_OUT.has(field.name)) return [];
  return [field.name === 'subject' ? { ...field, octets: OBSCURED } : field];
}

/** The fields with the parameter that says that the header is protected. */
function contentFields(fields: readonly RawField[], protection: HeaderProtection): readonly Uint8Array[] {
  const mark = `;\r\n hp="${protection}"\r\n`;
  if (!fields.some(({ name }) => name === 'content-type')) {
    return [Buffer.from(`Content-Type: text/plain; charset=us-ascii${mark}`), ...fields.map(({ octets }) => octets)];
  }
  return fields.map(({ name, octets }) => {
    if (name !== 'content-type') return octets;
    return Buffer.from(Buffer.from(octets).toString('latin1').trimEnd().replace(/;$/, '') + mark, 'latin1');
  });
}
