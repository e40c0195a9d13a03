import { readFileSync } from 'node:fs';
import { parseSource } from './source.js';

/**
 * The gateways that a config file names, before any of them is known. Where the file cannot be read there are none, and `loadConfig`
 * says what is wrong with it.
 */
export function namedGateways(file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  const { value } = parseSource(text);
  const gateways = sectionOf(sectionOf(value)?.gateways);
  return gateways === undefined ? [] : Object.keys(gateways);
}

function sectionOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
