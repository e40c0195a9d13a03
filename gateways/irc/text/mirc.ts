/** Control codes of formatted text (modern IRC documentation, Formatting). All but the colours and the reset toggle. */
export const CODE = {
  bold: '\x02',
  colour: '\x03',
  hexColour: '\x04',
  reset: '\x0f',
  mono: '\x11',
  reverse: '\x16',
  italic: '\x1d',
  strike: '\x1e',
  underline: '\x1f',
} as const;

const CODES: ReadonlySet<string> = new Set(Object.values(CODE));
/** One or two digits, and of a second colour only where a digit follows the comma. */
const COLOURS = /[0-9]{1,2}(?:,[0-9]{1,2})?/y;
const HEX_COLOURS = /[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?/y;

/** Octets (and characters) of the code at a place, with the colours that belong to it; 0 where no code stands. */
export function codeLength(text: string, at: number): number {
  const code = text.charAt(at);
  if (!CODES.has(code)) return 0;
  if (code !== CODE.colour && code !== CODE.hexColour) return 1;
  const colours = code === CODE.colour ? COLOURS : HEX_COLOURS;
  colours.lastIndex = at + 1;
  return 1 + (colours.exec(text)?.[0].length ?? 0);
}

/** Whether a text may hold codes; controls that are none count too, so that one look is enough. */
export function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x20) return true;
  return false;
}

/** A text without its codes. */
export function withoutCodes(text: string): string {
  if (!hasControls(text)) return text;
  let out = '';
  for (let at = 0; at < text.length; ) {
    const length = codeLength(text, at);
    if (length === 0) out += text.charAt(at);
    at += length === 0 ? 1 : length;
  }
  return out;
}

/** A colour of a code: the digits as a code has them in full. */
interface Colour {
  readonly kind: string;
  readonly digits: string;
}

/** What is switched on at a place of a text. */
export class FormatState {
  /** Toggles that are on, in the order in which they came. */
  readonly #on = new Set<string>();
  #foreground: Colour | undefined;
  #background: Colour | undefined;

  /** Takes one code, as `codeLength` measured it. */
  apply(code: string): void {
    const kind = code.charAt(0);
    if (kind === CODE.reset) {
      this.#on.clear();
      this.#foreground = undefined;
      this.#background = undefined;
    } else if (kind === CODE.colour || kind === CODE.hexColour) {
      this.#colour(kind, code.slice(1));
    } else if (!this.#on.delete(kind)) {
      this.#on.add(kind);
    }
  }

  #colour(kind: string, colours: string): void {
    const [foreground = '', background] = colours.split(',');
    const colour = (digits: string): Colour => ({ kind, digits: digits.padStart(2, '0') });
    this.#foreground = foreground === '' ? undefined : colour(foreground);
    // A colour alone leaves the ground as it is; none at all takes both back.
    if (background !== undefined) this.#background = colour(background);
    else if (foreground === '') this.#background = undefined;
  }

  /** Takes every code of a text. */
  read(text: string): void {
    for (let at = 0; at < text.length; ) {
      const length = codeLength(text, at);
      if (length > 0) this.apply(text.slice(at, at + length));
      at += length === 0 ? 1 : length;
    }
  }

  /** Codes that bring a fresh line to this state, when `next` follows them. */
  reopen(next: string): string {
    const toggles = [...this.#on].join('');
    const foreground = this.#foreground;
    const background = this.#background;
    if (foreground === undefined) return toggles;
    const code = `${foreground.kind}${foreground.digits}`;
    if (background !== undefined && background.kind === foreground.kind)
      return `${toggles}${code},${background.digits}`;
    // A ground of the other kind has a code of its own, with any colour before it.
    const ground = background === undefined ? '' : `${background.kind}${background.digits},${background.digits}`;
    // A comma and a digit behind the code would be its second colour; bold on and off parts them.
    return `${toggles}${ground}${code}${next.startsWith(',') ? `${CODE.bold}${CODE.bold}` : ''}`;
  }
}
