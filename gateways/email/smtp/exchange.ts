import type { Clock } from '../../gateway.js';
import { writeBody } from './body-writer.js';
import type { Capabilities } from './capabilities.js';
import { isSendable, isSevenBit, mailCommand, needsUtf8, rcptCommand, sizeOf } from './commands.js';
import type { SmtpConnection } from './connection.js';
import { asFailure, SmtpFailure } from './failure.js';
import type { SmtpReply } from './reply.js';
import { ownReply } from './reply-parser.js';
import { abilitiesOf, failed, notNow, refusal } from './results.js';
import type { Session } from './session.js';
import type { SmtpTimeouts } from './timeouts.js';
import type { RefusedAddress, SmtpStage, Transaction, TransactionResult } from './transaction.js';

/** How long a mail that the server was asked for ahead waits for the answer to the one before it, ms. */
const AHEAD_MS = 1000;

/** What became of one mail, and what may be done with the connection. */
export interface Exchange {
  readonly result: TransactionResult;
  /** `ready`: for the next mail; `reset`: for it after RSET; `closed`: for none. */
  readonly connection: 'ready' | 'reset' | 'closed';
  /** The server had closed the connection before it heard of this mail: over another one nothing has happened yet. */
  readonly stale?: true;
}

interface ExchangeOptions {
  readonly clock: Clock;
  readonly timeouts: SmtpTimeouts;
  /** Others went over the connection before, so that the server may have closed it. */
  readonly reused: boolean;
  /** MAIL, RCPT and DATA of this mail went out behind the mail before it. */
  readonly asked?: boolean;
  /** Who is asked which mail goes next. Undefined: nothing is asked for ahead. */
  readonly ahead?: Ahead;
}

/** The mail behind the one that is under way, for which the server is asked in the same write as it gets that one (RFC 2920 3.1). */
export interface Ahead {
  /** Chosen when the first mail is about to be written, and bound to this connection from then on. */
  next(): Transaction | undefined;
  /** The answer to the first one takes long: the chosen one may go over another connection, and never over this one. */
  release(): void;
}

/** Hands one mail over (RFC 5321 3.3, with RFC 2920 where the server knows it). Never rejects. */
export async function exchange(
  session: Session,
  transaction: Transaction,
  options: ExchangeOptions,
): Promise<Exchange> {
  const unfit = options.asked === true ? undefined : unfitness(transaction, session.can);
  if (unfit !== undefined) return { result: unfit, connection: 'ready' };
  const { connection } = session;
  if (!transaction.mayWrite()) {
    connection.end('not-held');
    return { result: failed(new SmtpFailure('not-held', 'mail')), connection: 'closed' };
  }
  try {
    const envelope = await (session.can.pipelining ? pipelined : stepwise)(session, transaction, options);
    if ('result' in envelope) return envelope;
    return await content(session, transaction, envelope, options);
  } catch (error) {
    const failure = asFailure(error, 'data');
    connection.end(failure.reason);
    const stale = failure.stage === 'mail' && ['closed', 'garbage', 'timeout'].includes(failure.reason);
    return { result: failed(failure), connection: 'closed', ...(stale ? { stale } : {}) };
  }
}

/** What the server need not be asked for; undefined: it can be asked for this mail. */
export function unfitness(transaction: Transaction, can: Capabilities): TransactionResult | undefined {
  const { from, to } = transaction;
  if (to.length === 0 || !isSendable(from) || !to.every(({ address }) => isSendable(address))) {
    return refusal(ownReply(553, 1, 3, 'an address that no command can hold'), 'rcpt');
  }
  if (can.size !== undefined && sizeOf(transaction) > can.size) {
    return refusal(ownReply(552, 3, 4, `the server takes mails of at most ${can.size} octets`), 'size');
  }
  if (needsUtf8(transaction) && !can.utf8)
    return refusal(ownReply(553, 6, 7, 'the server does not know SMTPUTF8'), 'utf8');
  if (!can.eightBit && !isSevenBit(transaction)) {
    return refusal(
      ownReply(554, 6, 3, 'the server does not know 8BITMIME, and the mail must stay as it is'),
      'eight-bit',
    );
  }
  return undefined;
}

/** Who is to get it, as far as the server agrees. */
interface Agreed {
  readonly accepted: readonly string[];
  readonly refused: readonly RefusedAddress[];
}

const isPositive = ({ code }: SmtpReply): boolean => code >= 200 && code < 300;

