import type { EnhancedStatus, SmtpReply } from '../smtp/reply.js';

/** Octets of a reply line with its code and CR LF (RFC 5321 4.5.3.1.5). */
const MOST_TEXT = 480;
/** Lines of one reply; what is more is left out. */
const MOST_LINES = 10;
/** What is no printable ASCII, in which replies are written. */
const UNPRINTABLE = /[^\x20-\x7e]/g;

/** A reply of ours, with the status of RFC 3463 as three numbers: `reply(550, [5, 1, 1], 'No such user')`. */
export function reply(code: number, status: readonly [number, number, number], text: string): SmtpReply {
  const [kind, subject, detail] = status;
  return { code, status: { class: kind, subject, detail }, text };
}

/** A reply as it goes over the wire, its status in each line (RFC 2034 3), its last line ended by CR LF. */
export function formatReply({ code, status, text }: SmtpReply): string {
  const lines = text.split('\n', MOST_LINES).map((line) => line.replace(UNPRINTABLE, '?').slice(0, MOST_TEXT));
  const prefix = status === undefined ? '' : `${formatStatus(status)} `;
  const last = lines.length - 1;
  return lines.map((line, index) => `${code}${index === last ? ' ' : '-'}${prefix}${line}\r\n`).join('');
}

function formatStatus({ class: kind, subject, detail }: EnhancedStatus): string {
  return `${kind}.${subject}.${detail}`;
}

/** The replies of the server itself. */
export const REPLIES = {
  senderOk: reply(250, [2, 1, 0], 'Sender ok'),
  recipientOk: reply(250, [2, 1, 5], 'Recipient ok'),
  ok: reply(250, [2, 0, 0], 'Ok'),
  go: { code: 354, text: 'End the mail with a dot alone in a line' },
  bye: reply(221, [2, 0, 0], 'Bye'),
  maybe: reply(252, [2, 5, 0], 'Send a mail, and see'),
  help: reply(214, [2, 0, 0], 'LMTP, RFC 2033'),

  closing: reply(421, [4, 3, 2], 'The gateway is going down; come again'),
  tooMany: reply(421, [4, 3, 2], 'Too many connections; come again'),
  tooSlow: reply(421, [4, 4, 2], 'Too slow; come again'),
  tooWrong: reply(421, [4, 5, 0], 'Too many errors'),
  notNow: reply(451, [4, 3, 0], 'The gateway cannot take the mail now; come again'),
  noRoom: reply(452, [4, 3, 1], 'Too much mail at once; come again'),
  enough: reply(452, [4, 5, 3], 'Too many recipients; send the others the mail anew'),

  unknown: reply(500, [5, 5, 1], 'No such command'),
  notSmtp: reply(500, [5, 5, 1], 'This is LMTP: say LHLO'),
  tooLong: reply(500, [5, 5, 2], 'Line too long'),
  bareLineEnd: reply(500, [5, 5, 2], 'Lines end with CR LF'),
  badSyntax: reply(501, [5, 5, 4], 'Not understood'),
  badSender: reply(501, [5, 1, 7], 'No address of a sender'),
  badRecipient: reply(501, [5, 1, 3], 'No address of a recipient'),
  greetFirst: reply(503, [5, 5, 1], 'Say LHLO first'),
  mailTwice: reply(503, [5, 5, 1], 'One mail after another'),
  mailFirst: reply(503, [5, 5, 1], 'Say MAIL first'),
  noRecipients: reply(503, [5, 5, 1], 'No recipients'),
  badParameter: reply(555, [5, 5, 4], 'Parameter not known'),
  tooLarge: reply(552, [5, 3, 4], 'Mail too large'),
  refused: reply(554, [5, 7, 1], 'Mail is taken from the own mail servers only'),
} as const satisfies Readonly<Record<string, SmtpReply>>;
