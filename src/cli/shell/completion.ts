import { Arguments } from '../arguments.js';
import { type Command, UsageError } from '../command.js';
import { packageVersion } from '../version.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { manPage } from './man.js';
import { type ShellCommand, shellTree } from './tree.js';
import { zshCompletion } from './zsh.js';

const FORMS: Readonly<Record<string, (tree: readonly ShellCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  man: (tree) => manPage(tree, packageVersion()),
};

/** `isthmus completion`: what a shell or `man` knows of the commands, from their table. `commands`: asked when it is used. */
export function completionCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    summary: 'print what a shell needs to complete the commands, or their manual page',
    usage: 'bash | zsh | fish | man',
    options: [],
    verbs: async () => Object.keys(FORMS).map((name) => ({ name, summary: '', arguments: [] })),
    async run([form = '', ...rest], io) {
      new Arguments(rest).end();
      const make = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
      if (make === undefined) throw new UsageError(`knows only: ${Object.keys(FORMS).join(', ')}`);
      io.out(make(await shellTree(commands())).trimEnd());
      return 0;
    },
  };
}
