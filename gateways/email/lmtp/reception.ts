import type { Log } from '../../gateway.js';
import type { SmtpReply } from '../smtp/reply.js';
import { troubleOf } from '../trouble.js';
import { DataReader } from './data-reader.js';
import type { Flight } from './flight.js';
import { REPLIES } from './replies.js';
import type { Transaction } from './transaction.js';
import type { LmtpEvents } from './types.js';

/** What a mail server adds to a mail after it has counted it, octets. */
const SLACK = 4096;
/** Octets for a mail whose size nobody told, to begin with. */
const FIRST_ROOM = 16 * 1024;

interface ReceptionParts {
  readonly limits: { readonly mail: number; readonly roomMs: number };
  readonly flight: Flight;
  readonly events: LmtpEvents;
  /** IP address of the other side. */
  readonly peer: string;
  readonly log: Log;
}

/**
 * Takes the mail of a transaction that has recipients. `read` is called when there is room for it: it lets the other side send,
 * and tells whether all has come. Resolves to what is to be said: one reply for each RCPT that was accepted, in their order
 * (RFC 2033 4.2), or one to DATA itself where there is no room; undefined where the other side is gone. Never rejects.
 */
export async function receive(
  transaction: Transaction,
  parts: ReceptionParts,
  read: (reader: DataReader) => Promise<boolean>,
): Promise<readonly SmtpReply[] | undefined> {
  const { flight, limits } = parts;
  const declared = transaction.declared === 0 ? 0 : Math.min(transaction.declared + SLACK, limits.mail);
  let granted = declared === 0 ? Math.min(FIRST_ROOM, limits.mail) : declared;
  let used = 0;
  if (!(await flight.take(granted, limits.roomMs))) return [REPLIES.noRoom];
  const mayGrow = (octets: number): boolean => {
    const more = used + octets - granted;
    if (more > 0 && !flight.tryGrow(more)) return false;
    used += octets;
    granted = Math.max(granted, used);
    return true;
  };
  try {
    const reader = new DataReader({ most: limits.mail, declared, mayGrow });
    return (await read(reader)) ? await handOver(transaction, reader, parts) : undefined;
  } finally {
    flight.give(granted);
  }
}

async function handOver(
  { from, utf8, recipients }: Transaction,
  reader: DataReader,
  { events, peer, log }: ReceptionParts,
): Promise<readonly SmtpReply[]> {
  if (reader.end === 'too-large') return recipients.map(() => REPLIES.tooLarge);
  if (reader.end === 'no-room') return recipients.map(() => REPLIES.noRoom);
  try {
    const mail = { from, utf8, recipients: [...new Set(recipients)], octets: reader.octets, peer };
    const replies = await events.mail(mail);
    return recipients.map((recipient) => replies.get(recipient) ?? REPLIES.notNow);
  } catch (error) {
    log.warn(troubleOf(error), 'a mail could not be taken over; the mail server keeps it');
    return recipients.map(() => REPLIES.notNow);
  }
}
