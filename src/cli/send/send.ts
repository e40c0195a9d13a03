import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../clock.js';
import { parseDuration } from '../../config/units.js';
import { type Command, type CommandIo, UsageError } from '../command.js';
import type { Networks } from '../networks.js';
import { readArguments, type SendArguments } from './arguments.js';
import { attach } from './attach.js';
import { batches } from './batches.js';
import { type DeliveryOptions, deliver, type MessageRequest } from './deliver.js';
import { EXIT, type ExitCode, SendError } from './exit-codes.js';
import { type MailReader, messageOf } from './mail.js';
import { pieces } from './pieces.js';
import { linesOf, readAll, textOf } from './read-input.js';
import { readUntil } from './read-until.js';
import { readSettings } from './settings.js';

interface SendCommandParts {
  readonly networks: Networks;
  /** Brought into memory when a mail is to be read. */
  readonly mailReader: () => Promise<MailReader>;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Resolves when the process is told to end; asked for once, where lines are followed. Missing: it ends as it does. */
  readonly ending?: () => Promise<unknown>;
  readonly clock?: Clock;
  readonly fetch?: typeof fetch;
}

/** Most messages that one text becomes. */
const MOST_PIECES = 10;
/** So long after it was told to end it reads what is in the pipe already, ms. */
const LAST_MS = 100;
/** What may pass by: the next line may be sent all the same. */
const PASSING: ReadonlySet<ExitCode> = new Set([EXIT.later, EXIT.unavailable, EXIT.data]);

/** `isthmus send`: a text to people and places by the API for bots, for scripts. Needs neither Redis nor a key. */
export function sendCommand(parts: SendCommandParts): Command {
  const command: Command = {
    name: 'send',
    summary: 'send a text to people and places, for scripts and in place of sendmail; exit codes of sysexits(3)',
    usage: '--to WHO [options] [TEXT ...]',
    options: [
      {
        name: '--to WHO',
        summary: 'alice, list:ops, rotation:duty, route:db, xmpp:..., sms:..., mailto:...; often, or with commas',
      },
      { name: 'TEXT ...', summary: 'what is sent; without it all of standard input' },
      {
        name: '--follow',
        summary:
          'each line of standard input is a message; lines that come together are one; SIGTERM sends what is read',
      },
      { name: '--wait TIME', summary: 'with --follow: how long lines are put together, default 1s' },
      { name: '--title TEXT', summary: 'a line above the text' },
      { name: '--severity LEVEL', summary: 'info, warning, error or critical: how people are reached' },
      { name: '--expires TIME', summary: 'after this it is not sent any more, such as 30m or 2h' },
      { name: '--thread NAME', summary: 'messages of one thread stay together' },
      { name: '--reply-to ID', summary: 'id of an earlier message of the same token' },
      { name: '--file FILE', summary: 'a file that goes with it, at most 16 MiB, or a link to one; often' },
      { name: '--url URL', summary: 'where Isthmus is; or ISTHMUS_URL, or --config' },
      { name: '--config FILE', summary: 'takes the address from the config file of this machine' },
      { name: '--token-file FILE', summary: 'the token of a bot; or ISTHMUS_TOKEN_FILE, ISTHMUS_TOKEN, --token' },
      { name: '--token TOKEN', summary: 'the token itself; others on this machine can see it' },
      { name: '--key KEY', summary: 'the same key again is no second message; default: made anew' },
      { name: '--retry TIME', summary: 'how long it is tried while Isthmus is away or busy, default 1m' },
      { name: '--json', summary: 'print the answer, with the id of the message' },
      {
        name: '-t',
        summary: 'as sendmail: a mail on standard input, recipients from To, Cc and Bcc; -i, -oi, -f are taken',
      },
    ],
    async run(args, io) {
      // Timers do not keep the process alive by themselves.
      const alive = setInterval(() => {}, 60_000);
      try {
        return await run(readArguments(args), parts, io);
      } catch (error) {
        if (error instanceof UsageError) {
          io.err(`isthmus send: ${error.message}`);
          io.err(`usage: isthmus send ${command.usage}; isthmus help send tells more`);
          return EXIT.usage;
        }
        if (!(error instanceof SendError)) throw error;
        io.err(`isthmus send: ${error.message}`);
        return error.code;
      } finally {
        clearInterval(alive);
      }
    },
  };
  return command;
}

