import type { Diagnoses } from '../../gateway.js';

/** What can be wrong between Isthmus and mail servers. */
export const emailDiagnoses = {
  'smtp-unresolved': {
    severity: 'error',
    title: 'the mail server that mail goes out by has no address',
    why: 'Mails of users wait until it can be reached, and come back when retry.for is over.',
  },
  'smtp-refused': {
    severity: 'error',
    title: 'nobody listens at the port of the mail server',
    why: 'Mails of users wait until it can be reached, and come back when retry.for is over.',
  },
  'smtp-silent': {
    severity: 'error',
    title: 'the mail server does not answer',
    why: 'A firewall that drops packets (many providers block port 25), or TLS on one side only.',
  },
  'smtp-certificate': {
    severity: 'error',
    title: 'the TLS of the mail server cannot be trusted',
    why: 'Isthmus does not send a login or mail of users to whom it cannot verify.',
  },
  'smtp-no-starttls': {
    severity: 'error',
    title: 'the mail server offers no STARTTLS',
    why: 'Isthmus never falls back to a connection without TLS by itself.',
  },
  'smtp-not-smtp': {
    severity: 'error',
    title: 'something answers that is no mail server, or one that lets nobody in',
    why: 'No mail can go out by it.',
  },
  'smtp-no-login': {
    severity: 'error',
    title: 'the mail server offers no login that Isthmus knows',
    why: 'With a username and a password it needs PLAIN or LOGIN.',
  },
  'smtp-login': {
    severity: 'error',
    title: 'the mail server refuses the login',
    why: 'No mail can go out without it.',
  },
  'smtp-no-relay': {
    severity: 'error',
    title: 'the mail server takes no mail from us to others',
    why: 'Mails of users to people elsewhere would all come back.',
  },
  'smtp-no-dsn': {
    severity: 'warning',
    title: 'the mail server sends no delivery reports on request',
    why: 'Without DSN (RFC 3461) nobody learns that a mail was delivered: users get no receipts.',
  },
  'smtp-no-pipelining': {
    severity: 'hint',
    title: 'the mail server wants each command answered before the next',
    why: 'Without PIPELINING each mail takes several more trips to it.',
  },
  'smtp-size-small': {
    severity: 'hint',
    title: 'the mail server takes small mails only',
    why: 'Mails with pictures are refused.',
  },
  'smtp-loop': {
    severity: 'error',
    title: 'mail goes out to where the gateway itself takes mail in',
    why: 'Each mail would come back to the gateway, for ever.',
  },
  'lmtp-port-taken': {
    severity: 'error',
    title: 'something else listens at the port for incoming mail',
    why: 'Your mail server hands mail to that program, or keeps it.',
  },
  'lmtp-port-unusable': {
    severity: 'error',
    title: 'Isthmus may not listen at the port for incoming mail',
    why: 'No mail can come in. Ports below 1024 need a right of their own, and the address must be one of this machine.',
  },
  'mail-no-mx': {
    severity: 'error',
    title: 'DNS names no mail server for the mail domain',
    why: 'Nobody elsewhere can write to the addresses of your users.',
  },
  'mail-no-spf': {
    severity: 'warning',
    title: 'the mail domain has no SPF record',
    why: 'Many receivers put mail of such a domain into the junk folder, or refuse it.',
  },
  'mail-no-dmarc': {
    severity: 'hint',
    title: 'the mail domain has no DMARC record',
    why: 'Large receivers ask for one; it says what becomes of mail that others send in your name.',
  },
  'dkim-no-record': {
    severity: 'error',
    title: 'the key that mail is signed with is not in DNS',
    why: 'A signature that nobody can check is worse than none.',
  },
  'dkim-wrong-record': {
    severity: 'error',
    title: 'DNS has another key than the one that mail is signed with',
    why: 'Every signature fails, and receivers treat the mail as forged.',
  },
  'imap-unreachable': {
    severity: 'error',
    title: 'the IMAP server of a provider cannot be used',
    why: 'Users of that provider cannot register their mailboxes.',
  },
  'imap-no-token': {
    severity: 'error',
    title: 'the IMAP server of a provider takes no tokens',
    why: 'Users sign in by OAuth 2 there, which needs XOAUTH2 or OAUTHBEARER.',
  },
  'imap-no-idle': {
    severity: 'warning',
    title: 'the IMAP server of a provider knows no IDLE',
    why: 'New mail is seen only when the mailbox is polled.',
  },
  'imap-no-uidplus': {
    severity: 'hint',
    title: 'the IMAP server of a provider knows no UIDPLUS',
    why: 'Copies of sent mails cannot be found again, so that they may be taken for mails of another program.',
  },
} as const satisfies Diagnoses;
