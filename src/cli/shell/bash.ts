import type { ShellCommand, ShellOption } from './tree.js';

/** Completion for bash 4 and newer; needs no other package. */
export function bashCompletion(tree: readonly ShellCommand[]): string {
  const verbs = tree.flatMap((one) => one.verbs.map((verb) => [one, verb] as const));
  const withValue = [...tree, ...verbs.map(([, verb]) => verb)].flatMap(({ options }) =>
    options.filter(({ value }) => value !== undefined).map(({ name }) => name),
  );
  return `# Completion of isthmus for bash. Generated: isthmus completion bash
_isthmus() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" verb="\${COMP_WORDS[2]}" words='' verbs=''
  COMPREPLY=()
  if ((COMP_CWORD > 2)); then
    case "\${COMP_WORDS[COMP_CWORD - 1]}" in
      ${[...new Set(withValue)].sort().join(' | ')}) return ;;
    esac
  fi
  case "$command" in
${tree.map((one) => `    ${one.name}) verbs='${names(one.verbs)}' words='${names(one.options)}' ;;`).join('\n')}
    help) verbs='${names(tree)}' ;;
  esac
  if ((COMP_CWORD == 1)); then
    words='${names(tree)} help'
  elif ((COMP_CWORD == 2)) && [[ -n "$verbs" ]]; then
    [[ "$cur" == -* ]] || words="$verbs"
  else
    case "$command $verb" in
${verbs.flatMap(([one, verb]) => (verb.options.length === 0 ? [] : [`      '${one.name} ${verb.name}') words+=' ${names(verb.options)}' ;;`])).join('\n')}
    esac
    [[ "$cur" == -* ]] || return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _isthmus isthmus
`;
}

function names(all: readonly Pick<ShellOption, 'name'>[]): string {
  return all.map(({ name }) => name).join(' ');
}
