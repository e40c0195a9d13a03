import { z } from 'zod';
import type { Path } from './finding.js';

/** A JSON Schema as far as checks and the sample read it. */
export interface Shape {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  /** `.meta({ sample: value })`: what the example file says, although there is a default. */
  readonly sample?: unknown;
  /** Marked by `.meta({ secret: true })`: its value is never shown and may stand in a file. */
  readonly secret?: unknown;
  /** Marked by `.meta({ live: true })`: a reload takes it over while Isthmus runs. */
  readonly live?: unknown;
  /** Marked by `.meta({ short: 'string' })`: the kind of a short form in which it may be written as well. */
  readonly short?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
}

/** What a schema accepts, as data. What JSON Schema has no word for (transforms, checks) is left out. */
export function shapeOf(schema: z.ZodType): Shape {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
}

/** The shape at a path inside of a shape; undefined where nothing is known. */
export function shapeAt(shape: Shape | undefined, path: Path): Shape | undefined {
  let current = shape;
  for (const part of path) {
    if (current === undefined) return undefined;
    current = typeof part === 'number' ? current.items : propertyOf(current, part);
  }
  return current;
}

function propertyOf(shape: Shape, name: string): Shape | undefined {
  const own = shape.properties;
  if (own !== undefined && Object.hasOwn(own, name)) return own[name];
  if (typeof shape.additionalProperties === 'object') return shape.additionalProperties;
  for (const option of shape.anyOf ?? []) {
    const found = propertyOf(option, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The keys that an object of this shape may have. */
export function keysOf(shape: Shape | undefined): string[] {
  if (shape === undefined) return [];
  return [...Object.keys(shape.properties ?? {}), ...(shape.anyOf ?? []).flatMap(keysOf)];
}
