import { parse } from 'yaml';
import { bookSchema } from '../../../../gateways/alerts/book/schema/book-schema.js';
import { mainSchema } from '../../../../src/config/schema.js';
import type { Block } from './block.js';
import * as config from './config-trials.js';
import * as program from './program-trials.js';
import * as server from './server-trials.js';
import * as words from './word-trials.js';

/** What is done with a block. */
export type Treatment =
  /** It is tried here; rejects where something in it is wrong. */
  | ((block: Block) => void | Promise<void>)
  /** Another test tries it: path of its file, which names the page or takes the blocks of this kind. */
  | { readonly by: string }
  /** No test can run it, and why. It is still checked as far as that goes. */
  | { readonly notRun: string; readonly check: (block: Block) => void | Promise<void> };

export interface Kind {
  readonly name: string;
  readonly fits: (block: Block) => boolean;
  readonly treatment: Treatment;
}

const isIn =
  (language: string, page: string, start: RegExp = /^/) =>
  (block: Block): boolean =>
    block.language === language && block.page === page && start.test(block.text);

const ABOUT_BOOK: ReadonlySet<string> = new Set([
  'README.md',
  'docs/admin/alerts.md',
  'docs/admin/routes.md',
  'docs/developer/alerts-api.md',
]);
const BOOK_KEYS = new Set(Object.keys(bookSchema.shape));
const CONFIG_KEYS = new Set([...Object.keys(mainSchema.shape), 'gateways']);
/** Keys of sections, and where in the config they stand. */
const SECTION_KEYS: Readonly<Record<string, readonly string[]>> = {
  smime: ['gateways', 'email'],
  direct: ['gateways', 'email'],
  ownMailboxes: ['gateways', 'email'],
  addresses: ['gateways', 'email'],
  networks: ['gateways', 'irc'],
  statuses: ['gateways', 'sms', 'carriers', '0'],
};

function keysOf({ language, text }: Block): readonly string[] {
  if (language !== 'yaml') return [];
  const data: unknown = parse(text);
  return typeof data === 'object' && data !== null ? Object.keys(data) : [];
}

const isBook = (block: Block): boolean => {
  const keys = keysOf(block);
  return ABOUT_BOOK.has(block.page) && keys.length > 0 && keys.every((key) => BOOK_KEYS.has(key));
};

const isNetwork = isIn('sh', 'docs/admin/irc.md', /^sysctl/);

/** Shell commands that change the machine, or take what the test has not. */
const isInstallation = (block: Block): boolean =>
  block.language === 'sh' && /^(git clone|npm |npx |node scripts|docker |useradd |\w+=1 npm )/.test(block.text);

/** The drill of backups is a test of its own. */
const isDrill = isIn('sh', 'docs/admin/backup.md', /^isthmus (backup|restore) /);

/** Commands that an installation can run. */
const isForAdmins = (block: Block): boolean =>
  block.language === 'sh' &&
  !isInstallation(block) &&
  !isNetwork(block) &&
  !isDrill(block) &&
  block.page !== 'docs/developer/alerts-api.md';