/** MAIL, RCPT and DATA at once. */
async function pipelined(
  session: Session,
  transaction: Transaction,
  { timeouts, reused, asked }: ExchangeOptions,
): Promise<Agreed | Exchange> {
  const { connection, can } = session;
  const patience = reused ? Math.min(timeouts.reused, timeouts.command) : timeouts.command;
  const { to } = transaction;
  if (asked !== true) {
    connection.noneUnasked();
    connection.write(envelopeCommands(transaction, can));
  }
  const mail = await connection.reply(patience, 'mail');
  if (!isPositive(mail)) {
    await withoutMail(connection, to.length + 1, timeouts);
    return declined(session, mail, 'mail', []);
  }
  const agreed = agreedOf(transaction, await connection.replies(to.length, timeouts.command, 'rcpt'));
  if (agreed.accepted.length === 0) {
    await withoutMail(connection, 1, timeouts);
    return nobody(session, agreed.refused);
  }
  const data = await connection.reply(timeouts.data, 'data');
  return data.code === 354 ? agreed : declined(session, data, 'data', agreed.refused);
}

function envelopeCommands(transaction: Transaction, can: Capabilities): string {
  const rcpts = transaction.to.map((one) => rcptCommand(one, transaction, can));
  return [mailCommand(transaction, can), ...rcpts, 'DATA', ''].join('\r\n');
}

/** The answers that are still to come, the one to DATA last. Some servers close instead, and what they said before counts. */
async function withoutMail(connection: SmtpConnection, count: number, timeouts: SmtpTimeouts): Promise<void> {
  try {
    const replies = await connection.replies(count, timeouts.command, 'data');
    // The server waits for a mail for nobody: it never gets one.
    if (replies.at(-1)?.code === 354) connection.end('shut');
  } catch {
    connection.end('closed');
  }
}

/** One command after another. */
async function stepwise(
  session: Session,
  transaction: Transaction,
  { timeouts, reused }: ExchangeOptions,
): Promise<Agreed | Exchange> {
  const { connection, can } = session;
  const patience = reused ? Math.min(timeouts.reused, timeouts.command) : timeouts.command;
  const mail = await connection.command(mailCommand(transaction, can), patience, 'mail');
  if (!isPositive(mail)) return declined(session, mail, 'mail', []);
  const rcpts: SmtpReply[] = [];
  for (const one of transaction.to) {
    rcpts.push(await connection.command(rcptCommand(one, transaction, can), timeouts.command, 'rcpt'));
  }
  const agreed = agreedOf(transaction, rcpts);
  if (agreed.accepted.length === 0) return nobody(session, agreed.refused);
  const data = await connection.command('DATA', timeouts.data, 'data');
  return data.code === 354 ? agreed : declined(session, data, 'data', agreed.refused);
}

function agreedOf({ to }: Transaction, replies: readonly SmtpReply[]): Agreed {
  const accepted: string[] = [];
  const refused: RefusedAddress[] = [];
  for (const [index, reply] of replies.entries()) {
    const address = to[index]?.address ?? '';
    // An answer to something else: nobody knows any more which belongs to what.
    if (reply.code >= 300 && reply.code < 400) throw new SmtpFailure('garbage', 'rcpt', `${reply.code} to RCPT`);
    if (isPositive(reply)) accepted.push(address);
    else refused.push({ address, reply });
  }
  return { accepted, refused };
}

function declined(session: Session, reply: SmtpReply, stage: SmtpStage, refused: readonly RefusedAddress[]): Exchange {
  // 421: the server closes, whatever it was asked (RFC 5321 3.8). Neither yes nor no is no answer.
  if (reply.code === 421 || reply.code < 400) session.connection.end('closed');
  const stale = reply.code === 421 && stage === 'mail';
  return {
    result: refusal(reply, stage, refused),
    connection: session.connection.open ? 'reset' : 'closed',
    ...(stale ? { stale } : {}),
  };
}

/** Nobody may get it: it may be tried again where that is so of one of them. */
function nobody(session: Session, refused: readonly RefusedAddress[]): Exchange {
  const replies = refused.map(({ reply }) => reply);
  const reply = replies.find(({ code }) => code < 500) ?? replies[0] ?? ownReply(554, 5, 1, 'no valid recipients');
  return declined(session, reply, 'rcpt', refused);
}

