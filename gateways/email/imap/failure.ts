import type { Problem, StanzaCondition, StanzaErrorType } from '../../gateway.js';

/**
 * How soon it makes sense to connect again: `lost` soon, `throttled` not within half a minute, `seldom` when a person has to
 * do something, `permanent` not before the user changes the account.
 */
export type BackoffClass = 'lost' | 'throttled' | 'seldom' | 'permanent';

type Row = readonly [BackoffClass, StanzaErrorType, StanzaCondition];

/** Each reason for which a mailbox cannot be had, or does not do what it was asked. */
const ROWS = {
  /** The name of the host does not resolve. */
  'host-unknown': ['lost', 'wait', 'remote-server-not-found'],
  /** The host resolves to addresses that may not be connected to. */
  'address-refused': ['seldom', 'cancel', 'policy-violation'],
  unreachable: ['lost', 'wait', 'remote-server-timeout'],
  /** Nothing came for too long, while connecting or later. */
  timeout: ['lost', 'wait', 'remote-server-timeout'],
  /** There is no TLS, or none that both sides speak. */
  'tls-failed': ['lost', 'cancel', 'remote-server-not-found'],
  /** The certificate is not trusted, has expired or is for another name. */
  'certificate-refused': ['seldom', 'cancel', 'policy-violation'],
  /** The connection broke, or the server closed it. */
  lost: ['lost', 'wait', 'remote-server-timeout'],
  /** The server does not speak IMAP, or not so that it can be understood. */
  protocol: ['throttled', 'cancel', 'undefined-condition'],
  /** The server says that it is asked too much. */
  throttled: ['throttled', 'wait', 'resource-constraint'],
  /** The account has as many connections as it may have. */
  'too-many-connections': ['throttled', 'wait', 'resource-constraint'],
  /** Signing in is not possible now, for a reason of the server's. */
  'sign-in-unavailable': ['throttled', 'wait', 'service-unavailable'],
  /** User or password are wrong, or the server wants another kind of sign-in. */
  'sign-in-refused': ['permanent', 'auth', 'not-authorized'],
  /** The grant behind a token is gone. */
  'sign-in-lost': ['permanent', 'auth', 'not-authorized'],
  /** The server refused a command (NO). */
  refused: ['throttled', 'cancel', 'not-acceptable'],
  'over-quota': ['throttled', 'wait', 'resource-constraint'],
  'too-large': ['throttled', 'modify', 'not-acceptable'],
  'no-such-mail': ['lost', 'cancel', 'item-not-found'],
  'no-such-folder': ['throttled', 'cancel', 'item-not-found'],
  /** The mailbox is not connected now. */
  down: ['lost', 'wait', 'service-unavailable'],
  /** More is asked of the mailbox than it can queue. */
  busy: ['lost', 'wait', 'resource-constraint'],
  /** This process may not write any more. */
  'not-held': ['permanent', 'wait', 'service-unavailable'],
  closed: ['permanent', 'wait', 'service-unavailable'],
} as const satisfies Record<string, Row>;

export type FailureReason = keyof typeof ROWS;

/** Those that leave the connection as it was. All others end it. */
const OF_ONE_COMMAND: ReadonlySet<FailureReason> = new Set([
  'refused',
  'over-quota',
  'too-large',
  'no-such-mail',
  'no-such-folder',
  'busy',
]);
const LONGEST_SAID = 200;

/** What is known of a failure beside its reason. */
export interface FailureDetail {
  /** What the server or the system said, for people; may be empty. */
  readonly said?: string;
  /** The server wants to be left alone for this long, ms. */
  readonly retryAfter?: number;
  /** What the owner of the token says, in place of our own sentence. */
  readonly problem?: Problem;
}

/** Why there is no mailbox, or why it did not do one thing. */
export class ImapFailure extends Error {
  readonly reason: FailureReason;
  readonly said: string;
  readonly retryAfter: number | undefined;
  readonly #problem: Problem | undefined;

  constructor(reason: FailureReason, { said = '', retryAfter, problem }: FailureDetail = {}) {
    // What the server said is for the user alone: it may hold addresses, and messages get into logs.
    super(reason);
    this.name = 'ImapFailure';
    this.reason = reason;
    this.said = printable(said);
    this.retryAfter = retryAfter;
    this.#problem = problem;
  }

  get backoff(): BackoffClass {
    return ROWS[this.reason][0];
  }

  /** Whether the connection is of no use any more. */
  get endsConnection(): boolean {
    return !OF_ONE_COMMAND.has(this.reason);
  }

  /** What the user is told. */
  get problem(): Problem {
    if (this.#problem !== undefined) return this.#problem;
    const [, type, condition] = ROWS[this.reason];
    const said = this.said === '' ? '' : ` (${this.said})`;
    return {
      type,
      condition,
      text: { key: `email.imap.${this.reason}`, params: { said } },
      code: `imap ${this.reason}`,
    };
  }
}

/** A server's words as they may be shown: one line, of bounded length. */
function printable(text: string): string {
  let line = '';
  for (const char of text.slice(0, 4 * LONGEST_SAID)) line += char < ' ' || char === '\u007f' ? ' ' : char;
  return line.trim().slice(0, LONGEST_SAID).toWellFormed();
}
