import { stringify } from 'yaml';
import { type Shape, shapeAt } from './shape.js';
import { wrap } from './wrap.js';

const WIDTH = 116;

/** Values as a config file, each key below what its schema says of it. */
export function commentedConfig(value: Readonly<Record<string, unknown>>, shape: Shape): string {
  return section(value, shape, 0).join('\n');
}

function section(value: Readonly<Record<string, unknown>>, shape: Shape | undefined, indent: number): string[] {
  return Object.entries(value).flatMap(([name, one], index) => {
    const inner = shapeAt(shape, [name]);
    const pad = ' '.repeat(indent);
    const gap = indent === 0 && index > 0 ? [''] : [];
    return [...gap, ...comments(inner, indent), ...entry(name, one, inner, pad)];
  });
}

function entry(name: string, value: unknown, shape: Shape | undefined, pad: string): string[] {
  if (isRecord(value) && Object.keys(value).length > 0) {
    return [`${pad}${name}:`, ...section(value, shape, pad.length + 2)];
  }
  if (Array.isArray(value) && value.some(isRecord)) {
    const items: readonly unknown[] = value;
    return [`${pad}${name}:`, ...items.flatMap((item) => listItem(item, shapeAt(shape, [0]), pad.length + 2))];
  }
  return [`${pad}${name}: ${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()}`];
}

/** The dash stands before the first key; what is said of that key stands above the dash. */
function listItem(item: unknown, shape: Shape | undefined, indent: number): string[] {
  const pad = ' '.repeat(indent);
  if (!isRecord(item)) return [`${pad}- ${stringify(item, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()}`];
  const lines = section(item, shape, indent + 2);
  const first = lines.findIndex((line) => !line.trimStart().startsWith('#'));
  return lines.map((line, index) => (index === first ? `${pad}- ${line.trimStart()}` : line));
}

function comments(shape: Shape | undefined, indent: number): string[] {
  const pad = ' '.repeat(indent);
  return wrap(shape?.description ?? '', WIDTH - indent).map((line) => `${pad}# ${line}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
