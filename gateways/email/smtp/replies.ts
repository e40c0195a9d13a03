import type { Problem, StanzaCondition, StanzaErrorType } from '../../gateway.js';
import type { EnhancedStatus, SmtpReply } from './reply.js';
import type { SmtpStage, TransactionResult } from './transaction.js';

interface Row {
  readonly type: StanzaErrorType;
  readonly condition: StanzaCondition;
  /** Behind `email.failed.` in the texts. */
  readonly text: string;
}

const row = (type: StanzaErrorType, condition: StanzaCondition, text: string): Row => ({ type, condition, text });

const UNKNOWN_ADDRESS = row('cancel', 'item-not-found', 'unknown-address');
const MOVED = row('cancel', 'gone', 'moved');
const UNKNOWN_DOMAIN = row('cancel', 'remote-server-not-found', 'unknown-domain');
const NO_MAIL = row('cancel', 'remote-server-not-found', 'takes-no-mail');
const DISABLED = row('cancel', 'service-unavailable', 'disabled');
const FULL = row('wait', 'resource-constraint', 'full');
const TOO_LARGE = row('modify', 'not-acceptable', 'too-large');
const LATE = row('wait', 'remote-server-timeout', 'late');
const LOOP = row('cancel', 'undefined-condition', 'loop');
const CONTENT = row('modify', 'not-acceptable', 'content');
const UTF8 = row('cancel', 'not-acceptable', 'utf8');
const POLICY = row('modify', 'policy-violation', 'policy');
const FORBIDDEN = row('auth', 'forbidden', 'forbidden');
const LOGIN = row('auth', 'not-authorized', 'login');
const BUSY = row('wait', 'resource-constraint', 'busy');
const INTERNAL = row('cancel', 'internal-server-error', 'internal');
const OTHER = row('cancel', 'undefined-condition', 'other');

/** Codes of RFC 3463, 7505, 7372 and 6531 by subject and detail; the first of these that fits, the detail `*` last. */
const BY_STATUS: Readonly<Record<string, Row>> = {
  '1.0': UNKNOWN_ADDRESS,
  '1.1': UNKNOWN_ADDRESS,
  '1.2': UNKNOWN_DOMAIN,
  '1.3': UNKNOWN_ADDRESS,
  '1.4': UNKNOWN_ADDRESS,
  '1.6': MOVED,
  '1.7': FORBIDDEN,
  '1.8': FORBIDDEN,
  '1.10': NO_MAIL,
  '2.1': DISABLED,
  '2.2': FULL,
  '2.3': TOO_LARGE,
  '2.*': DISABLED,
  '3.1': FULL,
  '3.4': TOO_LARGE,
  '3.*': BUSY,
  '4.1': LATE,
  '4.4': UNKNOWN_DOMAIN,
  '4.6': LOOP,
  '4.*': LATE,
  '5.3': BUSY,
  '5.*': INTERNAL,
  '6.7': UTF8,
  '6.9': UTF8,
  '6.*': CONTENT,
  '7.2': FORBIDDEN,
  '7.8': LOGIN,
  '7.9': LOGIN,
  '7.*': POLICY,
};

/** Codes without a status (RFC 5321 4.2.3) say one thing of an address and another of a mail. */
function rowOfCode(code: number, stage: SmtpStage): Row {
  const ofAddress = stage === 'rcpt';
  switch (code) {
    case 530:
    case 534:
    case 535:
      return LOGIN;
    case 550:
    case 551:
    case 553:
      if (code === 551) return MOVED;
      return ofAddress ? UNKNOWN_ADDRESS : stage === 'mail' ? FORBIDDEN : POLICY;
    case 552:
      return ofAddress ? FULL : TOO_LARGE;
    case 554:
    case 571:
      return POLICY;
    case 556:
      return NO_MAIL;
    default:
      if (code >= 500 && code < 510) return INTERNAL;
      return code < 500 ? BUSY : OTHER;
  }
}

function rowOfStatus({ class: kind, subject, detail }: EnhancedStatus): Row | undefined {
  const found = BY_STATUS[`${subject}.${detail}`] ?? BY_STATUS[`${subject}.*`];
  // For now and for the way that we came: it is said of us, not of the mail.
  if (kind === 4 && (found === undefined || found === POLICY || found === FORBIDDEN)) return BUSY;
  return found;
}

/** Longest piece of a server's own words in a sentence. */
const LONGEST_SAID = 200;

function problemOf(found: Row, address: string, said: string, code: string, patient: boolean): Problem {
  const params = { address: address.slice(0, 254), said: said.replaceAll('\n', ' ').slice(0, LONGEST_SAID) };
  // A mail that may be taken later was tried as long as it may be.
  const type = patient && found.type === 'cancel' ? 'wait' : found.type;
  return { type, condition: found.condition, text: { key: `email.failed.${found.text}`, params }, code };
}

/** Whether a reply says that the server wants a login, or another one (RFC 4954 6); servers often say `5.7.0` with these codes. */
export function speaksOfLogin(reply: SmtpReply): boolean {
  return rowOfCode(reply.code, 'mail') === LOGIN || rowOfReply(reply, 'mail') === LOGIN;
}

function rowOfReply({ code, status }: SmtpReply, stage: SmtpStage): Row {
  return (status === undefined ? undefined : rowOfStatus(status)) ?? rowOfCode(code, stage);
}

/** What a user is told of a reply that refused a mail or one recipient. `address`: the recipient, or the one that was sent from. */
export function problemOfReply(reply: SmtpReply, stage: SmtpStage, address: string): Problem {
  const { code, status, text } = reply;
  const found = rowOfReply(reply, stage);
  const enhanced = status === undefined ? '' : ` ${status.class}.${status.subject}.${status.detail}`;
  return problemOf(found, address, text === '' ? `${code}` : text, `smtp ${code}${enhanced}`, code < 500);
}

/** What a user is told of a status in a report (RFC 3464 2.3.4), with the words of the server where the report has them. */
export function problemOfStatus(status: EnhancedStatus, diagnostic: string | undefined, address: string): Problem {
  const written = `${status.class}.${status.subject}.${status.detail}`;
  const said = diagnostic ?? '';
  const reply = /^(?:smtp;\s{0,4})?([45][0-9]{2})\b/i.exec(said.slice(0, 20))?.[1];
  // `5.0.0` says nothing, where the words begin with a code that does.
  const found = rowOfStatus(status) ?? (reply === undefined ? OTHER : rowOfCode(Number(reply), 'rcpt'));
  return problemOf(found, address, said === '' ? written : said, `status ${written}`, status.class === 4);
}

/** What a user is told where a mail was not taken; `address`: of a recipient. Undefined where it was. */
export function problemOfResult(result: TransactionResult, address: string): Problem | undefined {
  switch (result.kind) {
    case 'sent':
    case 'unknown':
      return undefined;
    case 'refused':
      return problemOfReply(result.reply, result.stage, address);
    case 'not-now':
      if (result.reply !== undefined) return problemOfReply(result.reply, result.stage, address);
      return problemOf(row('wait', 'remote-server-timeout', 'unreachable'), address, result.reason, 'smtp', true);
  }
}
