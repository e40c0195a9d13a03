import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentedBook } from '../../../gateways/alerts/book/schema/book-schema.js';
import { alertsDiagnoses } from '../../../gateways/alerts/examination/diagnoses.js';
import { openApi } from '../../../gateways/alerts/http/api/openapi.js';
import { API, operationsOf } from '../../../gateways/alerts/http/api/operations.js';
import { REASONS } from '../../../gateways/alerts/http/problem.js';
import { alertsModule } from '../../../gateways/alerts/module.js';
import { alertOperations } from '../../../gateways/alerts/operations/operations.js';
import { PRESETS } from '../../../gateways/alerts/sources/presets/presets.js';
import { httpTexts } from '../../../gateways/alerts/texts/http.js';
import { emailDiagnoses } from '../../../gateways/email/examination/diagnoses.js';
import { emailModule } from '../../../gateways/email/module.js';
import { emailTexts } from '../../../gateways/email/texts.js';
import { echoModule } from '../../../gateways/example/module.js';
import type { AddressCodec, Diagnoses, GatewayModule, Problem } from '../../../gateways/gateway.js';
import { IrcAddresses } from '../../../gateways/irc/addresses.js';
import { ircConfig } from '../../../gateways/irc/config.js';
import { ircDiagnoses } from '../../../gateways/irc/examination/diagnoses.js';
import { ircModule } from '../../../gateways/irc/module.js';
import { Networks } from '../../../gateways/irc/networks.js';
import { ircTexts } from '../../../gateways/irc/texts.js';
import { BY_NUMBER, BY_WORD } from '../../../gateways/sms/delivery-state.js';
import { smsDiagnoses } from '../../../gateways/sms/examination/diagnoses.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { NETWORKS } from '../../../gateways/sms/network-errors.js';
import { SmsAddresses } from '../../../gateways/sms/numbers.js';
import { STATUS, type StatusClass } from '../../../gateways/sms/status.js';
import { smsTexts } from '../../../gateways/sms/texts.js';
import { configDiagnoses } from '../../../src/cli/doctor/config-result.js';
import { CORE_AREAS } from '../../../src/cli/doctor/doctor.js';
import { unfinished } from '../../../src/cli/doctor/run-areas.js';
import { usageOf } from '../../../src/cli/operate/arguments.js';
import { jsonSchema } from '../../../src/config/json-schema.js';
import { sampleConfig } from '../../../src/config/sample.js';
import { mainSchema } from '../../../src/config/schema.js';
import { type Shape, shapeOf } from '../../../src/config/shape.js';
import { operationNode } from '../../../src/core/commands/operations.js';
import { coreErrors } from '../../../src/core/errors.js';
import { coreMetrics } from '../../../src/core/metric-table.js';
import { exposedName } from '../../../src/core/metrics.js';
import { coreOperations } from '../../../src/core/operator/operator.js';
import { Catalogue } from '../../../src/core/text/catalogue.js';
import { english } from '../../../src/core/text/en.js';
import { operationsView } from '../../../src/http/console/operations-view.js';
import type { MetricTable } from '../../../src/metric.js';
import { repositoryRoot } from '../../support/repository.js';
import { HttpWorld } from '../alerts/http/support.js';

/** The gateways whose settings the pages describe. */
export const modules: readonly GatewayModule[] = [
  smsModule as GatewayModule,
  emailModule as GatewayModule,
  ircModule as GatewayModule,
  alertsModule as GatewayModule,
  echoModule as GatewayModule,
];

const words = new Catalogue({ en: english }, smsTexts, emailTexts, ircTexts);

/** Every generated part of the pages by its name: Markdown that stands between the two marks of that name. */
export function generatedParts(): ReadonlyMap<string, string> {
  return new Map([
    ['core-errors', coreErrorTable()],
    ['doctor-codes', doctorTable()],
    ['sms-statuses', statusTable()],
    ['sms-states', stateTable()],
    ['sms-network-errors', networkErrorTable()],
    ['sms-addresses', addressTable(new SmsAddresses('US'), PHONES)],
    ['irc-addresses', addressTable(ircAddresses(), ROOMS)],
    ['alerts-api', alertsApiTable()],
    ['alerts-http-problems', alertsProblemTable()],
    ['alerts-presets', alertsPresetTable()],
    ['metrics', metricsTable()],
    ['operations', operationsTable()],
    ['alerts-book', configTables(documentedBook, '')],
    ['config-main', configTables(mainSchema, '')],
    ...modules.map(
      (module) => [`config-${module.name}`, configTables(module.config, `gateways.${module.name}`)] as const,
    ),
  ]);
}

/** What shells and `man` know of the commands, by the path of the file. */
const SHELL_FILES = {
  'config/shell/isthmus.bash': 'bash',
  'config/shell/_isthmus': 'zsh',
  'config/shell/isthmus.fish': 'fish',
  'config/shell/isthmus.1': 'man',
} as const;
const MAIN = fileURLToPath(new URL('../../../src/main.js', import.meta.url));

