import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commentedConfig } from '../../config/commented.js';
import { loadConfig } from '../../config/load.js';
import { explainReason } from '../../config/reason.js';
import { wholeShape } from '../../config/whole-shape.js';
import { Arguments } from '../arguments.js';
import { type Command, type CommandIo, type CommandOption, StartError } from '../command.js';
import { findingText } from '../finding-text.js';
import { moduleFindings } from '../module-findings.js';
import type { Networks } from '../networks.js';
import { SERVERS } from '../servers/server-type.js';
import { serverParts } from '../servers/whole-lines.js';
import { Answers } from './answers.js';
import { Asker, type Terminal } from './asker.js';
import { makePlan, type Offer, type Plan } from './plan.js';
import { adminOf, DOMAIN, networksOf, PUBLIC_URL, place, SERVER } from './questions.js';
import { CONFIG_FILE, type Owner, writeFiles } from './write-files.js';

const DIR = '/etc/isthmus';
const DATA_DIR = '/var/lib/isthmus';

const HEADER = `# The config file of Isthmus, as isthmus init has made it. isthmus sample prints all keys with what they mean,
# isthmus check explains what is wrong in a file, isthmus doctor what it connects to.
`;

const OPTIONS: readonly CommandOption[] = [
  { name: '--dir DIR', summary: `folder for the config file, keys and secrets; default ${DIR}` },
  { name: '--yes', summary: 'ask nothing: what no option says gets its default' },
  ...[SERVER, DOMAIN, place('prosody'), networksOf([]), adminOf('example.org'), PUBLIC_URL].map(({ option, ask }) => ({
    name: `${option} ...`,
    summary: ask.replace(/ \(\)$/, ''),
  })),
  { name: '--NETWORK-domain ...', summary: 'domain of a gateway; default NETWORK. and the domain of the server' },
  {
    name: '--NETWORK-QUESTION ...',
    summary:
      'what is asked of a network: --sms-carrier, --sms-system-id, --sms-password, --sms-number, --sms-country, --irc-networks, --email-addresses',
  },
  { name: '--data-dir DIR', summary: `where Isthmus keeps its data; default ${DATA_DIR}, or data in --dir` },
  { name: '--OPTION-file FILE', summary: 'the same, read from a file: --sms-password-file' },
  { name: '--http HOST:PORT', summary: 'where to listen for health, metrics and links; default 127.0.0.1:8080' },
  { name: '--redis URL', summary: 'a Redis of your own; default: Isthmus starts one' },
];

/** `isthmus init`: asks a few questions, writes the config file, keys and secrets, and prints what the server has to be told. */
export function initCommand(networks: Networks, terminal: Terminal): Command {
  return {
    name: 'init',
    summary: 'ask a few questions, write a config file, and print the lines for the XMPP server',
    usage: '[--dir DIR] [--yes] [--server TYPE] [--domain DOMAIN] [--networks LIST] ...',
    options: OPTIONS,
    async run(args, io) {
      const options = new Arguments(args);
      const yes = options.flag('--yes');
      const dir = options.option('--dir') ?? DIR;
      const dataDir = options.option('--data-dir') ?? (dir === DIR ? DATA_DIR : 'data');
      const redis = options.option('--redis');
      const listen = options.option('--http') ?? '127.0.0.1:8080';
      const offers = await offersOf(networks);
      const given = takeAnswers(options, offers);
      const asker = yes ? undefined : new Asker(terminal);
      try {
        const plan = await makePlan(new Answers(given, asker), offers, { dataDir, redis, listen });
        const folder = resolve(dir);
        const owner = ownerOf(resolve(folder, dataDir));
        await write(folder, plan, offers, owner);
        report(io, folder, plan, owner);
      } finally {
        await asker?.close();
      }
      return 0;
    },
  };
}

async function offersOf(networks: Networks): Promise<readonly Offer[]> {
  const offers: Offer[] = [];
  for (const module of await networks.all()) {
    const introduction = await module.introduction?.();
    if (introduction !== undefined) offers.push({ module, introduction });
  }
  return offers;
}

function takeAnswers(args: Arguments, offers: readonly Offer[]): ReadonlyMap<string, string> {
  const options = [
    ...[SERVER, DOMAIN, place('prosody'), networksOf([]), adminOf(''), PUBLIC_URL].map(({ option }) => option),
    ...offers.flatMap(({ module, introduction }) =>
      ['domain', ...introduction.questions.map(({ name }) => name)].map((name) => `--${module.name}-${name}`),
    ),
  ];
  const given = new Map<string, string>();
  for (const option of options) {
    const value = args.option(option);
    const file = args.option(`${option}-file`);
    if (file !== undefined) given.set(option, contentOf(file, option));
    else if (value !== undefined) given.set(option, value);
  }
  args.end();
  return given;
}

/** Other users of the machine see what stands in a command, and not what stands in a file. */
function contentOf(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new StartError(`${option}-file ${file} cannot be read: ${explainReason(error)}`);
  }
}

/** Whom the data belongs to, where root asks and the user of Isthmus is there already. */
function ownerOf(dataDir: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = statSync(dataDir, { throwIfNoEntry: false });
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}

async function write(folder: string, plan: Plan, offers: readonly Offer[], owner: Owner | undefined): Promise<void> {
  const named = Object.keys(plan.config.gateways as object);
  const modules = offers.map(({ module }) => module).filter(({ name }) => named.includes(name));
  const text = `${HEADER}\n${commentedConfig(plan.config, wholeShape(modules))}\n`;
  const accept = async (made: string): Promise<void> => {
    const file = join(made, CONFIG_FILE);
    const result = loadConfig(file, modules);
    const findings = [...result.findings, ...(await moduleFindings(file, result, modules))];
    const wrong = findings.filter(({ severity }) => severity === 'error');
    // Answers are looked at one by one before; what they mean together is seen only here.
    if (wrong.length > 0)
      throw new StartError(
        `these answers will not do:\n${wrong.map((one) => findingText(CONFIG_FILE, one)).join('\n')}`,
      );
  };
  await writeFiles(folder, new Map([[CONFIG_FILE, text], ...plan.files]), accept, owner);
}

function report(io: CommandIo, folder: string, plan: Plan, owner: Owner | undefined): void {
  const { type, serverDomain, port, components, files, notes } = plan;
  const { title, apply } = SERVERS[type];
  const config = join(folder, CONFIG_FILE);
  io.out(`\nwritten: ${[CONFIG_FILE, 'secret.key', ...files.keys()].map((name) => join(folder, name)).join(', ')}`);
  io.out('Keep a copy of secret.key: without it the passwords of users in Redis are lost.');
  io.out(`\nTell ${title}:`);
  for (const { where, lines, optional } of serverParts({ type, port, serverDomain, components })) {
    io.out(
      `\n--- ${optional === undefined ? '' : 'optional, '}${where}${optional === undefined ? '' : `: ${optional}`}\n`,
    );
    io.out(lines);
  }
  io.out(`\n--- then: ${apply}`);
  for (const note of notes) io.out(`\n${note}`);
  if (owner === undefined && process.getuid?.() === 0) {
    io.out(`\nLet the user of Isthmus read it: chown -R isthmus ${folder}`);
  }
  io.out(`\nNext:\n  isthmus check ${config}\n  isthmus doctor --config ${config}\n  isthmus run --config ${config}`);
}
