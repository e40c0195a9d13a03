import { type Parsed, wrong } from './parsed.js';
import { type Instruction, type Program, programOf } from './pattern-program.js';
import { PatternStates } from './pattern-states.js';
import { PatternError, type PatternNode, parsePattern } from './pattern-syntax.js';

/** A regular expression that takes time in proportion to the text, whatever both are. */
export interface Pattern {
  /** As it is written. */
  readonly text: string;
  /** Whether it fits the whole text. */
  matches(text: string): boolean;
  /** Whether it fits a part of the text. */
  isIn(text: string): boolean;
  /** Puts something else in place of each part that it fits (the longest of the first); `$0` is that part. */
  replace(text: string, by: string): string;
}

/** Units of a text that are looked at; what is behind them is not there for a pattern. */
const LONGEST_TEXT = 65_536;
/** How often each character may be looked at while parts are replaced, on the whole. */
const MOST_PASSES = 20;

/** Reads a pattern (see `parsePattern` for what there is). */
export function compilePattern(text: string): Parsed<Pattern> {
  try {
    const node = parsePattern(text);
    const words = wordsOf(node);
    const machine = new Machine(text, programOf(node));
    return { ok: true, value: words === undefined ? machine : new Words(machine, words) };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return wrong(error.message, 'write another regular expression: (a|b), [a-z], . * + ? {n,m} ^ $ and (?i) in front');
  }
}

/** The texts of a pattern that is nothing but texts between `|`, as most are. */
function wordsOf(node: PatternNode): ReadonlySet<string> | undefined {
  const words = (node.kind === 'choice' ? node.parts : [node]).map((part) => {
    if (part.kind === 'empty') return '';
    const letters = part.kind === 'sequence' ? part.parts : [part];
    const texts = letters.map((letter) => (letter.kind === 'set' ? letter.literal : undefined));
    return texts.includes(undefined) ? undefined : texts.join('');
  });
  return words.includes(undefined) ? undefined : new Set(words.filter((word) => word !== undefined));
}

class Words implements Pattern {
  readonly #machine: Pattern;
  readonly #words: ReadonlySet<string>;

  constructor(machine: Pattern, words: ReadonlySet<string>) {
    this.#machine = machine;
    this.#words = words;
  }

  get text(): string {
    return this.#machine.text;
  }

  matches(text: string): boolean {
    return this.#words.has(text);
  }

  isIn(text: string): boolean {
    return this.#machine.isIn(text);
  }

  replace(text: string, by: string): string {
    return this.#machine.replace(text, by);
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** Places that were looked at. */
  readonly looked: number;
}

class Machine implements Pattern {
  readonly text: string;
  readonly #instructions: readonly Instruction[];
  readonly #start: number;
  readonly #whole: PatternStates;
  readonly #part: PatternStates;

  constructor(text: string, program: Program) {
    this.text = text;
    this.#instructions = program.instructions;
    this.#start = program.start;
    this.#whole = new PatternStates(program, false);
    this.#part = new PatternStates(program, true);
  }

  matches(text: string): boolean {
    return this.#whole.fits(text.slice(0, LONGEST_TEXT));
  }

  isIn(text: string): boolean {
    return this.#part.fits(text.slice(0, LONGEST_TEXT));
  }

  replace(text: string, by: string): string {
    const seen = text.slice(0, LONGEST_TEXT);
    let [result, at, looked] = ['', 0, 0];
    while (at <= seen.length && looked <= MOST_PASSES * (seen.length + 1)) {
      const found = this.#find(seen, at);
      if (found === undefined) break;
      looked += found.looked;
      const width = found.to > found.from ? found.to - found.from : 0;
      result += seen.slice(at, found.from) + by.replaceAll('$0', () => seen.slice(found.from, found.to));
      at = found.to;
      if (width > 0) continue;
      // Nothing was found at this place: go on behind the next character.
      const step = String.fromCodePoint(seen.codePointAt(at) ?? 0).length;
      result += seen.slice(at, at + step);
      at += step;
    }
    return result + text.slice(at);
  }

  /** The longest of the parts that begin first from `at` on; goes through the text once, with all ways at the same time. */
  #find(text: string, at: number): Span | undefined {
    const mark = new Int32Array(this.#instructions.length).fill(-1);
    let now: Thread[] = [];
    let best: Span | undefined;
    let place = at;

    const enter = (threads: Thread[], step: number, from: number) => {
      const open = [step];
      for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
        if (mark[pc] === place) continue;
        mark[pc] = place;
        const instruction = this.#instructions[pc];
        if (instruction === undefined) continue;
        if (instruction.op === 'split') open.push(instruction.other, instruction.next);
        else if (instruction.op === 'start') {
          if (place === 0) open.push(instruction.next);
        } else if (instruction.op === 'end') {
          if (place === text.length) open.push(instruction.next);
        } else threads.push({ instruction, from });
      }
    };

    for (;;) {
      // Those that began earlier stand in front: the first at a step is the one that counts.
      if (best === undefined) enter(now, this.#start, place);
      for (const { instruction, from } of now) {
        if (instruction.op === 'found' && (best === undefined || from <= best.from)) {
          best = { from, to: place, looked: place - at + 1 };
        }
      }
      if (place >= text.length || (now.length === 0 && best !== undefined)) break;
      const code = text.codePointAt(place) ?? 0;
      place += code > 0xffff ? 2 : 1;
      const next: Thread[] = [];
      for (const { instruction, from } of now) {
        if (best !== undefined && from > best.from) continue;
        if (instruction.op === 'set' && instruction.has(code)) enter(next, instruction.next, from);
      }
      now = next;
    }
    return best === undefined ? undefined : { ...best, looked: place - at + 1 };
  }
}

/** One way through the program, with the place at which it began. */
interface Thread {
  readonly instruction: Instruction;
  readonly from: number;
}
