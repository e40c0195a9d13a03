import { HeaderFields } from '../mime/header-fields.js';
import { readHeaderSection } from '../mime/header-section.js';
import { MIME_LIMITS } from '../mime/limits.js';
import { bufferOf } from '../mime/octets.js';

/** More recipients than one mail may have. */
const MOST_GROUPS = 1000;
const LF = 0x0a;

/** Groups of fields with empty lines between them, as reports have them (RFC 3464 2.1). Lines that are no fields are left out. */
export function fieldGroups(content: Uint8Array): readonly HeaderFields[] {
  const octets = bufferOf(content);
  const groups: HeaderFields[] = [];
  for (let at = 0; at < octets.length && groups.length < MOST_GROUPS; ) {
    const { fields, bodyStart } = readHeaderSection(octets, at, octets.length, MIME_LIMITS);
    if (fields.length > 0) groups.push(new HeaderFields(fields));
    if (bodyStart > at) at = bodyStart;
    else {
      const newline = octets.indexOf(LF, at);
      at = newline === -1 ? octets.length : newline + 1;
    }
  }
  return groups;
}

/** The value of a field of the form `type; value` (RFC 3464 2.1.2), without its type; undefined where it is empty. */
export function typedValue(fields: HeaderFields, name: string): string | undefined {
  const text = fields.text(name)?.replace(/ {2,}/g, ' ');
  if (text === undefined) return undefined;
  const semicolon = text.indexOf(';');
  const type = semicolon === -1 ? '' : text.slice(0, semicolon).trim();
  // A value with a semicolon of its own and no type before it.
  const value = /^[a-z0-9-]{1,40}$/i.test(type) ? text.slice(semicolon + 1).trim() : text;
  return value === '' ? undefined : value;
}

/** An address of such a field: without brackets, characters of the type utf-8 unescaped (RFC 6533 3, `\x{263A}`). */
export function typedAddress(fields: HeaderFields, name: string): string | undefined {
  const value = typedValue(fields, name);
  if (value === undefined) return undefined;
  const inner = value.startsWith('<') && value.endsWith('>') ? value.slice(1, -1).trim() : value;
  const text = inner.replace(/\\x\{([0-9a-f]{2,6})\}/gi, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? whole : String.fromCodePoint(code);
  });
  return text === '' ? undefined : text;
}
