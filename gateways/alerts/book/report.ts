import { finding, unknownKey } from '../../../src/config/explain.js';
import type { Finding, Path } from '../../../src/config/finding.js';
import type { Source as FileSource } from '../../../src/config/source.js';
import type { Wrong } from './parsed.js';

/** One thing that is wrong in the files of the book, with what to do about it. */
export interface BookFinding extends Finding {
  /** Path of the file as the admin named it; empty where the files together are meant. */
  readonly file: string;
}

/** A place in one of the files. */
export interface Spot {
  readonly file: string;
  readonly source: FileSource;
  readonly path: Path;
}

/** A place below another. */
export function below(spot: Spot, ...path: Path): Spot {
  return { ...spot, path: [...spot.path, ...path] };
}

/** Findings that nobody reads to the end are not kept. */
const MOST_FINDINGS = 1000;

/** Collects what is found while the book is put together. */
export class Report {
  readonly #findings: BookFinding[] = [];
  readonly #beside = new Set<string>();

  error(spot: Spot, value: unknown, message: string, fix: string): void {
    this.add(spot.file, [finding(spot.source, spot.path, value, message, fix)]);
  }

  warning(spot: Spot, value: unknown, message: string, fix: string): void {
    this.add(spot.file, [{ ...finding(spot.source, spot.path, value, message, fix), severity: 'warning' }]);
  }

  /** What was wrong with a text that stands at a spot. */
  wrong(spot: Spot, value: string, { message, fix }: Wrong): void {
    this.error(spot, value, message, fix);
  }

  /** A name that nothing in the book has. */
  unknown(spot: Spot, name: string, what: string, known: readonly string[]): void {
    const { fix } = unknownKey(name, spot.path, known, spot.source);
    const meant = fix.startsWith('did you mean');
    this.error(spot, name, `is no ${what} of the book`, meant ? fix : `add it, or write one of: ${listed(known)}`);
  }

  add(file: string, findings: readonly Finding[]): void {
    for (const one of findings) if (this.#findings.length < MOST_FINDINGS) this.#findings.push({ ...one, file });
  }

  /** Notes a file that the book names: what stands in it counts as if it stood in the book. Absolute path. */
  names(file: string): void {
    this.#beside.add(file);
  }

  /** All files that were noted, whether they could be read or not. */
  get beside(): readonly string[] {
    return [...this.#beside];
  }

  get failed(): boolean {
    return this.#findings.some(({ severity }) => severity === 'error');
  }

  /** By file, and in a file from top to bottom. */
  sorted(files: readonly string[]): readonly BookFinding[] {
    const order = new Map(files.map((file, index) => [file, index]));
    return [...this.#findings].sort(
      (a, b) => (order.get(a.file) ?? -1) - (order.get(b.file) ?? -1) || (a.line ?? 0) - (b.line ?? 0),
    );
  }
}

function listed(known: readonly string[]): string {
  if (known.length === 0) return '(there is none yet)';
  return known.length > 12 ? `${known.slice(0, 12).join(', ')}, ...` : known.join(', ');
}
