import { stringify } from 'yaml';
import { SCHEMA_FILE } from './json-schema.js';
import { mainSchema } from './schema.js';
import { type Shape, shapeOf } from './shape.js';
import type { ConfigModule } from './whole-shape.js';
import { wrap } from './wrap.js';

const HEADER = `# yaml-language-server: $schema=${SCHEMA_FILE}

# The config file of Isthmus, with every key. What is commented out shows its default (or an example, where there is
# none). Durations carry ms, s, m, h or d; sizes B, KiB, MiB or GiB. Beside each secret x, xFile names a file that holds
# it. What is marked (live) counts after a reload (SIGHUP), with all that is below it; the rest after a restart.
# \`isthmus check FILE\` explains what is wrong in a file. Generated from the schema: do not edit.
`;

/** The example config file: each key with its description and default, the required ones filled in. */
export function sampleConfig(modules: readonly ConfigModule[]): string {
  const { properties = {}, required = [] } = shapeOf(mainSchema);
  const blocks = Object.entries(properties)
    .filter(([name]) => name !== 'gateways')
    .map(([name, shape]) => block(name, shape, isLive(name, shape, required), 0));
  const gateways = modules.map((module) => {
    const shape = shapeOf(module.config);
    return block(module.name, shape, true, 2).replace('gateway.example.org', `${module.name}.example.org`);
  });
  const description = properties.gateways?.description ?? '';
  return `${[HEADER.trimEnd(), ...blocks, `# ${description}\ngateways:\n${gateways.join('\n')}`].join('\n\n')}\n`;
}

/** One key with its comment; `live` keys stand as they are, others behind a `#`. */
function block(name: string, shape: Shape, live: boolean, indent: number): string {
  const pad = ' '.repeat(indent);
  const comments = wrap(describe(shape), 116 - indent).map((line) => `${pad}# ${line}`);
  if (shape.properties !== undefined) {
    const inner = Object.entries(shape.properties).map(([key, one]) =>
      block(key, one, live && isLive(key, one, shape.required), indent + 2),
    );
    const anyLive = inner.some((text) => text.split('\n').some((line) => !line.trimStart().startsWith('#')));
    return [...comments, `${pad}${live && anyLive ? '' : '# '}${name}:`, ...inner].join('\n');
  }
  if (shape.items?.properties !== undefined) {
    const { properties, required = [] } = shape.items;
    const inner = Object.entries(properties).map(([key, one]) =>
      block(key, one, live && isLive(key, one, required), indent + 4),
    );
    return [...comments, `${pad}${live ? '' : '# '}${name}:`, dash(inner.join('\n'), indent + 2, live)].join('\n');
  }
  const text = `${name}: ${valueText(name, shape)}`;
  return [...comments, `${pad}${live ? '' : '# '}${text}`].join('\n');
}

/** What every installation has to say: required keys, the files of secrets, and what the schema marks as such. */
function isLive(name: string, shape: Shape, required: readonly string[] = []): boolean {
  return required.includes(name) || shape.sample !== undefined || /^(secret|password)File$/.test(name);
}

/** Puts the dash of a list item before its first key that is not a comment; the comments before it stay above. */
function dash(text: string, indent: number, live: boolean): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => (live ? !line.trimStart().startsWith('#') : /^\s*# \w+:( |$)/.test(line)));
  return lines
    .map((line, i) =>
      i === at ? `${' '.repeat(indent)}${live ? '- ' : '# - '}${line.trimStart().replace(/^# /, '')}` : line,
    )
    .join('\n');
}

function describe(shape: Shape): string {
  const choices = shape.enum === undefined ? '' : ` (${shape.enum.map(String).join(', ')})`;
  const live = shape.live === true ? ' (live)' : '';
  return `${shape.description ?? ''}${choices}${live}`.trim();
}

const EXAMPLES: Readonly<Record<string, unknown>> = {
  domain: 'gateway.example.org',
  secretFile: '/etc/isthmus/component.secret',
  host: 'gateway.example.net',
  publicUrl: 'https://gw.example.org',
  name: 'main',
  systemId: 'me',
  passwordFile: '/etc/isthmus/carrier.secret',
};

function valueText(name: string, shape: Shape): string {
  const value = shape.sample ?? shape.default ?? shape.examples?.[0] ?? EXAMPLES[name] ?? fallback(shape);
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

/** Something of the right kind, where the schema names neither default nor example. */
function fallback(shape: Shape): unknown {
  if (shape.enum !== undefined) return shape.enum[0];
  if (shape.type === 'array') return [];
  if (shape.type === 'object') return {};
  if (shape.type === 'boolean') return false;
  return shape.type === 'number' || shape.type === 'integer' ? 1 : '';
}
