import type { Digests } from './read-book.js';

/** One thing of the book that is not what it was. */
export interface BookChange {
  /** Kind and name: `route db`, `person alice`, `limits`. */
  readonly what: string;
  readonly how: 'added' | 'changed' | 'removed';
}

/** What changed from one version of the book to another. */
export function changesBetween(before: Digests, after: Digests): readonly BookChange[] {
  const changes: BookChange[] = [];
  for (const [what, digest] of after) {
    const old = before.get(what);
    if (old === undefined) changes.push({ what, how: 'added' });
    else if (old !== digest) changes.push({ what, how: 'changed' });
  }
  for (const what of before.keys()) if (!after.has(what)) changes.push({ what, how: 'removed' });
  return changes;
}
