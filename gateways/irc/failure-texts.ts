import type { TextRef } from '../gateway.js';
import type { Failure, FailureReason } from './connection/failure.js';

const SENTENCES: Readonly<Record<FailureReason, string>> = {
  'host-unknown': 'irc.failure.host-unknown',
  'address-refused': 'irc.failure.address-refused',
  'no-address': 'irc.failure.no-address',
  unreachable: 'irc.failure.unreachable',
  'connect-timeout': 'irc.failure.connect-timeout',
  'proxy-failed': 'irc.failure.proxy-failed',
  'tls-failed': 'irc.failure.tls-failed',
  'certificate-refused': 'irc.failure.certificate-refused',
  'pin-mismatch': 'irc.failure.pin-mismatch',
  lost: 'irc.failure.lost',
  'ping-timeout': 'irc.failure.ping-timeout',
  'registration-timeout': 'irc.failure.registration-timeout',
  closed: 'irc.failure.closed',
  killed: 'irc.failure.killed',
  throttled: 'irc.failure.throttled',
  'too-many-connections': 'irc.failure.too-many-connections',
  banned: 'irc.failure.banned',
  'password-refused': 'irc.failure.password-refused',
  'login-refused': 'irc.failure.login-refused',
  'login-unavailable': 'irc.failure.login-unavailable',
  'nick-refused': 'irc.failure.nick-refused',
  'settings-unusable': 'irc.failure.settings-unusable',
  'settings-unread': 'irc.failure.settings-unread',
  'not-held': 'irc.failure.not-held',
};
const LONGEST_SAID = 200;

/** What a user is told of a failure, with the words of the server or the system where there are some. */
export function failureText({ reason, text }: Failure): TextRef {
  const said = text.trim().slice(0, LONGEST_SAID);
  return { key: SENTENCES[reason], params: { said: said === '' ? '' : ` (${said})` } };
}
