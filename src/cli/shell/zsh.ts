import type { ShellCommand, ShellOption } from './tree.js';

/** Completion for zsh: a file of \`fpath\` that is called \`_isthmus\`. */
export function zshCompletion(tree: readonly ShellCommand[]): string {
  const withVerbs = tree.filter(({ verbs }) => verbs.length > 0);
  const described = (all: readonly { readonly name: string; readonly summary: string }[]) =>
    all.map(({ name, summary }) => quoted(summary === '' ? name : `${name}:${summary}`)).join(' ');
  return `#compdef isthmus
# Completion of isthmus for zsh. Generated: isthmus completion zsh
local -a commands verbs options
commands=(${described(tree)} ${quoted('help:tell how to use a command')})
if (( CURRENT == 2 )); then
  _describe command commands
  return
fi
case $words[2] in
${withVerbs.map((one) => `  ${one.name}) verbs=(${described(one.verbs)}) ;;`).join('\n')}
  help) verbs=($commands) ;;
esac
if (( CURRENT == 3 && $#verbs > 0 )); then
  _describe verb verbs
  return
fi
case $words[2] in
${tree.map((one) => `  ${one.name}) options=(${one.options.map(optionOf).join(' ')}) ;;`).join('\n')}
esac
case "$words[2] $words[3]" in
${withVerbs
  .flatMap((one) =>
    one.verbs.flatMap((verb) =>
      verb.options.length === 0
        ? []
        : [`  '${one.name} ${verb.name}') options+=(${verb.options.map(optionOf).join(' ')}) ;;`],
    ),
  )
  .join('\n')}
esac
_arguments $options '*:file:_files'
`;
}

function optionOf({ name, summary, value }: ShellOption): string {
  const about = summary.replace(/[[\]]/g, '');
  return quoted(
    value === undefined ? `${name}[${about}]` : `${name}=[${about}]:${value.replace(/[^A-Z_]/g, ' ').trim()}:`,
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
