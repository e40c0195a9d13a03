import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { refused } from '../../operation.js';
import { Arguments } from '../arguments.js';
import { type Command, type CommandIo, StartError, UsageError } from '../command.js';
import type { Networks } from '../networks.js';
import { readConfig } from '../read-config.js';
import { readArguments, usageOf } from './arguments.js';
import { ControlClient, type OperationView } from './control-client.js';
import { linesOf } from './print.js';

/** Where the config lies when nobody says it. */
const USUAL_PLACES = ['isthmus.yaml', '/etc/isthmus/isthmus.yaml'];

/** What running an operation from the terminal needs. */
export interface OperateParts {
  readonly networks: Networks;
  /** All operations that there can be, with what they take, without a gateway that runs. */
  readonly table: () => Promise<readonly OperationView[]>;
  /** The terminal, where one is there to answer a question. */
  readonly terminal?: NodeJS.ReadStream;
}

const COMMON = [
  { name: '--config FILE', summary: `the config file; default: ISTHMUS_CONFIG, ${USUAL_PLACES.join(', ')}` },
  { name: '--socket PATH', summary: 'the control socket itself, in place of the config' },
  { name: '--role ROLE', summary: 'the process of this role, where there are several' },
  { name: '--json', summary: 'print the result as JSON' },
  { name: '--yes', summary: 'do not ask before what cannot be undone' },
];

/** The commands `isthmus NOUN VERB`, one for each noun, which ask the gateway that runs. `elsewhere`: nouns of commands that are `joined`. */
export function operateCommands(
  nouns: Readonly<Record<string, string>>,
  parts: OperateParts,
  elsewhere: readonly string[] = [],
): readonly Command[] {
  return Object.entries(nouns)
    .filter(([noun]) => !elsewhere.includes(noun))
    .map(([noun, summary]) => operateCommand(noun, summary, parts));
}

/** One noun. `verbs` of a command that has the same name are done by it, with or without a gateway that runs. */
function operateCommand(noun: string, summary: string, parts: OperateParts): Command {
  return {
    name: noun,
    summary,
    usage: 'VERB ...',
    options: COMMON,
    verbs: async () =>
      (await parts.table())
        .filter((one) => one.noun === noun)
        .map((one) => ({ name: `${one.verb} ${usageOf(one)}`.trim(), summary: one.about, arguments: one.arguments })),
    run: async (args, io) => await operate(noun, args, io, parts),
  };
}

/** The command of a noun that others are done by too: `isthmus route test` is read from files, `isthmus route list` asks. */
export function joined(command: Command, parts: OperateParts, own: readonly string[]): Command {
  const operating = operateCommand(command.name, command.summary, parts);
  return {
    ...command,
    // What it does by itself is told by its usage.
    verbs: async () => [
      ...own.map((name) => ({ name, summary: '', arguments: [] })),
      ...((await operating.verbs?.()) ?? []),
    ],
    run: async (args, io) =>
      args[0] === undefined || args[0].startsWith('-') || own.includes(args[0])
        ? await command.run(args, io)
        : await operating.run(args, io),
  };
}

async function operate(noun: string, args: readonly string[], io: CommandIo, parts: OperateParts): Promise<number> {
  const [verb, ...after] = args;
  if (verb === undefined || verb.startsWith('-')) throw new UsageError(`needs a verb; isthmus help ${noun} lists them`);
  const given = new Arguments(after);
  const [config, socket, role] = [given.option('--config'), given.option('--socket'), given.option('--role')];
  const [json, yes] = [given.flag('--json'), given.flag('--yes')];
  const client =
    socket === undefined
      ? await ControlClient.find(await folderOf(config, io, parts.networks), role)
      : new ControlClient(socket);
  const operation = chosen(await client.operations(), noun, verb);
  const values = readArguments(operation, given.left);
  if (operation.confirm !== undefined && !yes && !(await isSure(operation.confirm, parts.terminal))) {
    io.err('Nothing was done. Say --yes where nobody can be asked.');
    return 2;
  }
  const answer = await client.run(noun, operation.verb, values);
  if (json) io.out(JSON.stringify(answer, undefined, 2));
  if (refused(answer)) {
    if (!json) io.err(`isthmus ${noun} ${operation.verb}: ${answer.problem}`);
    return 2;
  }
  if (!json) for (const line of linesOf(answer)) io.out(line);
  return 0;
}

/** The operation of a verb, or of its beginning where that is one alone. */
function chosen(all: readonly OperationView[], noun: string, verb: string): OperationView {
  const ofNoun = all.filter((one) => one.noun === noun);
  const exact = ofNoun.find((one) => one.verb === verb);
  if (exact !== undefined) return exact;
  const begun = ofNoun.filter((one) => one.verb.startsWith(verb));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  const verbs = (begun.length > 1 ? begun : ofNoun).map((one) => one.verb).join(', ');
  if (ofNoun.length === 0) {
    throw new StartError(
      `the gateway that runs has no ${noun}: is its network in the config, and its release this one?`,
    );
  }
  throw new UsageError(begun.length > 1 ? `"${verb}" can be ${verbs}` : `has no verb "${verb}"; it has ${verbs}`);
}

async function folderOf(file: string | undefined, io: CommandIo, networks: Networks): Promise<string> {
  const path = file ?? io.env.ISTHMUS_CONFIG ?? USUAL_PLACES.find((place) => existsSync(place));
  if (path === undefined) throw new UsageError('needs --config FILE, to know which Isthmus is meant');
  const { result } = await readConfig(networks, path, { environment: io.env });
  if (!result.ok) {
    throw new StartError(
      `${path} has errors, so it is not known where Isthmus listens: isthmus check ${path} tells them`,
    );
  }
  if (!result.config.control.enabled) {
    throw new StartError(`the control socket is switched off in ${path} (control.enabled)`);
  }
  return result.config.control.dir;
}

async function isSure(question: string, terminal: NodeJS.ReadStream | undefined): Promise<boolean> {
  if (terminal?.isTTY !== true) return false;
  const lines = createInterface({ input: terminal, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
