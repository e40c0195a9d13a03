import type { ShellCommand, ShellOption, ShellVerb } from './tree.js';

/** The manual page isthmus(1), in the macros of man(7). */
export function manPage(tree: readonly ShellCommand[], version: string): string {
  const lines = [
    `.\\" Generated: isthmus completion man`,
    `.TH ISTHMUS 1 "" "isthmus ${version}" "Isthmus"`,
    '.SH NAME',
    'isthmus \\- carries messages between XMPP and SMS, email, IRC and alerts',
    '.SH SYNOPSIS',
    '.B isthmus',
    '.I COMMAND',
    '[\\fIARGUMENT\\fR]...',
    '.SH DESCRIPTION',
    text(
      'Isthmus is a component of an XMPP server (XEP-0114). The command run starts it. Commands of a noun and a verb, such as lane list, ask the Isthmus that runs on this machine, over its control socket: the user that it runs as, and root, may do so. A verb may be cut short where it stays clear.',
    ),
    '.SH COMMANDS',
    ...tree.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...tagged('0', 'all is well'),
    ...tagged('1', 'warnings'),
    ...tagged('2', 'errors, or wrong use'),
    text('The process that was told to restart ends with 75, so that whoever watches over it starts it again.'),
    '.SH ENVIRONMENT',
    ...tagged('ISTHMUS_CONFIG', 'the config file where no --config names one'),
    ...tagged('ISTHMUS_KEYS', 'keys that encrypt secrets, in place of the key file'),
    '.SH FILES',
    ...tagged('/etc/isthmus/isthmus.yaml', 'the config file'),
    ...tagged(
      '/var/lib/isthmus',
      'the private Redis, the keys and the control sockets, unless the config says otherwise',
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ name, summary, usages, options, verbs }: ShellCommand): readonly string[] {
  return [
    `.SS ${text(`isthmus ${name}`)}`,
    text(`${summary}.`),
    '.PP',
    '.nf',
    ...usages.map(text),
    '.fi',
    ...options.flatMap(optionLines),
    ...verbs.filter((verb) => verb.summary !== '').flatMap((verb) => verbLines(name, verb)),
  ];
}

function verbLines(noun: string, { usage, summary, options, places }: ShellVerb): readonly string[] {
  return [
    ...tagged(`isthmus ${noun} ${usage}`, summary),
    ...(places.length + options.length === 0
      ? []
      : [
          '.RS',
          ...places.flatMap((place) => tagged(place.name, place.summary)),
          ...options.flatMap(optionLines),
          '.RE',
        ]),
  ];
}

function optionLines({ name, value, summary }: ShellOption): readonly string[] {
  return tagged(value === undefined ? name : `${name} ${value}`, summary);
}

function tagged(tag: string, about: string): readonly string[] {
  return ['.TP', `\\fB${text(tag)}\\fR`, text(about)];
}

/** Text in which nothing is taken for a request or an escape. */
function text(plain: string): string {
  return plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1')
    .replaceAll('"', '\\(dq');
}
