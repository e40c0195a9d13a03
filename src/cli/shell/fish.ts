import type { ShellCommand, ShellOption } from './tree.js';

/** Completion for fish. */
export function fishCompletion(tree: readonly ShellCommand[]): string {
  const lines = ['# Completion of isthmus for fish. Generated: isthmus completion fish', 'complete -c isthmus -f'];
  for (const { name, summary, options, verbs } of tree) {
    lines.push(`complete -c isthmus -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`);
    const seen = `__fish_seen_subcommand_from ${name}`;
    const all = verbs.map((verb) => verb.name).join(' ');
    for (const verb of verbs) {
      const about = verb.summary === '' ? '' : ` -d ${quoted(verb.summary)}`;
      lines.push(
        `complete -c isthmus -n ${quoted(`${seen}; and not __fish_seen_subcommand_from ${all}`)} -a ${verb.name}${about}`,
      );
      for (const option of verb.options) {
        lines.push(optionLine(`${seen}; and __fish_seen_subcommand_from ${verb.name}`, option));
      }
    }
    for (const option of options) lines.push(optionLine(seen, option));
  }
  return `${lines.join('\n')}\n`;
}

function optionLine(when: string, { name, summary, value = '' }: ShellOption): string {
  const takes = value === '' ? '' : /^(FILE|PATH)$/.test(value) ? ' -r -F' : ' -x';
  return `complete -c isthmus -n ${quoted(when)} -l ${name.slice(2)}${takes} -d ${quoted(summary)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
