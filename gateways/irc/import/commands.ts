import { checkCommands, MOST_COMMANDS } from '../registration-checks.js';

/** What becomes of the commands that were sent after each connection. */
interface TakenCommands {
  readonly commands: readonly string[];
  /** Told to the NickServ in a command; here it is the password of the account. */
  readonly password?: string;
  /** The name of the account that stood beside it. */
  readonly account?: string;
  /** Commands with a secret that is not the password of the account: those would be stored in the clear. */
  readonly secret: number;
  /** Commands that cannot be sent here, or that are too many. */
  readonly refused: number;
}

/** `identify [account] password`, said to a service. */
const IDENTIFY = /^(?:(?:privmsg|notice|squery)\s+(\S+)\s+:?|(ns|nickserv)\s+:?)identify\s+(?:(\S+)\s+)?(\S+)$/i;

/**
 * Takes the commands over. Identifying at the network's own service is what the gateway does by itself with the password of the
 * account, so that command becomes one. `nickserv`: of the network, empty where there is none; `known`: the password that
 * there is for SASL, empty for none.
 */
export function takeCommands(lines: readonly string[], nickserv: string, known: string): TakenCommands {
  const written = lines
    .map((line) => line.trim().replace(/^\/+(?:quote\s+|raw\s+)?/i, ''))
    .filter((line) => line !== '');
  const told = written.map((line) => identified(line, nickserv)).find((one) => one !== undefined);
  const password = known === '' ? (told?.password ?? '') : known;
  const account = told?.password === password ? told.account : undefined;
  const commands: string[] = [];
  let [secret, refused] = [0, 0];
  for (const line of written) {
    if (password !== '' && identified(line, nickserv)?.password === password) continue;
    const safe = withPlace(line, password);
    const checked = checkCommands(safe);
    if ('value' in checked && checked.value === safe && commands.length < MOST_COMMANDS) commands.push(safe);
    else if ('wrong' in checked && checked.wrong.key === 'irc.register.commands.secret') secret += 1;
    else refused += 1;
  }
  return {
    commands,
    ...(known === '' && password !== '' ? { password } : {}),
    ...(account === undefined ? {} : { account }),
    secret,
    refused,
  };
}

/** What a line tells to the service of the network. */
function identified(
  line: string,
  nickserv: string,
): { readonly password: string; readonly account?: string } | undefined {
  const [, target, short = '', account, password = ''] = IDENTIFY.exec(line) ?? [];
  if (password === '' || nickserv === '') return undefined;
  // `NickServ@services.example.net` is the same service; NS and NICKSERV are commands that lead to it.
  const whom = (target ?? (short === '' ? '' : 'nickserv')).toLowerCase().split('@')[0] ?? '';
  if (whom !== nickserv.toLowerCase()) return undefined;
  return { password, ...(account === undefined ? {} : { account }) };
}

/** The line with its last word, where that is the password, as the place for it. */
function withPlace(line: string, password: string): string {
  const at = line.lastIndexOf(' ') + 1;
  return password !== '' && line.slice(at) === password ? `${line.slice(0, at)}{password}` : line;
}
