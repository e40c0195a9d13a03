import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { finding } from './explain.js';
import type { Finding, Path } from './finding.js';
import { explainReason } from './reason.js';
import { isSecretFile } from './secret-files.js';
import { keysOf, type Shape, shapeAt } from './shape.js';
import type { Source } from './source.js';

/** Read, and told of, where it is used. */
const ELSEWHERE = new Set(['avatarFile']);

export interface PlainFiles {
  /** The value with absolute paths. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/**
 * Handles keys `xFile` that the schema knows by their path, such as `caFile`: relative paths begin at `folder`, and a file that
 * cannot be read is a finding. To be called after `resolveSecrets`, which has handled those of secrets.
 *
 * @param value The section after that, whose paths of secrets are absolute already.
 */
export function resolvePlainFiles(
  value: unknown,
  shape: Shape,
  base: Path,
  source: Source,
  folder: string,
): PlainFiles {
  const findings: Finding[] = [];

  function walk(current: unknown, path: Path): unknown {
    if (Array.isArray(current)) return current.map((item, index) => walk(item, [...path, index]));
    if (typeof current !== 'object' || current === null) return current;
    const at = shapeAt(shape, path);
    const known = keysOf(at);
    const entries = Object.entries(current).map(([name, item]): [string, unknown] => {
      const isFile = name.endsWith('File') && known.includes(name) && !ELSEWHERE.has(name) && !isSecretFile(name, at);
      if (!isFile || typeof item !== 'string' || item === '') return [name, walk(item, [...path, name])];
      return [name, readable(item, [...base, ...path, name])];
    });
    return Object.fromEntries(entries);
  }

  function readable(item: string, path: Path): string {
    const file = resolve(folder, item);
    try {
      accessSync(file, constants.R_OK);
    } catch (error) {
      const message = `cannot be read: ${explainReason(error)}`;
      findings.push(finding(source, path, item, message, 'correct the path, or let the user of Isthmus read it'));
    }
    return file;
  }

  return { value: walk(value, []), findings };
}
