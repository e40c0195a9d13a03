import { chooseBody } from '../text/choose-body.js';
import { readMailboxes } from './mailboxes.js';
import { parseMessage } from './part.js';
import { readMail } from './read-mail.js';

/** A mail that a program on this machine hands over to be sent. */
export interface ScriptMail {
  /** The fields To, Cc and Bcc, unfolded, encoded words and all. */
  readonly recipients: readonly string[];
  readonly from?: string;
  readonly subject?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** All of its text, with quotations and signatures. */
  readonly text: string;
}

/** Reads a mail as `sendmail` gets it. Never throws. `now`: wall time, ms. */
export function readScriptMail(octets: Uint8Array, now: number): ScriptMail {
  const { headers } = parseMessage(octets);
  const chooseText: typeof chooseBody = (source) => chooseBody({ ...source, strip: false });
  const { subject, text, from, headers: fields } = readMail(octets, { now, chooseText });
  const [sender] = from;
  return {
    recipients: ['to', 'cc', 'bcc'].flatMap((name) => headers.all(name)),
    ...(sender !== undefined && { from: sender.address }),
    ...(subject !== undefined && { subject }),
    headers: fields,
    text: text.full ?? text.body,
  };
}

/** The mail addresses of a field, in their order. */
export function addressesOf(field: string): readonly string[] {
  return readMailboxes(field).map(({ address }) => address);
}
