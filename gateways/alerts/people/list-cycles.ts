import type { NamedMember, PlaceMember } from './lists.js';

/** A list under its name. */
export interface NamedList {
  readonly name: string;
  readonly members: readonly (NamedMember | PlaceMember)[];
}

/** Cycles that are told of one book: who mends these finds the others then. */
const MOST_CYCLES = 20;

/**
 * Lists that lead back to themselves, each cycle as the names on its way round, the first one once more at the end. At
 * least one is told of each group of lists that contain each other. Linear in the members of all lists.
 */
export function findListCycles(lists: Iterable<NamedList>): readonly (readonly string[])[] {
  const inner = new Map<string, readonly string[]>();
  for (const list of lists)
    inner.set(
      list.name,
      list.members.flatMap((member) => ('kind' in member && member.kind === 'list' ? [member.name] : [])),
    );
  const cycles: (readonly string[])[] = [];
  const done = new Set<string>();
  for (const name of inner.keys()) walk(name, inner, done, cycles);
  return cycles;
}

/** Depth first, with a stack of its own: nesting may be deeper than the one of the engine. */
function walk(
  start: string,
  inner: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
  cycles: (readonly string[])[],
): void {
  if (done.has(start)) return;
  const way = new Map<string, number>([[start, 0]]);
  const stack = [{ name: start, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const child = inner.get(top.name)?.[top.next];
    top.next += 1;
    if (child === undefined) {
      stack.pop();
      way.delete(top.name);
      done.add(top.name);
    } else if (way.has(child)) {
      const names = [...way.keys()];
      if (cycles.length < MOST_CYCLES) cycles.push([...names.slice(way.get(child)), child]);
    } else if (!done.has(child) && inner.has(child)) {
      way.set(child, stack.length);
      stack.push({ name: child, next: 0 });
    }
  }
}
