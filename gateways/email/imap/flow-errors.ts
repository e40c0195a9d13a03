import { isCertificateTrouble } from '../../tls-trouble.js';
import { type FailureDetail, type FailureReason, ImapFailure } from './failure.js';

const BY_CODE: ReadonlyMap<string, FailureReason> = new Map([
  ['ENOTFOUND', 'host-unknown'],
  ['EAI_AGAIN', 'host-unknown'],
  ['EAI_FAIL', 'host-unknown'],
  ['ECONNREFUSED', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  ['CONNECT_TIMEOUT', 'timeout'],
  ['GREETING_TIMEOUT', 'timeout'],
  ['UPGRADE_TIMEOUT', 'timeout'],
  ['ETIMEOUT', 'timeout'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-refused'],
  ['EPROTO', 'tls-failed'],
  ['STARTTLS_INJECTION', 'tls-failed'],
  ['ETHROTTLE', 'throttled'],
  ['LineTooLarge', 'protocol'],
  ['LiteralTooLarge', 'protocol'],
  ['ResponseTooLarge', 'protocol'],
  ['UnexpectedTag', 'protocol'],
  ['InvalidResponse', 'protocol'],
  ['ResponseProcessingFailed', 'protocol'],
  ['MAX_IMAP_NESTING_REACHED', 'protocol'],
  ['InvalidStringValue', 'refused'],
  ['InvalidTokenValue', 'refused'],
  ['InvalidTextValue', 'refused'],
  ['InvalidSequenceSet', 'refused'],
  ['InvalidSearchQuery', 'refused'],
  ['MissingServerExtension', 'refused'],
]);

/** Response codes (RFC 5530, RFC 9051 7.1) that say more than the word NO. */
const BY_RESPONSE_CODE: ReadonlyMap<string, FailureReason> = new Map([
  ['UNAVAILABLE', 'sign-in-unavailable'],
  ['INUSE', 'sign-in-unavailable'],
  ['SERVERBUG', 'sign-in-unavailable'],
  ['LIMIT', 'too-many-connections'],
  ['THROTTLED', 'throttled'],
]);

const TOO_MANY =
  /too many (simultaneous )?connections|maximum number of connections|connection limit|connections? from (this|your)/i;
const THROTTLED = /throttl|rate.?limit|too many (requests|commands|login|attempts|failed)|bandwidth|slow down/i;
const NOT_NOW = /temporar|try again|try later|unavailable|internal error|server busy|not connected|maintenance/i;

/** The fields that imapflow puts on its errors, read without trust in any of them. */
interface Fields {
  readonly code: string;
  readonly status: string;
  readonly said: string;
  readonly responseCode: string;
  readonly signIn: boolean;
  readonly missing: boolean;
  readonly retryAfter: number | undefined;
}

function fieldsOf(error: Error): Fields {
  const value = (name: string): unknown => Reflect.get(error, name);
  const text = (name: string): string => {
    const found = value(name);
    return typeof found === 'string' ? found : '';
  };
  const reset = value('throttleReset');
  return {
    code: text('code'),
    status: text('responseStatus'),
    said: text('responseText') || text('response') || text('reason'),
    responseCode: text('serverResponseCode').toUpperCase(),
    signIn: value('authenticationFailed') === true,
    missing: value('mailboxMissing') === true,
    retryAfter: typeof reset === 'number' && reset > 0 ? reset : undefined,
  };
}

/**
 * What an error of imapflow, TLS or the system says. `bye`: what the server said when it closed, where it did; `otherwise`: for
 * what is not known.
 */
export function failureOf(error: unknown, bye = '', otherwise: FailureReason = 'lost'): ImapFailure {
  if (error instanceof ImapFailure) return error;
  if (!(error instanceof Error)) return new ImapFailure(otherwise);
  const fields = fieldsOf(error);
  const { code, status, said, responseCode, retryAfter } = fields;
  const detail: FailureDetail = {
    said: said || bye || error.message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  if (fields.signIn) return new ImapFailure(signInReason(fields), detail);
  const known = BY_CODE.get(code);
  if (known !== undefined) return new ImapFailure(known, detail);
  if (status !== '' || responseCode !== '') return new ImapFailure(commandReason(fields), detail);
  if (bye !== '') return new ImapFailure(reasonOfWords(bye) ?? otherwise, { said: bye });
  return new ImapFailure(reasonOfCode(code) ?? otherwise, detail);
}

/** A sign-in that failed counts as refused only where the server does not give another reason: it must not be tried twice. */
function signInReason({ responseCode, said, code }: Fields): FailureReason {
  if (code === 'ETHROTTLE') return 'throttled';
  if (responseCode === 'AUTHENTICATIONFAILED' || responseCode === 'AUTHORIZATIONFAILED' || responseCode === 'EXPIRED') {
    return reasonOfWords(said, false) ?? 'sign-in-refused';
  }
  return reasonOfWords(said) ?? BY_RESPONSE_CODE.get(responseCode) ?? 'sign-in-refused';
}

function commandReason({ responseCode, said, missing }: Fields): FailureReason {
  if (responseCode === 'OVERQUOTA' || /over.?quota|quota exceeded/i.test(said)) return 'over-quota';
  if (missing || responseCode === 'TRYCREATE' || responseCode === 'NONEXISTENT') return 'no-such-folder';
  if (responseCode === 'APPENDLIMIT' || responseCode === 'TOOBIG') return 'too-large';
  return THROTTLED.test(said) ? 'throttled' : 'refused';
}

function reasonOfWords(said: string, vague = true): FailureReason | undefined {
  if (TOO_MANY.test(said)) return 'too-many-connections';
  if (!vague) return undefined;
  if (THROTTLED.test(said)) return 'throttled';
  return NOT_NOW.test(said) ? 'sign-in-unavailable' : undefined;
}

function reasonOfCode(code: string): FailureReason | undefined {
  if (isCertificateTrouble(code)) return 'certificate-refused';
  if (code.startsWith('ParserError')) return 'protocol';
  return code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code.startsWith('ERR_OSSL_')
    ? 'tls-failed'
    : undefined;
}
