import type { z } from 'zod';
import { mainSchema } from './schema.js';
import { isSecret } from './secret-files.js';
import { type Shape, shapeOf } from './shape.js';

/** What the config needs of a gateway module. */
export interface ConfigModule {
  readonly name: string;
  readonly config: z.ZodType;
}

/** Keys of a gateway's section that the core reads, whether the module's own schema names them or not. */
export const COMMON_SHAPES: Readonly<Record<string, Shape>> = {
  domain: { type: 'string', description: 'XMPP domain of this gateway, as the server knows the component' },
  secret: { type: 'string', description: 'Secret shared with the server; or use secretFile', secret: true },
  secretFile: { type: 'string', description: 'File with the secret shared with the server' },
  server: { type: 'string', description: 'host:port of the component listener; default: xmpp.server' },
  streams: { type: 'integer', description: 'Connections for the domain of this gateway; default: xmpp.streams' },
  avatarFile: { type: 'string', description: 'Picture of the gateway and its contacts: a square PNG under 8 KiB' },
};

/** What a whole config file may hold: the main schema, the sections of the gateways, and the file beside each secret. */
export function wholeShape(modules: readonly ConfigModule[]): Shape {
  const main = shapeOf(mainSchema);
  const sections = modules.map(({ name, config }): [string, Shape] => {
    const own = shapeOf(config);
    const lacking = Object.entries(COMMON_SHAPES).filter(([key]) => !Object.hasOwn(own.properties ?? {}, key));
    return [name, { ...own, properties: { ...own.properties, ...Object.fromEntries(lacking) } }];
  });
  const { gateways, ...others } = main.properties ?? {};
  return withSecretFiles({
    ...main,
    properties: {
      ...others,
      gateways: {
        type: 'object',
        ...(gateways?.description === undefined ? {} : { description: gateways.description }),
        properties: Object.fromEntries(sections),
        additionalProperties: false,
      },
    },
  });
}

/** The same with a key `xFile` beside each secret `x` that has none; a secret that is required may be in either. */
function withSecretFiles(shape: Shape): Shape {
  const { properties, items, additionalProperties: more, anyOf } = shape;
  return {
    ...shape,
    ...(properties === undefined ? {} : sectionWithFiles(properties, shape.required ?? [])),
    ...(items === undefined ? {} : { items: withSecretFiles(items) }),
    ...(typeof more === 'object' ? { additionalProperties: withSecretFiles(more) } : {}),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(withSecretFiles) }),
  };
}

function sectionWithFiles(properties: Readonly<Record<string, Shape>>, required: readonly string[]): Shape {
  const secrets = new Set<string>();
  const all = Object.entries(properties).flatMap(([name, one]): [string, Shape][] => {
    if (!isText(one) || !isSecret(name, one)) return [[name, withSecretFiles(one)]];
    secrets.add(name);
    const file = `${name}File`;
    const marked: [string, Shape] = [name, { ...one, secret: true }];
    if (Object.hasOwn(properties, file)) return [marked];
    return [marked, [file, { type: 'string', description: `File with what ${name} would hold` }]];
  });
  const needed = required.filter((name) => !secrets.has(name));
  return { properties: Object.fromEntries(all), ...(needed.length === 0 ? {} : { required: needed }) };
}

/** Whether a value may be a text. */
function isText(shape: Shape): boolean {
  return shape.type === 'string' || (shape.type === undefined && shape.anyOf?.some(isText) === true);
}
