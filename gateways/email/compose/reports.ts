import { written } from './compose.js';
import { Boundaries, type Entity, multipart, textEntity } from './entity.js';
import { isMessageId } from './fields.js';
import { fieldText, isAscii } from './legal.js';
import { type MailFields, mailFields } from './mail-fields.js';

/** The fields that a report has of its own; it always goes out with an empty return path. */
type ReportFields = Pick<MailFields, 'from' | 'to' | 'subject' | 'date' | 'messageId'> & {
  /** Of the mail that it is about, without angle brackets. */
  readonly originalMessageId?: string;
  /** For people. */
  readonly text: string;
  /** Header of the mail that it is about, lines with CRLF; only ASCII goes along. */
  readonly originalHeaders?: string;
  /** Name of this program, for machines. */
  readonly agent: string;
};

/** What became of a mail at its reader (RFC 8098). */
interface Mdn extends ReportFields {
  /** Address that was asked. */
  readonly finalRecipient: string;
  /** As ORCPT named it. */
  readonly originalRecipient?: string;
  readonly disposition: {
    readonly action: 'manual-action' | 'automatic-action';
    readonly sending: 'MDN-sent-manually' | 'MDN-sent-automatically';
    readonly type: 'displayed' | 'deleted' | 'dispatched' | 'processed' | 'failed' | 'denied';
    readonly modifiers?: readonly string[];
  };
  /** More fields of the report: `Failure`, `Error`, extensions. */
  readonly extra?: readonly { readonly name: string; readonly value: string }[];
}

/** The octets of a notification that a mail was displayed or deleted (RFC 8098 section 3). */
export function composeMdn(mdn: Mdn): Uint8Array {
  const { disposition, finalRecipient, originalRecipient, originalMessageId, extra = [] } = mdn;
  const modifiers = (disposition.modifiers ?? []).length === 0 ? '' : `/${(disposition.modifiers ?? []).join(',')}`;
  const lines = [
    line('Reporting-UA', mdn.agent),
    originalRecipient === undefined ? '' : line('Original-Recipient', typed(originalRecipient)),
    line('Final-Recipient', typed(finalRecipient)),
    originalMessageId !== undefined && isMessageId(originalMessageId)
      ? line('Original-Message-ID', `<${originalMessageId}>`)
      : '',
    line('Disposition', `${disposition.action}/${disposition.sending}; ${disposition.type}${modifiers}`),
    ...extra.map(({ name, value }) => (/^[A-Za-z0-9-]{1,70}$/.test(name) ? line(name, value) : '')),
  ];
  return report(mdn, 'disposition-notification', lines.join(''));
}

/** One line, whatever it was made of. What is not ASCII needs other types of reports (RFC 6533), and few could read them. */
function line(name: string, value: string): string {
  const text = fieldText(value);
  const ascii = isAscii(text) ? text : text.replace(/[^ -~]/gu, '?');
  return `${name}: ${ascii.slice(0, 900)}\r\n`;
}

function typed(address: string): string {
  return `rfc822; ${address}`;
}

function report(fields: ReportFields, type: string, status: string): Uint8Array {
  const { originalMessageId, originalHeaders, text, from, to, subject, date, messageId } = fields;
  const about = originalMessageId === undefined ? {} : { inReplyTo: originalMessageId };
  const headers = [{ name: 'Auto-Submitted', value: 'auto-replied' }];
  const references = originalMessageId === undefined ? [] : [originalMessageId];
  const mail = { from, to, cc: [], subject, date, messageId, references, headers, ...about };
  // The final line end of the last field is the one before the boundary.
  const machine: Entity = { fields: `Content-Type: message/${type}\r\n`, body: status };
  const original: readonly Entity[] =
    originalHeaders === undefined
      ? []
      : [{ fields: 'Content-Type: text/rfc822-headers\r\n', body: headersOf(originalHeaders) }];
  const parts = [textEntity(text, { subtype: 'plain' }), machine, ...original];
  return written(mailFields(mail), multipart('report', parts, new Boundaries(messageId), [['report-type', type]]));
}

const MOST_HEADERS = 16 * 1024;

/** Its lines, without what an entity of 7bit may not hold. */
function headersOf(text: string): string {
  const lines = text.slice(0, MOST_HEADERS).split(/\r\n|[\r\n]/);
  return lines
    .filter((one) => one !== '')
    .map((one) => `${one.replace(/[^\t -~]/gu, '?').slice(0, 998)}\r\n`)
    .join('');
}