/** Files that are generated whole, by their path from the repository's root. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const description = openApi(operationsOf(new HttpWorld().parts()));
  return new Map([
    ['docs/developer/alerts-api.json', `${JSON.stringify(description, undefined, 2)}\n`],
    ['config/isthmus.schema.json', jsonSchema(modules)],
    ['config/isthmus.example.yaml', sampleConfig(modules)],
    ...Object.entries(SHELL_FILES).map(([path, form]) => [path, printed('completion', form)] as const),
  ]);
}

/** What `isthmus` prints. */
function printed(...args: readonly string[]): string {
  return execFileSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
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

/** All that the doctor can find, area by area. */
function doctorTable(): string {
  const all: readonly (readonly [string, Diagnoses])[] = [
    ['config', configDiagnoses],
    ...CORE_AREAS.map(({ name, diagnoses }) => [name, diagnoses] as const),
    ['sms', smsDiagnoses],
    ['email', emailDiagnoses],
    ['irc', ircDiagnoses],
    ['alerts', alertsDiagnoses],
    ['every', unfinished],
  ];
  const rows = all.flatMap(([area, diagnoses]) =>
    Object.entries(diagnoses).map(([code, { severity, title, why }]) => [
      area,
      `\`${code}\``,
      severity,
      escapeCell(`${title[0]?.toUpperCase() ?? ''}${title.slice(1)}. ${why}`),
    ]),
  );
  return table(['Area', 'Code', 'Severity', 'What it means'], rows);
}

/** Pages of the console that are about the things of a noun; every operation is on its page of commands too. */
const CONSOLE_PAGES: Readonly<Record<string, string>> = {
  user: 'People',
  lane: 'Lanes',
  message: 'Path of a message',
  letter: 'Dead letters',
  incident: 'Alerts',
  silence: 'Alerts',
  route: 'Alerts',
  ban: 'Bans',
  log: 'Log levels',
};

/** All that admins can have a running installation do, and where. */
function operationsTable(): string {
  const nobody = (): never => {
    throw new Error('nothing runs here');
  };
  const { operations } = operationsView([...coreOperations(nobody), ...alertOperations(nobody)]);
  const rows = operations.map((operation) => {
    const { noun, verb, about, changes, confirm } = operation;
    const marks = [...(changes ? ['recorded'] : []), ...(confirm === undefined ? [] : ['asks once more'])];
    return [
      `\`${noun} ${verb}\``,
      `${escapeCell(about)}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`,
      `\`isthmus ${`${noun} ${verb} ${usageOf(operation)}`.trim().replaceAll('|', '\\|')}\``,
      `\`${operationNode(operation)}\``,
      CONSOLE_PAGES[noun] ?? 'Commands',
    ];
  });
  return table(['Operation', 'What it does', 'At a terminal', 'Node in XMPP', 'In the console'], rows);
}

function alertsApiTable(): string {
  const rows = operationsOf(new HttpWorld().parts()).map(({ method, path, scope, summary }) => [
    `\`${method} ${API}${path}\``,
    `\`${scope}\``,
    escapeCell(summary),
  ]);
  return table(['Request', 'Scope', 'What it does'], rows);
}

function alertsPresetTable(): string {
  const rows = [...PRESETS.values()].map(({ name, sender, setup }) => [`\`${name}\``, sender, escapeCell(setup)]);
  return table(['Preset', 'Sender', 'What to set there'], rows);
}

function alertsProblemTable(): string {
  const told: Readonly<Record<string, string>> = httpTexts.en;
  const rows = Object.entries(REASONS).map(([reason, status]) => [
    `\`${reason}\``,
    String(status),
    escapeCell(told[`alerts.http.${reason}`] ?? ''),
  ]);
  return table(['Reason', 'Status', 'What the sender reads'], rows);
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
  const rows = [...NETWORKS].flatMap(([type, { name, codes }]) =>
    [...codes].map(([code, meaning]) => [`${name} ${code} (\`${type}/${code}\`)`, ...meant(meaning).slice(1)]),
  );
  return table(['Error of the phone network', 'Stanza error', 'What the user reads'], rows);
}

function meant(meaning: Meaning): string[] {
  if (meaning.state !== 'failed') return [meaning.state === 'pending' ? 'no news yet' : 'delivered', '', ''];
  return ['failed', `\`${meaning.type}\` / \`${meaning.condition}\``, sentence(meaning.text)];
}

/** What people write instead of a number. */
const PHONES = ['+12025550123', '40404', '2025550123', '0012025550123', '+1 202 555 0123', '+1202555012345678'].concat([
  '2025550123;ext=7',
  'romeo',
  '911',
  'acme;alphanumeric',
]);

/** What people write instead of a room or a nick. */
const ROOMS = ['#room%libera', 'romeo%irc.libera.chat', 'libera', '#room', 'romeo!libera', '#room@libera'].concat([
  'libera%#room',
  '#room%irc.example.net',
  '#a room%libera',
  'ro,meo%libera',
]);

function ircAddresses(): AddressCodec {
  const config = ircConfig.parse({ domain: 'irc.example.org', networks: { libera: { host: 'irc.libera.chat' } } });
  return new IrcAddresses({ networks: new Networks(config), anyServer: false });
}

function addressTable(addresses: AddressCodec, written: readonly string[]): string {
  const rows = written.map((text) => {
    const result = addresses.parse(text);
    if (result.ok) return [`\`${text}\``, 'accepted', ''];
    const { problem, suggestion } = result;
    const hint = suggestion === undefined ? '' : `, with the JID of \`${suggestion}\``;
    return [`\`${text}\``, `\`${suggestion === undefined ? problem.condition : 'gone'}\`${hint}`, told(problem)];
  });
  return table(['Written before the `@`', 'Answer', 'What the user reads'], rows);
}

/** All tables of metrics, by what stands before their names. */
export const metricTables: readonly (readonly [prefix: string, table: MetricTable])[] = [
  ['', coreMetrics],
  ...modules.flatMap(({ name, metrics }) => (metrics === undefined ? [] : [[`${name}_`, metrics] as const])),
];

function metricsTable(): string {
  const rows = metricTables.flatMap(([prefix, metrics]) =>
    Object.entries(metrics).map(([name, metric]) => [
      `\`${exposedName(prefix + name, metric)}\``,
      metric.kind,
      (metric.labels ?? []).map((label) => `\`${label}\``).join(', '),
      metric.help,
    ]),
  );
  return table(
    ['Metric', 'Kind', 'Labels', 'What it tells'],
    rows.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)),
  );
}

