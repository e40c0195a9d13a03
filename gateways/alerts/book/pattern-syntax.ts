/** What a regular expression is made of. */
export type PatternNode =
  | { readonly kind: 'set'; readonly has: (code: number) => boolean; readonly literal?: string }
  | { readonly kind: 'start' | 'end' | 'empty' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** What cannot be read, for the admin. */
export class PatternError extends Error {}

/** Units of a pattern, and how deep groups may be in each other. */
const LONGEST = 2000;
const DEEPEST = 50;
const MOST_TIMES = 1000;

const SPACES = new Set([...' \t\n\v\f\r'].map((character) => character.codePointAt(0) ?? 0));
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const isWord = (code: number) => isDigit(code) || code === 0x5f || isLetter(code);
const isLetter = (code: number) => (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  w: isWord,
  W: (code) => !isWord(code),
  s: (code) => SPACES.has(code),
  S: (code) => !SPACES.has(code),
};
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' };

/**
 * Reads what RE2 (and so Prometheus and Alertmanager) and JavaScript have in common and what can be matched in linear time: characters, `.`,
 * `[a-z]`, `\d \w \s`, groups, `|`, `* + ? {n,m}`, `^ $`, and `(?i)` in front. Neither back references nor looks ahead or behind; a `?`
 * behind a repetition (the fewest) is read and changes nothing. Throws `PatternError`.
 */
export function parsePattern(text: string): PatternNode {
  if (text.length > LONGEST) throw new PatternError(`is longer than ${LONGEST} characters`);
  const blind = text.startsWith('(?i)');
  return new Parser(blind ? text.slice(4) : text, blind).run();
}

class Parser {
  readonly #characters: readonly string[];
  readonly #blind: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, blind: boolean) {
    this.#characters = [...text];
    this.#blind = blind;
  }

  run(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.#characters.length) throw new PatternError('has a ) without a (');
    return node;
  }

  #choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'choice', parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#characters.length && this.#peek() !== '|' && this.#peek() !== ')') {
      parts.push(this.#repeated(this.#atom()));
    }
    return parts.length === 0 ? { kind: 'empty' } : { kind: 'sequence', parts };
  }

  #repeated(part: PatternNode): PatternNode {
    const times = this.#times();
    if (times === undefined) return part;
    this.#take('?');
    if (this.#times() !== undefined) throw new PatternError('repeats a repetition; put the first into a group');
    return { kind: 'repeat', part, ...times };
  }

  #times(): { readonly least: number; readonly most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.#take('+')) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.#take('?')) return { least: 0, most: 1 };
    if (this.#peek() !== '{') return undefined;
    const rest = this.#characters.slice(this.#at, this.#at + 12).join('');
    const [all = '', first = '', comma = '', last = ''] = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(rest) ?? [];
    // As in RE2: braces that are no repetition stand for themselves.
    if (all === '' || (comma === '' && last !== '')) return undefined;
    this.#at += all.length;
    const least = Number(first);
    const most = last !== '' ? Number(last) : comma === '' ? least : Number.POSITIVE_INFINITY;
    if (least > most) throw new PatternError(`has ${all}, which ends before it begins`);
    if (least > MOST_TIMES || (most > MOST_TIMES && Number.isFinite(most))) {
      throw new PatternError(`repeats more than ${MOST_TIMES} times`);
    }
    return { least, most };
  }

  #atom(): PatternNode {
    const character = this.#next();
    if (character === '(') return this.#group();
    if (character === '[') return this.#bracket();
    if (character === '\\') return this.#escape();
    if (character === '.') return { kind: 'set', has: (code) => code !== 0x0a };
    if (character === '^') return { kind: 'start' };
    if (character === '$') return { kind: 'end' };
    if (character === '*' || character === '+' || character === '?') {
      throw new PatternError(`has a ${character} with nothing before it; write \\${character} for the character`);
    }
    return this.#literal(character);
  }

  #group(): PatternNode {
    if (this.#take('?')) {
      const named = this.#characters.slice(this.#at, this.#at + 40).join('');
      const [name = ''] = /^P?<[A-Za-z_]\w*>/.exec(named) ?? [];
      if (name !== '') this.#at += name.length;
      else if (!this.#take(':'))
        throw new PatternError('has a (?, which only (?:...), (?<name>...) and a (?i) in front may have');
    }
    this.#depth++;
    if (this.#depth > DEEPEST) throw new PatternError(`has more than ${DEEPEST} groups in each other`);
    const node = this.#choice();
    if (!this.#take(')')) throw new PatternError('has a ( without a )');
    this.#depth--;
    return node;
  }

  #escape(): PatternNode {
    const character = this.#next();
    const has = CLASSES[character];
    if (has !== undefined && Object.hasOwn(CLASSES, character)) return { kind: 'set', has };
    if (/^[A-Za-z0-9]$/.test(character) && !Object.hasOwn(CONTROLS, character)) {
      throw new PatternError(`has \\${character}, which is not possible here`);
    }
    return this.#literal(CONTROLS[character] ?? character);
  }

  #literal(character: string): PatternNode {
    const code = character.codePointAt(0) ?? 0;
    if (!this.#blind) return { kind: 'set', has: (other) => other === code, literal: character };
    return { kind: 'set', has: anyCase((other) => other === code) };
  }

  #bracket(): PatternNode {
    const inverse = this.#take('^');
    const tests: ((code: number) => boolean)[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const from = this.#inBracket();
      if (typeof from === 'function') {
        tests.push(from);
        continue;
      }
      if (this.#peek() === '-' && this.#characters[this.#at + 1] !== ']') {
        this.#at++;
        const to = this.#inBracket();
        if (typeof to === 'function' || to < from)
          throw new PatternError('has a range in [ ] that ends before it begins');
        tests.push((code) => code >= from && code <= to);
      } else tests.push((code) => code === from);
    }
    this.#at++;
    const some = (code: number) => tests.some((test) => test(code));
    const has = this.#blind ? anyCase(some) : some;
    return { kind: 'set', has: inverse ? (code) => !has(code) : has };
  }

  #inBracket(): number | ((code: number) => boolean) {
    const character = this.#next();
    if (character === '[' && this.#peek() === ':') throw new PatternError('has [:...:], which is not possible here');
    if (character !== '\\') return character.codePointAt(0) ?? 0;
    const escaped = this.#next();
    if (Object.hasOwn(CLASSES, escaped)) return CLASSES[escaped] ?? 0;
    if (/^[A-Za-z0-9]$/.test(escaped) && !Object.hasOwn(CONTROLS, escaped)) {
      throw new PatternError(`has \\${escaped}, which is not possible here`);
    }
    return (CONTROLS[escaped] ?? escaped).codePointAt(0) ?? 0;
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(): string {
    const character = this.#characters[this.#at];
    if (character === undefined) throw new PatternError('ends in the middle: a [ or a \\ is open');
    this.#at++;
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
}

/** Whether a test holds for a character in its own, small or capital form. */
function anyCase(has: (code: number) => boolean): (code: number) => boolean {
  return (code) => {
    if (has(code)) return true;
    const character = String.fromCodePoint(code);
    return has(character.toLowerCase().codePointAt(0) ?? code) || has(character.toUpperCase().codePointAt(0) ?? code);
  };
}
