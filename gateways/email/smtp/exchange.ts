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

/** What became of one mail, and what may be done with the connection. */
export interface Exchange {
  readonly result: TransactionResult;
  /** `ready`: for the next mail; `reset`: for it after RSET; `closed`: for none. */
  readonly connection: 'ready' | 'reset' | 'closed';
  /** The server had closed the connection before it heard of this mail: over another one nothing has happened yet. */
  readonly stale?: true;
}

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly timeouts: SmtpTimeouts;
  /** Others went over the connection before, so that the server may have closed it. */
  readonly reused: boolean;
}

/** Hands one mail over (RFC 5321 3.3, with RFC 2920 where the server knows it). Never rejects. */
export async function exchange(
  session: Session,
  transaction: Transaction,
  options: ExchangeOptions,
): Promise<Exchange> {
  const unfit = unfitness(transaction, session.can);
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

/** What the server need not be asked for. */
function unfitness(transaction: Transaction, can: Capabilities): TransactionResult | undefined {
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
  { timeouts, reused }: ExchangeOptions,
): Promise<Agreed | Exchange> {
  const { connection, can } = session;
  const patience = reused ? Math.min(timeouts.reused, timeouts.command) : timeouts.command;
  const { to } = transaction;
  const lines = [mailCommand(transaction, can), ...to.map((one) => rcptCommand(one, transaction, can)), 'DATA', ''];
  connection.noneUnasked();
  connection.write(lines.join('\r\n'));
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
  { clock, timeouts }: ExchangeOptions,
): Promise<Exchange> {
  // Before the first octet it is sure that an answer cannot be one to the mail.
  connection.noneUnasked();
  const written = await writeBody({ connection, octets, prefix, mayWrite, clock, timeoutMs: timeouts.block });
  if (written === 'no-dot') return withoutDot(connection, refused);
  const count = lmtp ? accepted.length : 1;
  let replies: readonly SmtpReply[];
  try {
    replies = await connection.replies(count, timeouts.end, 'end');
  } catch (error) {
    const came = connection.rest().slice(0, count);
    if (came.length === 0)
      return { result: { kind: 'unknown', reason: asFailure(error, 'end').message }, connection: 'closed' };
    replies = came;
  }
  const result = lmtp
    ? eachTaken(accepted, refused, replies, can)
    : taken(accepted, refused, replies[0] ?? ownReply(451, 0, 0, ''), can);
  if (replies.some(({ code }) => code === 421) || !connection.quiet) connection.end('closed');
  return { result, connection: connection.open ? 'ready' : 'closed' };
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
  if (unsure.length > 0) return { kind: 'unknown', reason: 'closed before every recipient was answered for' };
  const reply = replies.find(({ code }) => code < 500) ?? replies[0];
  return reply === undefined ? notNow('closed', 'end') : refusal(reply, 'end', refused);
}
