import { isCollection, isMap, isPair, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import type { Finding, Path } from './finding.js';

const MOST_BYTES = 1024 * 1024;

/** A parsed YAML file that knows the line of each value. */
export interface Source {
  /** The whole file as plain values; undefined where it cannot be read as YAML. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Line of a value, or of the nearest that exists above it. */
  line(path: Path): number | undefined;
  /** The variable or option that gives a value in place of the file; missing or undefined: the file does. */
  origin?(path: Path): string | undefined;
}

/** Parses YAML 1.2. Duplicate keys, unknown anchors and the like are findings. */
export function parseSource(text: string): Source {
  if (text.length > MOST_BYTES) {
    return broken({
      severity: 'error',
      path: '',
      message: 'the file is larger than 1 MiB',
      fix: 'is it the right file?',
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const findings: Finding[] = document.errors.map((error) => ({
    severity: 'error',
    path: '',
    line: lines.linePos(error.pos[0]).line,
    message: `this is not valid YAML: ${error.message}`,
    fix:
      error.code === 'DUPLICATE_KEY'
        ? 'remove one of the two'
        : 'check indentation (spaces, no tabs), colons and quotes',
  }));
  if (findings.length > 0) return { value: undefined, findings, line: () => undefined };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return broken({
      severity: 'error',
      path: '',
      message: `this YAML cannot be used: ${message}`,
      fix: 'use fewer aliases',
    });
  }
  return {
    value,
    findings,
    line(path) {
      let node: unknown = document.contents;
      let offset = isCollection(node) ? node.range?.[0] : undefined;
      for (const part of path) {
        const next = child(node, part);
        if (next === undefined) break;
        offset = next.offset ?? offset;
        node = next.node;
      }
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
  };
}

function broken(finding: Finding): Source {
  return { value: undefined, findings: [finding], line: () => undefined };
}

/** The value of one key or index, and where its key (or itself, in a list) begins. */
function child(node: unknown, part: string | number): { node: unknown; offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair: Pair | undefined = node.items.find(
      (item) => isScalar(item.key) && String(item.key.value) === String(part),
    );
    if (pair === undefined) return undefined;
    return { node: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
  }
  if (isCollection(node) && typeof part === 'number') {
    const item: unknown = node.items[part];
    if (item === undefined || isPair(item)) return undefined;
    return { node: item, offset: isCollection(item) || isScalar(item) ? item.range?.[0] : undefined };
  }
  return undefined;
}
