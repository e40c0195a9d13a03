import type { SmtpReply } from '../smtp/reply.js';
import { type PathArgument, parsePathArgument } from './path.js';
import { REPLIES } from './replies.js';

/** A mail of which MAIL was accepted. */
export interface Transaction {
  readonly from: string;
  readonly utf8: boolean;
  /** Octets, as SIZE says (RFC 1870); 0 where it does not. */
  readonly declared: number;
  /** One for each RCPT that was accepted, in their order; the same address may stand there twice. */
  readonly recipients: string[];
}

/** Reads the argument of MAIL; the reply where it cannot be accepted. `most`: octets of the largest mail. */
export function beginTransaction(argument: string, most: number): Transaction | SmtpReply {
  const path = parsePathArgument(argument, 'FROM');
  if (path === undefined) return REPLIES.badSender;
  const parameters = mailParameters(path);
  if (parameters === undefined) return REPLIES.badParameter;
  if (parameters.declared > most) return REPLIES.tooLarge;
  return { from: path.address, ...parameters, recipients: [] };
}

/** What MAIL says beside the sender; undefined where a parameter is not known (RFC 5321 4.1.1.11). */
function mailParameters({ parameters }: PathArgument): { declared: number; utf8: boolean } | undefined {
  let declared = 0;
  let utf8 = false;
  for (const [name, value] of parameters) {
    // RFC 1870 3: at most 20 digits.
    if (name === 'SIZE' && /^\d{1,20}$/.test(value)) declared = Number(value);
    else if (name === 'SMTPUTF8' && value === '') utf8 = true;
    else if (!(name === 'BODY' && /^(?:7BIT|8BITMIME)$/i.test(value))) return undefined;
  }
  return { declared, utf8 };
}
