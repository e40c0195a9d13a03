import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { parse, stringify } from 'yaml';
import { findingText } from '../../../../src/cli/finding-text.js';
import { moduleFindings } from '../../../../src/cli/module-findings.js';
import { loadConfig } from '../../../../src/config/load.js';
import { isthmus } from '../../../support/terminal.js';
import { modules } from '../tables.js';
import { allBlocks, type Block } from './block.js';

type Section = Readonly<Record<string, unknown>>;

const dir = mkdtempSync(join(tmpdir(), 'isthmus-blocks-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** How a calendar begins. */
export const CALENDAR = 'BEGIN:VCALENDAR';
const SECRET = 'a secret of 32 random characters or more';
/** What a part of a config stands in: all networks, and no more. */
const CONFIG = {
  xmpp: { domain: 'example.org' },
  access: { allow: ['example.org'], admins: ['admin@example.org'] },
  http: { listen: '127.0.0.1:8080', publicUrl: 'https://gw.example.org' },
  gateways: {
    sms: {
      domain: 'sms.example.org',
      secret: SECRET,
      defaultCountry: 'US',
      numbers: { shared: ['+12025550100'] },
      carriers: [{ name: 'main', host: 'smpp.example.net', tls: {}, systemId: 'me', password: 'secret' }],
    },
    email: {
      domain: 'email.example.org',
      secret: SECRET,
      addresses: { domain: 'mail.example.org', lmtp: '127.0.0.1:2424', smtp: { host: '127.0.0.1', port: 25 } },
    },
    irc: { domain: 'irc.example.org', secret: SECRET, networks: { libera: { host: 'irc.libera.chat' } } },
    alerts: { domain: 'alerts.example.org', secret: SECRET, routes: 'routes.yaml' },
  },
};
/** What a part of a book stands in: the names that the pages use. */
const BOOK = {
  sources: { prometheus: { kind: 'alertmanager', tokenFile: 'prometheus.token' } },
  people: {
    juliet: { title: 'Juliet C.', xmpp: 'juliet@example.org', sms: '+12025551001' },
    romeo: { xmpp: 'romeo@example.org', sms: '+12025551002' },
    alice: { xmpp: 'alice@example.org' },
  },
  lists: { ops: { members: ['juliet', 'romeo'] }, drivers: { members: ['juliet'] } },
  rotations: { 'on-call': { layers: [{ people: ['juliet', 'romeo'], start: '2026-01-05T09:00', turn: 'weekly' }] } },
  policies: { page: { steps: [{ tell: 'on-call' }] } },
  routes: [{ name: 'everything', to: 'juliet' }],
};

/** A whole config file or part of one: nothing is wrong in it, also not in the files that it names. */
export async function checkConfig({ text }: Block): Promise<void> {
  if (text.startsWith('xmpp:')) return await check(text, stringify(BOOK));
  await check(stringify(merged(CONFIG, parse(text))), stringify(BOOK));
}

/** Keys of a section, put where `places` says. */
export async function checkSection(
  { text }: Block,
  places: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const data: Section = parse(text);
  let config: unknown = CONFIG;
  for (const [key, value] of Object.entries(data)) {
    config = merged(config, within(config, places[key] ?? [], { [key]: value }));
  }
  await check(stringify(config), stringify(BOOK));
}

/** A book of routes or part of one, with the names that it takes from elsewhere. */
export async function checkBook({ text }: Block): Promise<void> {
  const calendar = allBlocks().find((block) => block.text.startsWith(CALENDAR))?.text ?? '';
  writeFileSync(join(dir, 'weekend.ics'), calendar);
  const part: Section = parse(text);
  const routes: readonly Section[] = Array.isArray(part.routes) ? part.routes : [];
  // What is for some alerts only stands before what is for all.
  const all = routes.every(({ match }) => match !== undefined) ? [...routes, ...BOOK.routes] : routes;
  await check(stringify(CONFIG), stringify({ ...merged(BOOK, part), routes: all }));
}

/** A calendar of a rotation. */
export async function checkCalendar({ text }: Block): Promise<void> {
  const rotations = { ...BOOK.rotations, weekend: { calendar: 'weekend.ics', otherwise: 'ops' } };
  writeFileSync(join(dir, 'weekend.ics'), text.replaceAll('\n', '\r\n'));
  await check(stringify(CONFIG), stringify({ ...BOOK, rotations }));
  // A name that nobody has is found in it: so the calendar was read.
  const stranger = await found(
    stringify(CONFIG),
    stringify({ ...BOOK, rotations, people: { romeo: BOOK.people.romeo } }),
  );
  assert.match(stranger.join('\n'), /juliet/i);
}

/** What `isthmus config show` prints of a file in which these keys stand at these lines. */
export async function checkShown({ text }: Block): Promise<void> {
  const file = join(dir, 'isthmus.yaml');
  const lines = [
    'xmpp: { domain: example.org }',
    'limits:',
    '  rate: 2',
    'gateways:',
    '  sms:',
    '    defaultCountry: US',
    '    numbers: { shared: ["+12025550100"] }',
    '    domain: sms.example.org',
    `    secret: ${SECRET}`,
    '    carriers: [{ name: main, host: smpp.example.net, tls: {}, systemId: me, password: secret }]',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  const { out, err } = await isthmus(['config', 'show', '--config', file], { ISTHMUS_LOG_LEVEL: 'debug' });
  const shown = out.replaceAll(`${dir}/`, '').split('\n');
  for (const line of text.trim().split('\n')) assert.ok(shown.includes(line), `${line} is not in\n${out}${err}`);
}

async function check(config: string, book: string): Promise<void> {
  assert.deepEqual(await found(config, book), []);
}

/** All that is wrong in a config file and its book, as `isthmus check` says it. */
async function found(config: string, book: string): Promise<readonly string[]> {
  const file = join(dir, 'isthmus.yaml');
  writeFileSync(file, ours(config), { mode: 0o600 });
  writeFileSync(join(dir, 'routes.yaml'), ours(book), { mode: 0o600 });
  for (const text of [config, book]) for (const named of namedFiles(parse(text))) makeFile(named);
  const result = loadConfig(file, modules);
  const all = [...result.findings, ...(await moduleFindings(file, result, modules))];
  return all.map((finding) => findingText('isthmus.yaml', finding));
}

/** With the files of an installation in the folder of this test. */
function ours(text: string): string {
  return text.replaceAll('/etc/isthmus/', `${dir}/`);
}

/** The files that keys such as `passwordFile` name. */
function namedFiles(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key.endsWith('File') && typeof value === 'string' ? [value] : namedFiles(value),
  );
}

/** Makes a file that a config names: a key or certificates where its name says so, else a secret. */
function makeFile(named: string): void {
  const path = named.startsWith('/etc/isthmus/') ? ours(named) : join(dir, named);
  if (existsSync(path) || named === '/etc/isthmus/secret.key') return;
  mkdirSync(dirname(path), { recursive: true });
  const isKey = named.endsWith('.key');
  if (!isKey && !named.endsWith('.pem')) {
    // SMPP has room for eight characters.
    const text = named.includes('carrier') ? 'secret' : `${named}-${SECRET.replaceAll(' ', '-')}`;
    writeFileSync(path, `${text}\n`, { mode: 0o600 });
    return;
  }
  const [key, certificate] = isKey ? [path, path.replace(/key$/, 'pem')] : [path.replace(/pem$/, 'key'), path];
  const name = ['-subj', '/CN=example.org', '-days', '30'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...name, '-keyout', key, '-out', certificate],
    {
      stdio: 'ignore',
    },
  );
}

/** `value` at a place of `config`; a number is a place in a list. */
function within(config: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(config)) {
    return config.map((one, index) => (index === Number(first) ? merged(one, within(one, rest, value)) : one));
  }
  return { [first]: within(isSection(config) ? config[first] : undefined, rest, value) };
}

/** `over` laid over `under`: sections key by key, everything else as a whole. */
function merged(under: Section, over: Section): Section;
function merged(under: unknown, over: unknown): unknown;
function merged(under: unknown, over: unknown): unknown {
  if (!isSection(under) || !isSection(over)) return over;
  const keys = Object.entries(over).map(
    ([key, value]) => [key, key in under ? merged(under[key], value) : value] as const,
  );
  // A secret stands in the file or beside it, not in both.
  const kept = Object.entries(under).filter(([key]) => !(`${key}File` in over));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(keys) };
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
