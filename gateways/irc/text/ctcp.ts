/** What one program asks or tells another within a message (modern IRC documentation, CTCP). */
interface Ctcp {
  /** In capitals. */
  readonly command: string;
  /** What follows the command; absent where nothing does. */
  readonly params?: string;
}

/** What begins and ends one; no text may hold it. */
export const CTCP_DELIMITER = '\u0001';
const LINE_BREAKS = /[\r\n]+/g;
/** A PING is echoed up to here: what is longer serves nobody but a flooder. */
const MOST_ECHOED = 100;

/** Octets that an ACTION takes of a line beside its text. */
export const ACTION_OCTETS = '\u0001ACTION \u0001'.length;

/** The CTCP that the text of a PRIVMSG or NOTICE is; undefined where it is a text. The delimiter at the end may be missing. */
export function parseCtcp(text: string): Ctcp | undefined {
  if (!text.startsWith(CTCP_DELIMITER)) return undefined;
  const end = text.indexOf(CTCP_DELIMITER, 1);
  const content = end === -1 ? text.slice(1) : text.slice(1, end);
  const space = content.indexOf(' ');
  const command = (space === -1 ? content : content.slice(0, space)).toUpperCase();
  if (command === '') return undefined;
  return space === -1 ? { command } : { command, params: content.slice(space + 1) };
}

/** The text of a CTCP, as one line: breaks are spaces, and a delimiter within is left out, since there is no quoting of it. */
export function composeCtcp(command: string, params?: string): string {
  const content = params === undefined || params === '' ? command : `${command} ${params}`;
  return `${CTCP_DELIMITER}${content.replace(LINE_BREAKS, ' ').replaceAll(CTCP_DELIMITER, '').replaceAll('\0', '')}${CTCP_DELIMITER}`;
}

/** What is told to those who ask. */
interface CtcpFacts {
  /** Name and version of the program. */
  readonly version: string;
  /** Wall time, milliseconds since the epoch. */
  readonly now: number;
  /** Whom to write to about this user; missing: nobody is named. */
  readonly contact?: string;
}

type Answer = (facts: CtcpFacts, params: string) => string | undefined;

/** The queries that are answered, each with what is said. All others stay without an answer. */
const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['CLIENTINFO', () => 'ACTION CLIENTINFO PING TIME USERINFO VERSION'],
  ['PING', (_facts, params) => params.slice(0, MOST_ECHOED).toWellFormed()],
  ['TIME', ({ now }) => `${new Date(now).toISOString().slice(0, 19)}Z`],
  ['USERINFO', ({ contact }) => contact],
  ['VERSION', ({ version }) => version],
]);

/** Whether a query is one that is answered. */
export const isAnswered = (command: string): boolean => ANSWERS.has(command);

/** The text of the NOTICE that answers a query; undefined where none does. */
export function answerCtcp({ command, params = '' }: Ctcp, facts: CtcpFacts): string | undefined {
  const answer = ANSWERS.get(command)?.(facts, params);
  return answer === undefined ? undefined : composeCtcp(command, answer);
}
