/** What a log says of an error. */
interface Trouble {
  /** Its class, and why: a reason out of a list of ours, a code of the system, or a message without the addresses in it. */
  readonly error: string;
  /** Where in our code it was thrown, for what nobody foresaw. */
  readonly at?: string;
}

const LONGEST = 200;
/** Reasons as `ImapFailure` and its like name them, and codes of Node and the system. */
const REASON = /^[a-z][a-z-]{0,40}$/;
const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;
const CLASS = /^\w{1,60}$/;
const ADDRESS = /[^\s<>"'(),;:]*@[^\s<>"'(),;:]*/g;
/** Units of a line of a stack that are looked at: parts of a message may look like one. */
const LONGEST_LINE = 500;
const PLACE = /\b(?:gateways|src)\/[\w./-]+:\d+/;

/**
 * An error as it may be logged: nothing that a server said, nothing of a mail, and no address, all of which are in messages of errors
 * (`550 5.1.1 <alice@example.net>: ...`). Take this for whatever is caught here, in place of the error itself or its text.
 */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Error)) return { error: typeof error };
  const name = CLASS.test(error.name) ? error.name : 'Error';
  const reason = fieldOf(error, 'reason', REASON);
  const code = fieldOf(error, 'code', CODE);
  if (reason !== undefined) return { error: `${name}: ${reason}` };
  // What the system says names no more than a port or a file.
  if (code !== undefined) return { error: `${name}: ${'syscall' in error ? masked(error.message) : code}` };
  // The message of a parser quotes what it could not parse.
  const message = error instanceof SyntaxError ? '' : masked(error.message);
  const at = placeOf(error);
  return { error: message === '' ? name : `${name}: ${message}`, ...(at === undefined ? {} : { at }) };
}

const masked = (text: string): string => text.slice(0, LONGEST).replace(ADDRESS, '…@…');

function fieldOf(error: Error, name: string, form: RegExp): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' && form.test(value) ? value : undefined;
}

/** The innermost line of ours in the stack. */
function placeOf({ stack = '' }: Error): string | undefined {
  for (const line of stack.split('\n', 40)) {
    const place = line.startsWith('    at ') ? PLACE.exec(line.slice(0, LONGEST_LINE))?.[0] : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}