/** Every kind of block; each block of the documentation is of exactly one. */
export const KINDS: readonly Kind[] = [
  // Files of Isthmus.
  {
    name: 'book of routes',
    fits: (block) => isBook(block),
    treatment: config.checkBook,
  },
  {
    name: 'config file or part of one',
    fits: (block) => {
      const keys = keysOf(block);
      return keys.length > 0 && keys.every((key) => CONFIG_KEYS.has(key)) && !isBook(block);
    },
    treatment: config.checkConfig,
  },
  {
    name: 'part of a section of the config file',
    fits: (block) => {
      const keys = keysOf(block);
      return keys.length > 0 && keys.every((key) => Object.hasOwn(SECTION_KEYS, key));
    },
    treatment: (block) => config.checkSection(block, SECTION_KEYS),
  },
  { name: 'calendar', fits: ({ text }) => text.startsWith(config.CALENDAR), treatment: config.checkCalendar },
  {
    name: 'answer of isthmus config show',
    fits: isIn('', 'docs/admin/configuration.md'),
    treatment: config.checkShown,
  },
  // Files of other programs.
  {
    name: 'lines for Prosody, ejabberd',
    fits: (block) => block.page === 'docs/admin/attaching.md' && /^(lua|yaml)$/.test(block.language),
    treatment: { by: 'test/unit/docs/server-snippets.test.ts' },
  },
  { name: 'upload service of Prosody', fits: isIn('lua', 'docs/admin/media.md'), treatment: server.runProsody },
  {
    name: 'upload service of ejabberd',
    fits: isIn('yaml', 'docs/admin/media.md', /^acl:/),
    treatment: server.runEjabberd,
  },
  { name: 'Redis', fits: isIn('', 'docs/admin/redis.md'), treatment: server.runRedis },
  { name: 'Postfix', fits: isIn('', 'docs/admin/email.md', /^relay_domains/), treatment: server.checkPostfix },
  { name: 'zone of DNS', fits: isIn('', 'docs/admin/email.md', /TXT/), treatment: server.checkZone },
  {
    name: 'web server in front',
    fits: ({ language }) => language === 'nginx' || language === 'caddy',
    treatment: { by: 'test/e2e/documented-proxies.test.ts' },
  },
  {
    name: 'Prometheus',
    fits: isIn('yaml', 'docs/admin/monitoring.md', /^scrape_configs/),
    treatment: server.checkPrometheus,
  },
  {
    name: 'Alertmanager',
    fits: isIn('yaml', 'docs/admin/alerts.md', /^receivers/),
    treatment: server.checkAlertmanager,
  },
  {
    name: 'MongooseIM',
    fits: ({ language }) => language === 'toml',
    treatment: { notRun: 'Debian has no package of MongooseIM', check: server.checkToml },
  },
  {
    name: 'Openfire',
    fits: ({ language }) => language === 'properties',
    treatment: { notRun: 'Debian has no package of Openfire', check: server.checkProperties },
  },
  // Programs.
  {
    name: 'shell commands for whoever runs Isthmus',
    fits: isForAdmins,
    treatment: { by: 'test/e2e/documented-commands.test.ts' },
  },
  { name: 'drill of backups', fits: isDrill, treatment: { by: 'test/e2e/backup-drill.test.ts' } },
  {
    name: 'installation and scripts of this repository',
    fits: isInstallation,
    treatment: {
      notRun: 'they install on the machine where they run, or run all tests; `npm run bench -- first` has one for them',
      check: program.checkInstallation,
    },
  },
  { name: 'addresses of this machine', fits: isNetwork, treatment: program.runInOwnNetwork },
  {
    name: 'a bot in shell and Python',
    fits: ({ language, page, text }) =>
      page === 'docs/developer/alerts-api.md' &&
      (language === 'sh' || (language === 'python' && text.includes('events('))),
    treatment: { by: 'test/e2e/alerts-bot-author.test.ts' },
  },
  {
    name: 'a receiver of events in Python',
    fits: ({ language, text }) => language === 'python' && text.includes('ThreadingHTTPServer'),
    treatment: { by: 'test/e2e/alerts-webhook.test.ts' },
  },
  { name: 'TypeScript', fits: ({ language }) => language === 'ts', treatment: program.checkTypes },
  // What goes over the wire, and what people read and write.
  { name: 'stanzas', fits: ({ language }) => language === 'xml', treatment: words.checkXml },
  { name: 'what a bot is posted', fits: isIn('json', 'docs/developer/alerts-api.md'), treatment: words.checkPosted },
  { name: 'readiness', fits: isIn('json', 'docs/admin/monitoring.md'), treatment: program.checkTypes },
  { name: 'findings of the doctor', fits: isIn('text', 'docs/admin/doctor.md'), treatment: words.checkDoctor },
  { name: 'stanza scripts', fits: isIn('', 'docs/developer/testing.md'), treatment: words.checkScript },
  {
    name: 'lines of a client in a terminal',
    fits: isIn('', 'docs/user/terminal.md'),
    treatment: { by: 'test/e2e/documented-terminal.test.ts' },
  },
  {
    name: 'an alert as people read it',
    fits: isIn('', 'docs/user/alerts.md'),
    treatment: { by: 'test/e2e/alerts.test.ts' },
  },
];

/** The kinds that a block is of: one, where the documentation is in order. */
export function kindsOf(block: Block): readonly Kind[] {
  return KINDS.filter(({ fits }) => fits(block));
}
