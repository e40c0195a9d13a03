/**
 * Reads the mails that scripts look at: well-formed ones, in UTF-8 or ASCII. Written for the tests alone, so that what the
 * gateway writes is not read by its own code.
 */

/** A part of a mail, or the mail itself. */
export interface ReadPart {
  /** Fields in their order, unfolded and decoded (RFC 2047). */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** `text/plain` */
  readonly type: string;
  /** Of a file; undefined where it has no name. */
  readonly fileName: string | undefined;
  readonly children: readonly ReadPart[];
  /** Without its transfer encoding. */
  readonly content: Buffer;
}

/** Reads a mail. */
export function readMail(octets: Uint8Array): ReadPart {
  const whole = Buffer.from(octets).toString('latin1').replaceAll('\r\n', '\n');
  const end = whole.startsWith('\n') ? 0 : whole.indexOf('\n\n');
  const head = end === -1 ? whole : whole.slice(0, end);
  const body = end === -1 ? '' : whole.slice(end + (end === 0 ? 1 : 2));
  const fields = head
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n')
    .flatMap((line): (readonly [string, string])[] => {
      const [, name, value = ''] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, decodeWords(Buffer.from(value, 'latin1').toString('utf8'))]];
    });
  const type = parametersOf(field(fields, 'Content-Type') ?? 'text/plain');
  const disposition = parametersOf(field(fields, 'Content-Disposition') ?? '');
  const { boundary } = type.parameters;
  const part = {
    fields,
    type: type.value.toLowerCase(),
    fileName: disposition.parameters.filename ?? type.parameters.name,
    content: decodeBody(body, field(fields, 'Content-Transfer-Encoding') ?? ''),
  };
  return { ...part, children: boundary === undefined ? [] : piecesOf(body, boundary).map(readMail) };
}

/** A field's value; the last one of several. */
export function fieldOf({ fields }: ReadPart, name: string): string | undefined {
  return field(fields, name);
}

/** All parts, the mail itself first. */
export function partsOf(part: ReadPart): readonly ReadPart[] {
  return [part, ...part.children.flatMap(partsOf)];
}

/** What a person reads: the first plain text, its flowed lines joined (RFC 3676). */
export function textOf(mail: ReadPart): string {
  const part = partsOf(mail).find(({ type, children }) => type === 'text/plain' && children.length === 0);
  if (part === undefined) return '';
  const { parameters } = parametersOf(fieldOf(part, 'Content-Type') ?? '');
  const text = part.content.toString('utf8').replaceAll('\r\n', '\n').trimEnd();
  return parameters.format?.toLowerCase() === 'flowed' ? unflowed(text, parameters.delsp === 'yes') : text;
}

function field(fields: ReadPart['fields'], name: string): string | undefined {
  return fields.filter(([each]) => each.toLowerCase() === name.toLowerCase()).at(-1)?.[1];
}

/** `a/b; c=d; e="f"`, and RFC 2231 where a value is in one piece. */
function parametersOf(text: string): { value: string; parameters: Readonly<Record<string, string | undefined>> } {
  const [value = ''] = text.split(';', 1);
  const parameters: Record<string, string> = {};
  for (const [, name = '', quoted, plain = ''] of text.matchAll(/;\s*([\w*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g)) {
    const written = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain;
    if (name.endsWith('*'))
      parameters[name.slice(0, -1).toLowerCase()] = decodeURIComponent(written.split("'")[2] ?? '');
    else parameters[name.toLowerCase()] ??= written;
  }
  return { value: value.trim(), parameters };
}

function piecesOf(body: string, boundary: string): readonly Buffer[] {
  const [, ...pieces] = `\n${body}`.split(`\n--${boundary}`);
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => Buffer.from(piece.replace(/^[ \t]*\n/, ''), 'latin1'));
}

function decodeBody(body: string, encoding: string): Buffer {
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64');
  if (encoding.toLowerCase() !== 'quoted-printable') return Buffer.from(body, 'latin1');
  return Buffer.from(
    body
      .replaceAll(/=[ \t]*\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

function decodeWords(value: string): string {
  return value
    .replaceAll(/(\?=)\s+(=\?)/g, '$1$2')
    .replaceAll(/=\?([^?]+)\?([BQ])\?([^?]*)\?=/gi, (_, charset: string, kind: string, text: string) => {
      const octets =
        kind.toUpperCase() === 'B'
          ? Buffer.from(text, 'base64')
          : decodeBody(text.replaceAll('_', ' '), 'quoted-printable');
      return new TextDecoder(charset).decode(octets);
    });
}

function unflowed(text: string, delSp: boolean): string {
  const lines: string[] = [];
  let open: string | undefined;
  for (const raw of text.split('\n')) {
    const [, quotes = '', rest = ''] = /^(>*) ?(.*)$/.exec(raw) ?? [];
    const flows = rest.endsWith(' ') && rest !== '-- ';
    const piece = flows && delSp ? rest.slice(0, -1) : rest;
    if (open === quotes && lines.length > 0) lines.push(`${lines.pop()}${piece}`);
    else lines.push(quotes === '' ? piece : `${quotes} ${piece}`);
    open = flows ? quotes : undefined;
  }
  return lines.join('\n');
}
