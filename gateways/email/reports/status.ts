import type { EnhancedStatus } from './report.js';

/** An enhanced status code within a text; not part of a longer number, as addresses of IPv4 are. */
const STATUS = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)/;
/** A reply code of SMTP (RFC 5321 4.2.1). */
const REPLY = /(?<![\d.])([245])[0-5]\d(?![\d.]*\d)/;

/** The first enhanced status code (RFC 3463) in a text. */
export function readStatus(text: string): EnhancedStatus | undefined {
  const match = STATUS.exec(text);
  const kind = statusClass(match?.[1]);
  return kind === undefined ? undefined : { class: kind, subject: Number(match?.[2]), detail: Number(match?.[3]) };
}

/** As `readStatus`; where there is only a reply code, `x.0.0` of its class. */
export function readStatusOrReply(text: string): EnhancedStatus | undefined {
  const status = readStatus(text);
  if (status !== undefined) return status;
  const kind = statusClass(REPLY.exec(text)?.[1]);
  return kind === undefined ? undefined : { class: kind, subject: 0, detail: 0 };
}

function statusClass(digit: string | undefined): EnhancedStatus['class'] | undefined {
  return digit === '2' ? 2 : digit === '4' ? 4 : digit === '5' ? 5 : undefined;
}
