import { nearest } from '../config/nearest.js';
import { StoreError } from '../store/store-error.js';
import { type Command, type CommandIo, StartError, UsageError } from './command.js';

/** Runs one command of the table; without a name, or with `help` or `--help`, tells how to use them. */
export async function runCli(commands: readonly Command[], argv: readonly string[], io: CommandIo): Promise<number> {
  const [first = 'help', ...args] = argv;
  const name = { '--help': 'help', '-h': 'help', '--version': 'version' }[first] ?? first;
  if (name === 'help') return await help(commands, args[0], io);
  const command = commands.find((one) => one.name === name);
  if (command === undefined) return unknown(commands, name, io);
  if (args.includes('--help')) return await help(commands, name, io);
  try {
    return await command.run(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`isthmus ${name}: ${error.message}`);
      io.err(`usage: isthmus ${name} ${command.usage}`.trimEnd());
      return 2;
    }
    if (error instanceof StoreError || error instanceof StartError) {
      io.err(`isthmus ${name}: ${error.message}`);
      return 2;
    }
    throw error;
  }
}

function unknown(commands: readonly Command[], name: string, io: CommandIo): number {
  const meant = nearest(name, [...commands.map((one) => one.name), 'help']);
  io.err(`isthmus: there is no command "${name}"${meant === undefined ? '' : `, did you mean ${meant}?`}`);
  io.err('isthmus help lists the commands');
  return 2;
}

async function help(commands: readonly Command[], name: string | undefined, io: CommandIo): Promise<number> {
  if (name === undefined) {
    io.out('usage: isthmus COMMAND ...\n');
    const width = Math.max(...commands.map((one) => one.name.length), 4);
    for (const one of commands) io.out(`  ${one.name.padEnd(width)}  ${one.summary}`);
    io.out(`  ${'help'.padEnd(width)}  tell how to use a command: isthmus help COMMAND`);
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) return unknown(commands, name, io);
  io.out(`usage: isthmus ${command.name} ${command.usage}`.trimEnd());
  io.out(`\n${command.summary}`);
  if (command.options.length > 0) io.out('');
  const width = Math.max(0, ...command.options.map((option) => option.name.length));
  for (const option of command.options) io.out(`  ${option.name.padEnd(width)}  ${option.summary}`);
  const verbs = ((await command.verbs?.()) ?? []).filter(({ summary }) => summary !== '');
  if (verbs.length > 0) io.out(`\nisthmus ${command.name} ...`);
  for (const verb of verbs) {
    io.out(`  ${verb.name}\n      ${verb.summary}`);
    for (const { name: argument, about, positional } of verb.arguments) {
      io.out(`      ${positional ? argument.toUpperCase().replaceAll('-', '_') : `--${argument}`}: ${about}`);
    }
  }
  return 0;
}
