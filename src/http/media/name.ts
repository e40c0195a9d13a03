/** Most octets of a name in UTF-8: it is part of the URL, where each may become three characters. */
const MOST_OCTETS = 100;
/** What is kept of an ending, dot included, when a name is shortened. */
const MOST_ENDING = 16;

/** Control characters, and those that are not seen or turn the direction of text, so that `gpj.exe` looks like another name. */
const UNSEEN =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd]/gu;

/** Names of devices on Windows, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * A name that does no harm as the name of a file on any system, in a header or in a URL: no folder, no control or
 * direction characters, no device, at most 100 octets, its ending kept. `fallback` where nothing is left.
 */
export function safeName(text: string, fallback = 'file'): string {
  const last = text.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(UNSEEN, '')
    .replace(/[<>:"|?*%;]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+/, '');
  const whole = shorten(clean).replace(/[ .]+$/, '');
  if (whole === '') return fallback;
  return DEVICE.test(whole) ? `_${whole}` : whole;
}

/** The ending of a name in lower case, with its dot; empty where it has none. */
export function endingOf(name: string): string {
  return /[^.](\.[A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MOST_OCTETS) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= MOST_ENDING ? name.slice(dot) : '';
  let left = MOST_OCTETS - Buffer.byteLength(ending);
  let stem = '';
  // By what a reader takes for one character, so that none is cut in half.
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - ending.length))) {
    left -= Buffer.byteLength(segment);
    if (left < 0) break;
    stem += segment;
  }
  return stem.replace(/[ .]+$/, '') + ending;
}

/**
 * The header Content-Disposition (RFC 6266) for a safe name: plain ASCII for old clients, and the whole name in the form
 * of RFC 8187.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/g, '_')
    .replace(/["\\%]/g, '_');
  const extended = plain === name ? '' : `; filename*=UTF-8''${percentEncoded(name)}`;
  return `${kind}; filename="${plain}"${extended}`;
}

/** Percent-encoded but for letters, digits and `-._~`: a URL with it survives being a link in the middle of a text. */
export function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The name that a header Content-Disposition tells; undefined where it tells none. Not made safe. */
export function dispositionName(header: string): string | undefined {
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // Badly encoded: the plain one is better than none.
    }
  }
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/i.exec(header) ?? [];
  const plain = quoted?.replace(/\\(.)/g, '$1') ?? token;
  // Node reads headers as Latin-1; names in them are UTF-8 in practice.
  return plain === undefined ? undefined : Buffer.from(plain, 'latin1').toString('utf8');
}
