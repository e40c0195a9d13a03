/** What a request asks of a file besides the file. */
export interface Asked {
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
}

interface Version {
  /** Octets. */
  readonly size: number;
  /** Strong, with its quotes. */
  readonly etag: string;
  /** Wall time, ms. */
  readonly modified: number;
}

/** What is answered: all, one part (its first and last octet), or only a status. */
export type Decision =
  | { readonly status: 200 }
  | { readonly status: 206; readonly first: number; readonly last: number }
  | { readonly status: 304 | 412 | 416 };

/** Characters of a range that is looked at. */
const LONGEST_RANGE = 64;

/** Conditions in the order of RFC 9110 13.2.2, then the range. Several ranges at once are answered with the whole file. */
export function decide(asked: Asked, version: Version): Decision {
  const { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince, ifRange, range } = asked;
  if (ifMatch !== undefined) {
    if (!names(ifMatch, version.etag)) return { status: 412 };
  } else if (ifUnmodifiedSince !== undefined && isAfter(version, ifUnmodifiedSince)) return { status: 412 };
  if (ifNoneMatch !== undefined) {
    // Compared weakly (RFC 9110 13.1.2).
    if (names(ifNoneMatch.replace(/\bW\//g, ''), version.etag)) return { status: 304 };
  } else if (ifModifiedSince !== undefined && isAfter(version, ifModifiedSince) === false) return { status: 304 };
  if (range === undefined || (ifRange !== undefined && !isSame(ifRange, version))) return { status: 200 };
  return partOf(range, version.size);
}

/** Whether a list of entity tags names this one, or `*`. */
function names(list: string, etag: string): boolean {
  return list.split(',').some((one) => one.trim() === etag || one.trim() === '*');
}

/** Whether the file is newer than a date; undefined where that is no date. Dates have whole seconds. */
function isAfter({ modified }: Version, date: string): boolean | undefined {
  const at = Date.parse(date);
  return Number.isNaN(at) ? undefined : Math.floor(modified / 1000) * 1000 > at;
}

function isSame(validator: string, version: Version): boolean {
  if (validator.startsWith('"') || validator.startsWith('W/')) return validator === version.etag;
  return Date.parse(validator) === Math.floor(version.modified / 1000) * 1000;
}

/** RFC 9110 14.1.2: `bytes=first-last`, `bytes=first-`, `bytes=-length`. What is not understood is as if it were not there. */
function partOf(range: string, size: number): Decision {
  // No file has such numbers; and blanks without end would be tried in all ways to divide them.
  if (range.length > LONGEST_RANGE) return { status: 200 };
  const [, from = '', to = ''] = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(range) ?? [];
  if (from === '' && to === '') return { status: 200 };
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? { status: 416 } : { status: 206, first: size - length, last: size - 1 };
  }
  if (to !== '' && Number(to) < Number(from)) return { status: 200 };
  if (Number(from) >= size) return { status: 416 };
  return { status: 206, first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}
