import type { Source } from '../../book/source.js';
import type { Source as Reader } from '../../sources/source.js';
import { sourceOf } from '../../sources/sources.js';

const made = new WeakMap<Source, Reader>();

/** How a source of the book reads, made once for each. Undefined: it cannot, which the book has told its admin. */
export function readerOf(source: Source): Reader | undefined {
  const known = made.get(source);
  if (known !== undefined) return known;
  const { kind, preset, fields } = source;
  const reader = sourceOf({ kind, fields, ...(preset !== undefined && { preset }) });
  if (reader === undefined || 'findings' in reader) return undefined;
  made.set(source, reader);
  return reader;
}
