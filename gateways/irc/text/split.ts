import type { IrcSource } from '../wire/message.js';
import type { Charset } from './encoding.js';
import { codeLength, FormatState, hasControls } from './mirc.js';

/** Octets of a user and of a host where they are not known: as long as servers let them be. */
const LONGEST_USER = 10;
const LONGEST_HOST = 63;
/** CR LF. */
const LINE_END = 2;
/** No room is taken for less: codes to open again and one character fit any line. */
export const LEAST_ROOM = 40;
/** A word boundary is looked for in the last quarter of a line: a longer tail would be wasted for a nicety. */
const WINDOW_SHARE = 4;
/** Most octets of a UTF-16 unit: in UTF-8 three, in GB18030 four. */
const MOST_OCTETS_OF_UNIT = 4;

/** A code with two hexadecimal colours. */
const LONGEST_CODE = 14;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What stands around a text in the line that others get. */
interface Envelope {
  /** The own nick, and user and host as far as the server has shown them. */
  readonly source: IrcSource;
  readonly command: string;
  readonly target: string;
  /** ISUPPORT LINELEN: octets with CR LF. */
  readonly linelen: number;
}

/**
 * Octets that a text may have, for the line to pass whole to everybody: the server puts `:nick!user@host ` before it.
 * May be less than nothing where names are long.
 */
export function roomFor({ source, command, target, linelen }: Envelope): number {
  const user = source.user === undefined ? LONGEST_USER : Buffer.byteLength(source.user);
  const host = source.host === undefined ? LONGEST_HOST : Buffer.byteLength(source.host);
  const prefix = Buffer.byteLength(source.nick) + user + host + ':!@ '.length;
  return linelen - LINE_END - prefix - Buffer.byteLength(command) - Buffer.byteLength(target) - '  :'.length;
}

/**
 * Cuts a line of formatted text into pieces of at most `room` octets in a charset that has all of its characters. A cut is
 * behind a word where one ends near the end of the piece, and takes one space away; else between what a reader takes for
 * characters, or, where one of those is longer than a piece, between code points. Codes that are on at a cut are switched
 * on again behind it. Behind the first, what holds nothing to be seen makes no piece.
 */
export function splitText(text: string, room: number, charset: Charset): readonly string[] {
  return [...piecesOf(text, room, charset)];
}

/** The pieces of `splitText` one after the other, for who may not want all. */
export function piecesOf(text: string, room: number, charset: Charset): Generator<string, void, undefined> {
  return cut(text, room, charset, 'lines');
}

/** Pieces that are put together again by who gets them: nothing is taken away, nothing switched on again. */
export function partsOf(text: string, room: number, charset: Charset): Generator<string, void, undefined> {
  return cut(text, room, charset, 'parts');
}

/** Whether pieces are messages of their own, or will be one text again. */
type PieceForm = 'lines' | 'parts';

function* cut(text: string, room: number, charset: Charset, form: PieceForm): Generator<string, void, undefined> {
  const most = Math.max(room, LEAST_ROOM);
  if (text.length * MOST_OCTETS_OF_UNIT <= most || charset.octets(text) <= most) yield text;
  else if (form === 'lines') yield* new Splitter(text, most, charset).lines();
  else yield* new Splitter(text, most, charset).parts();
}

class Splitter {
  readonly #text: string;
  readonly #room: number;
  readonly #charset: Charset;
  /** Absent where every character is an octet. */
  readonly #segments: Intl.Segments | undefined;
  readonly #state: FormatState | undefined;

  constructor(text: string, room: number, charset: Charset) {
    this.#text = text;
    this.#room = room;
    this.#charset = charset;
    this.#segments = Buffer.byteLength(text) === text.length ? undefined : graphemes.segment(text);
    this.#state = hasControls(text) ? new FormatState() : undefined;
  }

  *lines(): Generator<string, void, undefined> {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const prefix = this.#state?.reopen(text.charAt(at)) ?? '';
      const end = this.#end(at, this.#room - prefix.length);
      const piece = text.slice(at, end);
      if (at === 0 || !isUnseen(piece)) yield `${prefix}${piece}`;
      this.#state?.read(piece);
      at = this.#isSpace(end) ? end + 1 : end;
    }
  }

  *parts(): Generator<string, void, undefined> {
    for (let at = 0; at < this.#text.length; ) {
      const end = this.#end(at, this.#room);
      yield this.#text.slice(at, end);
      at = end;
    }
  }

  #end(from: number, octets: number): number {
    const full = this.#reach(from, octets);
    return full === this.#text.length ? full : this.#cut(from, full);
  }

  /** How far whole code points fit into so many octets; at least one does. */
  #reach(from: number, octets: number): number {
    const text = this.#text;
    let at = from;
    let left = octets;
    while (at < text.length) {
      const code = text.codePointAt(at) ?? 0;
      left -= this.#cost(code);
      if (left < 0 && at > from) break;
      at += code > 0xffff ? 2 : 1;
    }
    return at;
  }

  #cost(code: number): number {
    if (code < 0x80) return 1;
    if (!this.#charset.isUtf8) return this.#charset.octets(String.fromCodePoint(code));
    return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }

  /** The best place for a cut, at or before the one where the piece is full. */
  #cut(from: number, full: number): number {
    const text = this.#text;
    const space = text.lastIndexOf(' ', full);
    if (space > from && this.#isSpace(space) && this.#isNear(space, full)) return space;
    const whole = this.#segments?.containing(full)?.index ?? full;
    const cut = whole > from ? whole : full;
    const code = this.#codeAround(cut);
    return code !== undefined && code > from ? code : cut;
  }

  /** Whether a space stands there, and nothing that combines with it. */
  #isSpace(at: number): boolean {
    if (this.#text.charAt(at) !== ' ') return false;
    return this.#segments === undefined || this.#segments.containing(at)?.segment === ' ';
  }

  #isNear(space: number, full: number): boolean {
    return this.#charset.octets(this.#text.slice(space, full)) <= this.#room / WINDOW_SHARE;
  }

  /** Where the code begins that a cut would part from its colours. */
  #codeAround(cut: number): number | undefined {
    if (this.#state === undefined) return undefined;
    for (let at = cut - 1; at >= 0 && at > cut - LONGEST_CODE; at -= 1) {
      if (at + codeLength(this.#text, at) > cut) return at;
    }
    return undefined;
  }
}

/** Whether a piece is codes and spaces alone. */
function isUnseen(piece: string): boolean {
  for (let at = 0; at < piece.length; ) {
    const length = codeLength(piece, at);
    if (length === 0 && piece.charAt(at) !== ' ') return false;
    at += length === 0 ? 1 : length;
  }
  return true;
}
