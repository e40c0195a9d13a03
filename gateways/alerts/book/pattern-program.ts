import { PatternError, type PatternNode } from './pattern-syntax.js';

/** One step of a machine that goes all its ways at once (Thompson's construction). `next` and `other` are numbers of steps. */
export type Instruction =
  | { readonly op: 'set'; readonly has: (code: number) => boolean; readonly next: number }
  | { readonly op: 'start' | 'end'; readonly next: number }
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'found' };

/** A pattern as a machine without backtracking; `start` is the place of its first instruction. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

/** Steps of a program; each character of a text costs at most as many. */
const MOST_INSTRUCTIONS = 2000;

/** Makes the machine of a pattern. Throws `PatternError` where it would be too large. */
export function programOf(node: PatternNode): Program {
  const instructions: Instruction[] = [{ op: 'found' }];

  function add(instruction: Instruction): number {
    if (instructions.length >= MOST_INSTRUCTIONS) throw new PatternError('is too large: its repetitions are too many');
    return instructions.push(instruction) - 1;
  }

  /** Adds what matches a part and then goes on at `next`; built from behind. */
  function build(part: PatternNode, next: number): number {
    switch (part.kind) {
      case 'set':
        return add({ op: 'set', has: part.has, next });
      case 'start':
      case 'end':
        return add({ op: part.kind, next });
      case 'empty':
        return next;
      case 'sequence':
        return part.parts.reduceRight((after, one) => build(one, after), next);
      case 'choice':
        return part.parts
          .map((one) => build(one, next))
          .reduceRight((other, first) => add({ op: 'split', next: first, other }));
      case 'repeat':
        return repeat(part, next);
    }
  }

  function repeat({ part, least, most }: PatternNode & { kind: 'repeat' }, next: number): number {
    let after = next;
    if (Number.isFinite(most)) {
      for (let i = least; i < most; i++) after = add({ op: 'split', next: build(part, after), other: next });
    } else {
      const loop: Instruction = { op: 'split', next, other: next };
      after = add(loop);
      loop.next = build(part, after);
    }
    for (let i = 0; i < least; i++) after = build(part, after);
    return after;
  }

  const start = build(node, 0);
  return { instructions, start };
}
