/**
 * How soon it makes sense to try again: `lost` soon, `throttled` not within 20 s, `seldom` when a person of the network has
 * to do something (bans, certificates), `permanent` not before the settings change.
 */
export type BackoffClass = 'lost' | 'throttled' | 'seldom' | 'permanent';

/** Each reason for which a connection cannot be had, or ends, with its class. */
const CLASSES = {
  /** The name of the host does not resolve. */
  'host-unknown': 'lost',
  /** The host resolves to addresses that may not be connected to. */
  'address-refused': 'permanent',
  /** The host has no address of a family that we connect from. */
  'no-address': 'seldom',
  unreachable: 'lost',
  'connect-timeout': 'lost',
  'proxy-failed': 'lost',
  /** There is no TLS, or none that both sides speak. */
  'tls-failed': 'lost',
  /** The certificate is not trusted, has expired or is for another name. */
  'certificate-refused': 'seldom',
  /** None of the pins is that of the certificate. */
  'pin-mismatch': 'seldom',
  /** The connection broke or the server closed it without a word. */
  lost: 'lost',
  'ping-timeout': 'lost',
  'registration-timeout': 'lost',
  /** The server closed it and said something that has no meaning of its own here. */
  closed: 'lost',
  /** An operator or a services bot removed us. */
  killed: 'throttled',
  throttled: 'throttled',
  'too-many-connections': 'throttled',
  banned: 'seldom',
  /** The password of the server (PASS) is missing or wrong. */
  'password-refused': 'permanent',
  /** Services know neither account nor password, or the certificate is not of the account. */
  'login-refused': 'permanent',
  /** A login is required and cannot be had now: services are away. */
  'login-unavailable': 'throttled',
  /** No nick that we may try is accepted. */
  'nick-refused': 'permanent',
  /** The settings cannot be used at all (an unreadable certificate, no host). */
  'settings-unusable': 'permanent',
  /** The settings cannot be read now: the store is away, or a file that they name. */
  'settings-unread': 'lost',
  /** This process may not write any more. */
  'not-held': 'permanent',
} as const satisfies Record<string, BackoffClass>;

export type FailureReason = keyof typeof CLASSES;

/** Why there is no connection. `text` is what the server or the system said, for people; it may be empty. */
export interface Failure {
  readonly reason: FailureReason;
  readonly text: string;
}

/** A failure; without `text` nobody has said more of it. */
export function failure(reason: FailureReason, text = ''): Failure {
  return { reason, text };
}

/** How long to wait before the next attempt. */
export function backoffClass({ reason }: Failure): BackoffClass {
  return CLASSES[reason];
}

/** A failure on its way out of an asynchronous function. */
export class ConnectionFailure extends Error {
  readonly failure: Failure;

  constructor(reason: FailureReason, text = '') {
    super(text === '' ? reason : `${reason}: ${text}`);
    this.failure = failure(reason, text);
  }
}