/** The names by which the code counts, with the kind of each. */
export function countedMetrics(): ReadonlyMap<string, string> {
  const gateways = readdirSync(join(repositoryRoot(), 'gateways'), { withFileTypes: true });
  const folders = gateways.flatMap((one) =>
    one.isDirectory() ? [[`gateways/${one.name}`, `${one.name}_`] as const] : [],
  );
  const found = new Map<string, string>();
  for (const [folder, prefix] of [['src', ''] as const, ...folders]) {
    for (const file of readdirSync(join(repositoryRoot(), folder), { recursive: true })) {
      if (!String(file).endsWith('.ts')) continue;
      const source = readFileSync(join(repositoryRoot(), folder, String(file)), 'utf8');
      for (const { kind, raw } of metricsOf(source, `${folder}/${file}`))
        found.set(raw === 'rate_limited' ? raw : prefix + raw, kind);
    }
  }
  return found;
}

/** A call of `GatewayMetrics` or of what passes it on; methods of a class that count something else are private. */
const CALL =
  /(?<of>metrics\.)?(?<![#\w])(?<kind>count|gauge|observe)\(\s*(?:'(?<raw>\w+)'(?=\s*[,)])|(?<other>[^\s,)]+(?:\s*\+)?))/g;

/** What a file counts. A name that is put together at run time could not be told of here: that is an error. */
export function metricsOf(source: string, file: string): readonly { readonly kind: string; readonly raw: string }[] {
  return [...source.matchAll(CALL)].flatMap(({ groups = {} }) => {
    const { of = '', kind = '', raw, other = '' } = groups;
    if (raw !== undefined) return [{ kind, raw }];
    const passesOn = other === 'name' || other.includes('gateway.name');
    if (of !== '' && !passesOn) throw new Error(`${file}: write the name of a metric as it is, not ${other}`);
    return [];
  });
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
      else if (typeof one.additionalProperties === 'object' && one.additionalProperties.properties !== undefined)
        inner.push([{ ...one.additionalProperties, ...described(one) }, `${key}.*`]);
      else if (typeof one.additionalProperties === 'object' && one.additionalProperties.items?.properties !== undefined)
        inner.push([{ ...one.additionalProperties.items, ...described(one) }, `${key}.*[]`]);
      else if (key !== 'gateways') {
        const choice = one.anyOf?.find(({ properties }) => properties !== undefined);
        if (choice !== undefined) inner.push([{ ...choice, ...described(one) }, key]);
        const item = one.items?.anyOf?.find(({ properties }) => properties !== undefined);
        if (item !== undefined) inner.push([{ ...item, ...described(one) }, `${key}[]`]);
        rows.push([`\`${key}\``, defaultOf(one, required.includes(name)), meaningOf(one)]);
      }
    }
    const live = shape.live === true ? ' Live, with all that is below it.' : '';
    if (heading) parts.push(`#### \`${path}\`\n\n${shape.description ?? ''}.${live}`);
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
  const choices =
    shape.enum === undefined ? '' : ` One of ${shape.enum.map((one) => `\`${String(one)}\``).join(', ')}.`;
  const text = escapeCell(shape.description ?? '');
  const live = shape.live === true ? ' Live.' : '';
  return `${text}${text.endsWith('.') ? '' : '.'}${choices}${live}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replace(/ {2,}/g, ' ');
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', ' ');
}
