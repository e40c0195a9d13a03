import type { SmtpReply } from './reply.js';
import type { SmtpAbilities } from './transaction.js';

/** What a server says of itself in answer to EHLO or LHLO (RFC 5321 4.1.1.1). */
export interface Capabilities extends SmtpAbilities {
  readonly starttls: boolean;
  /** Mechanisms of SASL, in capitals (RFC 4954 3). */
  readonly auth: readonly string[];
  /** Most mails over one connection (RFC 9422), where it tells. */
  readonly mailMax?: number;
}

/** A server that does not know EHLO. */
export const NO_CAPABILITIES: Capabilities = {
  dsn: false,
  utf8: false,
  eightBit: false,
  pipelining: false,
  starttls: false,
  auth: [],
};

/** What a server says in its answer to EHLO (RFC 5321 section 4.1.1.1); lines that are no keyword are passed over. */
export function capabilitiesOf(reply: SmtpReply): Capabilities {
  const lines = new Map<string, string>();
  for (const line of reply.text.split('\n').slice(1)) {
    const [, keyword, rest = ''] = /^([A-Za-z0-9-]+)(?:[ =](.*))?$/.exec(line) ?? [];
    if (keyword === undefined) continue;
    const key = keyword.toUpperCase();
    // Servers of old say `AUTH=LOGIN` beside `AUTH PLAIN`.
    lines.set(key, key === 'AUTH' ? `${lines.get(key) ?? ''} ${rest}` : rest);
  }
  const size = count(lines.get('SIZE'));
  const mailMax = count(/(?:^| )MAILMAX=(\d+)/i.exec(lines.get('LIMITS') ?? '')?.[1]);
  return {
    dsn: lines.has('DSN'),
    utf8: lines.has('SMTPUTF8'),
    eightBit: lines.has('8BITMIME'),
    pipelining: lines.has('PIPELINING'),
    starttls: lines.has('STARTTLS'),
    auth: (lines.get('AUTH') ?? '')
      .toUpperCase()
      .split(' ')
      .filter((name) => name !== ''),
    ...(size === undefined ? {} : { size }),
    ...(mailMax === undefined ? {} : { mailMax }),
  };
}

/** 0 means that there is no limit (RFC 1870 4). */
function count(text: string | undefined): number | undefined {
  const number = /^\d{1,15}$/.test(text ?? '') ? Number(text) : 0;
  return number > 0 ? number : undefined;
}