async function run(args: SendArguments, parts: SendCommandParts, io: CommandIo): Promise<ExitCode> {
  const { clock = systemClock } = parts;
  const { options } = args;
  const times = { retry: timeOf(options.retry, 'retry', '1m'), wait: timeOf(options.wait, 'wait', '1s') };
  if (options.expires !== undefined) timeOf(options.expires, 'expires', '');
  const settings = await readSettings(args, io.env, parts.networks);
  const delivery = { ...settings, retry: times.retry, clock, random: Math.random, fetch: parts.fetch ?? fetch };
  const tell = (answer: unknown) => {
    if (args.json) io.out(JSON.stringify(answer));
  };
  if (args.follow) return await follow(args, { ...parts, clock, wait: times.wait, delivery, tell, err: io.err });
  const written = args.mail
    ? messageOf(await readAll(parts.stdin), await parts.mailReader(), args)
    : { to: args.to, text: args.text ?? textOf(await readAll(parts.stdin)) };
  const request = requestOf(args, written);
  const texts = pieces(request.text);
  if (texts.length === 0) throw new SendError(EXIT.data, 'there is no text to send');
  if (texts.length > MOST_PIECES) {
    throw new SendError(EXIT.data, `the text makes more than ${MOST_PIECES} messages: send a link to it instead`);
  }
  const key = options.key ?? randomUUID();
  const attached = await attach(args.files, key, delivery);
  for (const [index, text] of texts.entries()) {
    // Files go with the first of several.
    const files = index === 0 && attached.length > 0 ? { files: attached } : {};
    const together = texts.length > 1 && request.thread === undefined ? { thread: key } : {};
    tell(await deliver({ ...request, ...together, ...files, text }, keyOf(key, index), delivery));
  }
  return EXIT.ok;
}

interface Following extends SendCommandParts {
  readonly clock: Clock;
  readonly wait: number;
  readonly delivery: DeliveryOptions;
  readonly tell: (answer: unknown) => void;
  readonly err: (line: string) => void;
}

/**
 * Sends lines until they end, or the process is told to: then what was read is sent, and a second signal ends it at once. One that
 * cannot be sent now does not keep those after it back; what can never go ends it.
 */
async function follow(args: SendArguments, following: Following): Promise<ExitCode> {
  const { stdin, clock, wait, delivery, tell, err, ending } = following;
  const over = ending?.().then(() => new Promise<void>((resolve) => clock.after(LAST_MS, resolve)));
  const read = over === undefined ? stdin : readUntil(stdin, over);
  let worst: ExitCode = EXIT.ok;
  let index = 0;
  const key = args.options.key ?? randomUUID();
  for await (const text of batches(linesOf(read), { wait, clock })) {
    try {
      const request = requestOf(args, { to: args.to, text });
      tell(await deliver(request, keyOf(key, index), delivery));
    } catch (error) {
      if (!(error instanceof SendError) || !PASSING.has(error.code)) throw error;
      err(`isthmus send: ${error.message}`);
      worst = error.code;
    }
    index += 1;
  }
  return worst;
}

function requestOf(
  { options }: Pick<SendArguments, 'options'>,
  written: { readonly to: readonly string[]; readonly title?: string; readonly text: string },
): MessageRequest {
  const { title = written.title, severity, thread, expires } = options;
  const replyTo = options['reply-to'];
  return {
    to: written.to,
    text: written.text,
    ...(title !== undefined && { title }),
    ...(severity !== undefined && { severity }),
    ...(thread !== undefined && { thread }),
    ...(replyTo !== undefined && { replyTo }),
    ...(expires !== undefined && { expiresIn: expires }),
  };
}

/** The first message has the key itself. */
function keyOf(key: string, index: number): string {
  return index === 0 ? key : `${key}-${index + 1}`;
}

function timeOf(given: string | undefined, name: string, usual: string): number {
  const ms = parseDuration(given ?? usual);
  if (ms === undefined)
    throw new UsageError(`cannot read --${name} ${given}: write a time with its unit, such as 30s or 2h`);
  return ms;
}