/** The mail itself, and what the server says to it. */
async function content(
  { connection, can, lmtp }: Session,
  { octets, prefix, mayWrite }: Transaction,
  { accepted, refused }: Agreed,
  { clock, timeouts, ahead }: ExchangeOptions,
): Promise<Exchange> {
  // Before the first octet it is sure that an answer cannot be one to the mail.
  connection.noneUnasked();
  let next: Transaction | undefined;
  const behind = (): string => {
    next = can.pipelining ? ahead?.next() : undefined;
    return next === undefined ? '' : envelopeCommands(next, can);
  };
  const written = await writeBody({ connection, octets, prefix, mayWrite, clock, timeoutMs: timeouts.block, behind });
  if (written === 'no-dot') return withoutDot(connection, refused);
  const count = lmtp ? accepted.length : 1;
  let replies: readonly SmtpReply[];
  let released = false;
  const patience =
    next === undefined
      ? undefined
      : clock.after(AHEAD_MS, () => {
          released = true;
          ahead?.release();
        });
  try {
    replies = await connection.replies(count, timeouts.end, 'end');
  } catch (error) {
    const came = connection.rest().slice(0, count);
    if (came.length === 0)
      return { result: { kind: 'unknown', reason: asFailure(error, 'end').message, refused }, connection: 'closed' };
    replies = came;
  } finally {
    patience?.cancel();
  }
  const answers = untilUnclear(replies);
  if (answers.length < replies.length) connection.end('garbage', 'neither yes nor no to a mail');
  const [first] = answers;
  if (first === undefined) {
    return { result: { kind: 'unknown', reason: 'neither yes nor no', refused }, connection: 'closed' };
  }
  const result = lmtp ? eachTaken(accepted, refused, answers, can) : taken(accepted, refused, first, can);
  const unasked = next === undefined && !connection.quiet;
  // The server waits for a mail that goes over another connection: it never gets it.
  if (replies.some(({ code }) => code === 421) || unasked || released) connection.end('closed');
  return { result, connection: connection.open ? 'ready' : 'closed' };
}

/**
 * The replies before a first 3xx: the server has the whole mail and speaks of another step, so nobody knows what it did with it, nor
 * what the replies behind that one are to. Trying again might be a second copy.
 */
function untilUnclear(replies: readonly SmtpReply[]): readonly SmtpReply[] {
  const unclear = replies.findIndex(({ code }) => code >= 300 && code < 400);
  return unclear === -1 ? replies : replies.slice(0, unclear);
}

/** The dot did not go out. A server that said why is believed, unless it says that it took what it cannot have. */
function withoutDot(connection: SmtpConnection, refused: readonly RefusedAddress[]): Exchange {
  const [early] = connection.rest();
  const failure =
    connection.failure('data') ?? new SmtpFailure('garbage', 'data', 'an answer before the end of the mail');
  connection.end('shut');
  const said = early !== undefined && early.code >= 400;
  return { result: said ? refusal(early, 'end', refused) : failed(failure), connection: 'closed' };
}

function taken(
  accepted: readonly string[],
  refused: readonly RefusedAddress[],
  reply: SmtpReply,
  can: Capabilities,
): TransactionResult {
  if (!isPositive(reply)) {
    // What the server says of the mail it says of all whom it had accepted.
    return refusal(reply, 'end', [...refused, ...accepted.map((address) => ({ address, reply }))]);
  }
  return { kind: 'sent', accepted, refused, serverId: reply.text, abilities: abilitiesOf(can) };
}

/** LMTP (RFC 2033 4.2): one reply for each recipient that was accepted, in order; some may not have come. */
function eachTaken(
  addresses: readonly string[],
  before: readonly RefusedAddress[],
  replies: readonly SmtpReply[],
  can: Capabilities,
): TransactionResult {
  const accepted: string[] = [];
  const refused: RefusedAddress[] = [...before];
  for (const [index, reply] of replies.entries()) {
    const address = addresses[index] ?? '';
    if (isPositive(reply)) accepted.push(address);
    else refused.push({ address, reply });
  }
  const unsure = addresses.slice(replies.length);
  const first = replies.find(isPositive);
  if (first !== undefined) {
    const some = unsure.length === 0 ? {} : { unsure };
    return { kind: 'sent', accepted, refused, serverId: first.text, abilities: abilitiesOf(can), ...some };
  }
  if (unsure.length > 0) return { kind: 'unknown', reason: 'closed before every recipient was answered for', refused };
  const reply = replies.find(({ code }) => code < 500) ?? replies[0];
  return reply === undefined ? notNow('closed', 'end') : refusal(reply, 'end', refused);
}
