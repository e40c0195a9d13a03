import type { Shape } from './shape.js';
import { type ConfigModule, wholeShape } from './whole-shape.js';

/** The name of the file, as the sample names it: it stands beside the config file. */
export const SCHEMA_FILE = 'isthmus.schema.json';

/**
 * The JSON Schema (draft 7, which editors know) of the config file: names, kinds, bounds and descriptions. What only a program can
 * check, such as a duration within its bounds, `isthmus check` tells.
 */
export function jsonSchema(modules: readonly ConfigModule[]): string {
  const { $schema: _, ...shape } = wholeShape(modules) as Shape & { readonly $schema?: unknown };
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Config file of Isthmus',
    ...plain(shape),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** Without our own marks, and with what they say in words of JSON Schema. */
function plain(shape: Shape): Record<string, unknown> {
  const { sample: _, secret, short, live, properties, items, additionalProperties, anyOf, ...rest } = shape;
  const { description, ...others } = rest;
  const about = [description, live === true ? '(taken over by a reload)' : undefined].filter(
    (part) => part !== undefined,
  );
  const whole = {
    ...others,
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, plain(one)])) }),
    ...(items === undefined ? {} : { items: plain(items) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'object' ? plain(additionalProperties) : additionalProperties,
        }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(plain) }),
    ...(secret === true ? { writeOnly: true } : {}),
  };
  const said = about.length === 0 ? {} : { description: about.join(' ') };
  return short === undefined ? { ...said, ...whole } : { ...said, anyOf: [{ type: short }, whole] };
}
