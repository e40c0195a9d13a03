/** Parameters of MIME fields (RFC 2045 5.1, RFC 2231). */

/** Columns of one parameter, so that each stands in a line of its own. */
const COLUMNS = 74;
const TOKEN = /^[A-Za-z0-9!#$&*+.^_`{|}~-]+$/;
const QUOTABLE = /^[ !#-[\]-~]*$/;
/** attribute-char (RFC 2231 7). */
const SAFE = /^[A-Za-z0-9!#$&+.^_`{|}~-]$/;

/** `name=value`, one or several words for a folded field; long or not ASCII: in the form of RFC 2231. */
export function parameter(name: string, value: string): readonly string[] {
  if (name.length + 3 + value.length <= COLUMNS) {
    if (TOKEN.test(value)) return [`${name}=${value}`];
    if (QUOTABLE.test(value)) return [`${name}="${value}"`];
  }
  const whole = `${name}*=utf-8''${[...value].map(escaped).join('')}`;
  if (whole.length <= COLUMNS) return [whole];
  return continued(name, value);
}

/** Continuations (RFC 2231 3, 4.1): characters are not cut. */
function continued(name: string, value: string): readonly string[] {
  const parts: string[] = [];
  const start = (): string => `${name}*${parts.length}*=${parts.length === 0 ? "utf-8''" : ''}`;
  let part = start();
  for (const character of value) {
    const piece = escaped(character);
    if (part.length + piece.length > COLUMNS) {
      parts.push(part);
      part = start();
    }
    part += piece;
  }
  parts.push(part);
  return parts;
}

function escaped(character: string): string {
  if (SAFE.test(character)) return character;
  return Array.from(Buffer.from(character), (octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join(
    '',
  );
}
