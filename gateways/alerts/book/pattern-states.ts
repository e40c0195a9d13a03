import type { Instruction, Program } from './pattern-program.js';

/** All ways of a program that are open at one place of a text. */
interface State {
  /** Numbers of the steps that wait for a character or the end. */
  readonly steps: readonly number[];
  /** Whether one of the ways has come to the end of the pattern. */
  readonly found: boolean;
  /** Whether the text begins here. */
  readonly first: boolean;
  /** Where characters lead, as far as they came up. */
  readonly next: Map<number, State>;
  /** Whether it is found if the text ends here; worked out when it is asked for. */
  atEnd?: boolean;
}

/** Steps of states and ways between states that are remembered; then all are forgotten and worked out anew. */
const MOST_KNOWN = 50_000;

/**
 * Tells whether a program fits a text, and remembers what it has worked out (the lazy construction of a deterministic automaton): a character of
 * a text costs one look into a map where others like it have been seen, and never more than one pass over the program.
 */
export class PatternStates {
  readonly #instructions: readonly Instruction[];
  readonly #start: number;
  readonly #anywhere: boolean;
  #states = new Map<string, State>();
  #first: State | undefined;
  #known = 0;

  /** `anywhere`: a part of the text is enough. */
  constructor({ instructions, start }: Program, anywhere: boolean) {
    this.#instructions = instructions;
    this.#start = start;
    this.#anywhere = anywhere;
  }

  fits(text: string): boolean {
    let state = this.#first ?? this.#begin();
    for (let place = 0; place < text.length; place++) {
      if (this.#anywhere && state.found) return true;
      if (state.steps.length === 0 && !this.#anywhere) return false;
      const code = text.codePointAt(place) ?? 0;
      if (code > 0xffff) place++;
      state = state.next.get(code) ?? this.#step(state, code);
    }
    state.atEnd ??= state.found || this.#closure(this.#afterEnd(state), state.first, true).found;
    return state.atEnd;
  }

  #begin(): State {
    const state = this.#state(this.#closure([this.#start], true, false), true);
    this.#first = state;
    return state;
  }

  #step(state: State, code: number): State {
    const after: number[] = [];
    for (const step of state.steps) {
      const instruction = this.#instructions[step];
      if (instruction?.op === 'set' && instruction.has(code)) after.push(instruction.next);
    }
    if (this.#anywhere) after.push(this.#start);
    const next = this.#state(this.#closure(after, false, false), false);
    if (this.#known > MOST_KNOWN) {
      this.#states = new Map();
      this.#first = undefined;
      this.#known = 0;
    } else {
      state.next.set(code, next);
      this.#known++;
    }
    return next;
  }

  /** The one state of its steps. */
  #state({ steps, found }: Pick<State, 'steps' | 'found'>, first: boolean): State {
    const key = `${first}${found}${steps.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state: State = { steps, found, first, next: new Map() };
    this.#states.set(key, state);
    this.#known += 1 + steps.length;
    return state;
  }

  /** All steps to which the program goes on without a character. `first` and `last`: whether the text begins or ends here. */
  #closure(from: readonly number[], first: boolean, last: boolean): Pick<State, 'steps' | 'found'> {
    const seen = new Set<number>();
    const steps: number[] = [];
    const open = [...from];
    let found = false;
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      const instruction = this.#instructions[step];
      if (instruction === undefined || seen.has(step)) continue;
      seen.add(step);
      if (instruction.op === 'split') open.push(instruction.other, instruction.next);
      else if (instruction.op === 'found') found = true;
      else if (instruction.op === 'start') {
        if (first) open.push(instruction.next);
      } else if (instruction.op === 'end' && last) open.push(instruction.next);
      else steps.push(step);
    }
    return { steps: steps.sort((a, b) => a - b), found };
  }

  #afterEnd({ steps }: State): readonly number[] {
    return steps.filter((step) => this.#instructions[step]?.op === 'end');
  }
}
