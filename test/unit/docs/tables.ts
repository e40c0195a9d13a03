import { echoModule } from '../../../gateways/example/module.js';
import type { GatewayModule, Problem } from '../../../gateways/gateway.js';
import { BY_NETWORK_ERROR, BY_NUMBER, BY_WORD } from '../../../gateways/sms/delivery-state.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { SmsAddresses } from '../../../gateways/sms/numbers.js';
import { STATUS, type StatusClass } from '../../../gateways/sms/status.js';
import { smsTexts } from '../../../gateways/sms/texts.js';
import { mainSchema } from '../../../src/config/schema.js';
import { type Shape, shapeOf } from '../../../src/config/shape.js';
import { coreErrors } from '../../../src/core/errors.js';
import { Catalogue } from '../../../src/core/text/catalogue.js';
import { english } from '../../../src/core/text/en.js';

/** The gateways whose settings the pages describe. */
export const modules: readonly GatewayModule[] = [smsModule as GatewayModule, echoModule as GatewayModule];

const words = new Catalogue({ en: english }, smsTexts);

/** Every generated part of the pages by its name: Markdown that stands between the two marks of that name. */
export function generatedParts(): ReadonlyMap<string, string> {
  return new Map([
    ['core-errors', coreErrorTable()],
    ['sms-statuses', statusTable()],
    ['sms-states', stateTable()],
    ['sms-network-errors', networkErrorTable()],
    ['sms-addresses', addressTable()],
    ['config-main', configTables(mainSchema, '')],
    ...modules.map((module) => [`config-${module.name}`, configTables(module.config, `gateways.${module.name}`)] as const),
  ]);
}

/** Puts the generated parts into a page; a page names the part in two comments. Throws where it names an unknown one. */
export function withGenerated(page: string, parts: ReadonlyMap<string, string>): string {
  return page.replace(
    /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end generated -->)/g,
    (_, begin: string, name: string, end: string) => {
      const part = parts.get(name);
      if (part === undefined) throw new Error(`nothing is generated under the name ${name}`);
      return `${begin}${part}\n${end}`;
    },
  );
}

function coreErrorTable(): string {
  const rows = Object.entries(coreErrors).map(([name, { type, condition, text }]) => [
    `\`${name}\``,
    `\`${type}\` / \`${condition}\``,
    sentence(text),
  ]);
  return table(['Error', 'Stanza error', 'What the user reads'], rows);
}

const CLASSES: Readonly<Record<StatusClass, (retryMs: number) => string>> = {
  slow: (ms) => `the whole lane waits ${ms / 1000} s, twice as long each time, at most 30 s`,
  temporary: (ms) => `tried again after ${ms / 1000} s, until it expires`,
  permanent: () => 'the sender is told',
  setting: () => 'the sender is told; an error in the log',
};

function statusTable(): string {
  const rows = [...STATUS].map(([status, { name, class: kind, type, condition, text, retryMs }]) => [
    `\`0x${status.toString(16).padStart(2, '0')}\` ${name}`,
    CLASSES[kind](retryMs),
    `\`${type}\` / \`${condition}\``,
    sentence(text),
  ]);
  return table(['Status', 'What Isthmus does', 'Stanza error', 'What the user reads'], rows);
}

type Meaning = NonNullable<ReturnType<typeof BY_NUMBER.get>>;

function stateTable(): string {
  const rows: string[][] = [];
  for (const [number, meaning] of BY_NUMBER) rows.push([`message_state ${number}`, ...meant(meaning)]);
  for (const [word, meaning] of BY_WORD) rows.push([`stat:${word}...`, ...meant(meaning)]);
  return table(['The receipt says', 'It means', 'Stanza error', 'What the user reads'], rows);
}

function networkErrorTable(): string {
  const rows = [...BY_NETWORK_ERROR].map(([code, meaning]) => [String(code), ...meant(meaning).slice(1)]);
  return table(['Error of the phone network (GSM)', 'Stanza error', 'What the user reads'], rows);
}

function meant(meaning: Meaning): string[] {
  if (meaning.state !== 'failed') return [meaning.state === 'pending' ? 'no news yet' : 'delivered', '', ''];
  return ['failed', `\`${meaning.type}\` / \`${meaning.condition}\``, sentence(meaning.text)];
}

/** What people write instead of a number. */
const WRITTEN = ['+12025550123', '40404', '2025550123', '0012025550123', '+1 202 555 0123', '+1202555012345678'].concat([
  '2025550123;ext=7',
  'romeo',
  '911',
  'acme;alphanumeric',
]);

function addressTable(): string {
  const addresses = new SmsAddresses('US');
  const rows = WRITTEN.map((text) => {
    const result = addresses.parse(text);
    if (result.ok) return [`\`${text}\``, 'accepted', ''];
    const { problem, suggestion } = result;
    const hint = suggestion === undefined ? '' : `, with the JID of \`${suggestion}\``;
    return [`\`${text}\``, `\`${suggestion === undefined ? problem.condition : 'gone'}\`${hint}`, told(problem)];
  });
  return table(['Written before the `@`', 'Answer', 'What the user reads'], rows);
}

function told(problem: Problem): string {
  return escapeCell(words.text(problem.text));
}

function sentence(key: string): string {
  return escapeCell(words.text({ key }));
}

/** One table a section, the section's own description above it. */
function configTables(schema: Parameters<typeof shapeOf>[0], base: string): string {
  const parts: string[] = [];
  const walk = (shape: Shape, path: string, heading: boolean): void => {
    const required = shape.required ?? [];
    const rows: string[][] = [];
    const inner: [Shape, string][] = [];
    for (const [name, one] of Object.entries(shape.properties ?? {})) {
      const key = path === '' ? name : `${path}.${name}`;
      if (one.properties !== undefined) inner.push([one, key]);
      else if (one.items?.properties !== undefined) inner.push([{ ...one.items, ...described(one) }, `${key}[]`]);
      else if (key !== 'gateways') rows.push([`\`${key}\``, defaultOf(one, required.includes(name)), meaningOf(one)]);
    }
    if (heading) parts.push(`#### \`${path}\`\n\n${shape.description ?? ''}.`);
    if (rows.length > 0) parts.push(table(['Key', 'Default', 'Meaning'], rows));
    for (const [one, key] of inner) walk(one, key, true);
  };
  walk(shapeOf(schema), base, base !== '');
  return parts.join('\n\n').replaceAll('\n\nundefined.', '').replaceAll('\n\n.', '');
}

function described({ description }: Shape): { description?: string } {
  return description === undefined ? {} : { description };
}

function defaultOf(shape: Shape, required: boolean): string {
  if (shape.default === undefined) return required ? 'required' : '';
  return `\`${escapeCell(JSON.stringify(shape.default).replace(/^"(.+)"$/, '$1'))}\``;
}

function meaningOf(shape: Shape): string {
  const choices = shape.enum === undefined ? '' : ` One of ${shape.enum.map((one) => `\`${String(one)}\``).join(', ')}.`;
  const text = escapeCell(shape.description ?? '');
  return `${text}${text.endsWith('.') ? '' : '.'}${choices}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replace(/ {2,}/g, ' ');
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', ' ');
}
