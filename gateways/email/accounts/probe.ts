import type { MailServer } from '../servers.js';

/** Who logs in. */
export type ProbeLogin =
  | { readonly user: string; readonly password: string }
  | { readonly user: string; readonly accessToken: string };

/** What is tried: connecting, TLS, logging in, and nothing else. */
export interface ProbeTarget {
  readonly server: MailServer;
  readonly login: ProbeLogin;
  /** Which IP addresses may be connected to. */
  readonly allowed: (address: string) => boolean;
  /** PEM of authorities to trust beside those of the system. */
  readonly ca?: string;
}

/** Why a login did not work. The order is that in which it can happen. */
const PROBE_FAULTS = [
  /** The name of the host does not resolve. */
  'host-unknown',
  /** It leads to addresses that may not be connected to. */
  'address-refused',
  'unreachable',
  'timeout',
  /** There is no TLS, or none that both sides speak. */
  'tls-failed',
  /** The certificate is not trusted, has expired or is for another name. */
  'certificate-refused',
  /** It is no server of that protocol, or it closed the connection. */
  'protocol',
  /** The server takes no more connections, or asks to come later. */
  'throttled',
  /** The server lets nobody log in with a password. */
  'no-password-login',
  /** Name or password are wrong. */
  'login-refused',
  /** The password of the account is not for programs: one that is made for a program is asked for. */
  'app-password',
  /** The provider takes no passwords from programs: signing in on a page is asked for. */
  'sign-in-needed',
  /** IMAP, or sending by programs, is switched off for the account. */
  'switched-off',
] as const;

export type ProbeFault = (typeof PROBE_FAULTS)[number];

/** `said`: what the server or the system said, for people; one short line, may be empty. */
export type ProbeResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: ProbeFault; readonly said: string };

/** Tries a login; never rejects, and ends soon after the signal aborts. */
export type Probe = (target: ProbeTarget, signal: AbortSignal) => Promise<ProbeResult>;

/** How each of both servers of a mailbox is tried. */
export interface Probes {
  readonly imap: Probe;
  readonly smtp: Probe;
}

/** Whether another server might do better: nobody has seen the password there, or heard it refused. */
export function isOfServer(why: ProbeFault): boolean {
  switch (why) {
    case 'host-unknown':
    case 'address-refused':
    case 'unreachable':
    case 'timeout':
    case 'tls-failed':
    case 'certificate-refused':
    case 'protocol':
      return true;
    default:
      return false;
  }
}

/** What providers say in words where the code says only that the login was refused. */
const WORDS: readonly (readonly [ProbeFault, RegExp])[] = [
  [
    'app-password',
    /application-specific password|app[- ]?(?:specific )?password|InvalidSecondFactor|(?:via|with) your web browser|authoriz(?:ation|ed) code/i,
  ],
  [
    'sign-in-needed',
    /basic ?auth(?:entication)? is (?:disabled|blocked)|BasicAuthBlocked|web ?login required|5\.7\.139/i,
  ],
  [
    'switched-off',
    /not enabled for (?:imap|smtp)|(?:imap|smtp|pop)[^.]{0,60}(?:disabled|deactivated|not (?:enabled|activated|allowed))/i,
  ],
  ['switched-off', /SmtpClientAuthentication is disabled|5\.7\.30/i],
  ['throttled', /too many|rate.?limit|throttl|temporar|try again later|maximum number/i],
];

/** What is looked at of what a server said. */
const LONGEST_SAID = 300;

/** What a refused login means, by the words of the server. */
export function refusedLogin(said: string): ProbeFault {
  const words = said.slice(0, LONGEST_SAID);
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'login-refused';
}

/** A server's words as they may be shown: one short line without control characters. */
export function shown(said: string): string {
  return said
    .slice(0, LONGEST_SAID)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed();
}
