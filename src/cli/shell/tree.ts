import type { Command } from '../command.js';

/** An option as a shell completes it. */
export interface ShellOption {
  /** With its dashes: `--json`. */
  readonly name: string;
  readonly summary: string;
  /** What its value is, in capitals; undefined: it takes none. */
  readonly value?: string;
}

/** A command, or one verb of it, as completion and the manual page show it. */
export interface ShellVerb {
  readonly name: string;
  /** With its arguments. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly ShellOption[];
  /** What is written without a name. */
  readonly places: readonly { readonly name: string; readonly summary: string }[];
}

/** A command as pages and shells show it. */
export interface ShellCommand {
  readonly name: string;
  readonly summary: string;
  /** One line each. */
  readonly usages: readonly string[];
  readonly options: readonly ShellOption[];
  readonly verbs: readonly ShellVerb[];
}

/** All that can be written behind `isthmus`, from its table of commands. */
export async function shellTree(commands: readonly Command[]): Promise<readonly ShellCommand[]> {
  return await Promise.all(
    commands.map(async ({ name, summary, usage, options, verbs }) => ({
      name,
      summary,
      usages: `isthmus ${name} ${usage}`.split('\n').map((line) => line.trim()),
      options: distinct(options.flatMap((option) => optionIn(option.name, option.summary))),
      verbs: ((await verbs?.()) ?? []).map((verb) => ({
        name: verb.name.split(' ', 1)[0] ?? '',
        usage: verb.name,
        summary: verb.summary,
        options: verb.arguments
          .filter(({ positional }) => !positional)
          .map(({ name: own, about }) => ({
            name: `--${own}`,
            summary: about,
            ...(takesValue(verb.name, own) ? { value: own.toUpperCase().replaceAll('-', '_') } : {}),
          })),
        places: verb.arguments.flatMap(({ name: own, about, positional }) =>
          positional ? [{ name: own.toUpperCase().replaceAll('-', '_'), summary: about }] : [],
        ),
      })),
    })),
  );
}

/** `--config FILE`; other rows of the table of options are no options. */
function optionIn(text: string, summary: string): readonly ShellOption[] {
  const [, name, value] = /^(--[a-z-]+)(?:[ =](.+))?$/.exec(text) ?? [];
  return name === undefined ? [] : [{ name, summary, ...(value === undefined ? {} : { value }) }];
}

/** The usage has a value behind the name of what takes one. */
function takesValue(usage: string, name: string): boolean {
  return usage.includes(`--${name} `);
}

function distinct(options: readonly ShellOption[]): readonly ShellOption[] {
  return [...new Map(options.map((option) => [option.name, option])).values()];
}
