import type { DsnRecipient, MdnDisposition, Report } from '../../../../gateways/email/reports/report.js';

const ID = 'sent-1@mail.example.org';
const DSN = {
  kind: 'dsn',
  envelopeId: 'env-42',
  originalMessageId: ID,
  originalReferences: ['root@example.com'],
  reportingMta: 'mx.example.net',
} as const;

/** The report that must come out of each of these mails; undefined where the mail is none. */
export const REPORTED: Readonly<Record<string, Report | undefined>> = {
  'dsn-failed': {
    ...DSN,
    recipients: [
      {
        original: 'Alice@example.com',
        ...one('failed', [5, 1, 1]),
        remoteMta: 'mail.example.com',
        diagnostic: '550 5.1.1 <alice@example.com>: Recipient address rejected: unknown',
      },
    ],
  },
  'dsn-delayed': {
    ...DSN,
    recipients: [
      {
        ...one('delayed', [4, 4, 1]),
        diagnostic: 'connect to example.com[192.0.2.1]:25: timed out',
        willRetryUntil: Date.UTC(2026, 11, 1, 8),
      },
    ],
  },
  'dsn-delivered': { ...DSN, recipients: [{ ...one('delivered', [2, 0, 0]), diagnostic: '250 2.0.0 Ok: queued' }] },
  'dsn-relayed': { ...DSN, recipients: [one('relayed', [2, 0, 0])] },
  'dsn-expanded': { ...DSN, recipients: [one('expanded', [2, 0, 0], 'team@example.com')] },
  'dsn-several': {
    ...DSN,
    recipients: [
      one('failed', [5, 2, 2], 'a@example.com'),
      one('delivered', [2, 1, 5], 'b@example.com'),
      one('delayed', [4, 7, 0], 'c@example.com'),
    ],
  },
  'dsn-no-report-type': { ...DSN, recipients: [one('failed', [5, 7, 1])] },
  'dsn-one-group': {
    kind: 'dsn',
    reportingMta: 'old.example.net',
    recipients: [{ ...one('failed', [5, 0, 0]), diagnostic: '552 mailbox full' }],
  },
  'dsn-global': {
    kind: 'dsn',
    reportingMta: 'mx.example.net',
    originalMessageId: ID,
    originalReferences: ['root@example.com'],
    recipients: [{ original: 'jürgen@example.com', ...one('failed', [5, 6, 7], 'jürgen@example.com') }],
  },
  'dsn-whole-message': { ...DSN, recipients: [one('failed', [5, 4, 4])] },
  'bounce-exim': {
    kind: 'dsn',
    guessed: true,
    originalMessageId: ID,
    recipients: [
      { ...one('failed', [5, 1, 1]), diagnostic: 'host mail.example.com: 550 5.1.1 no such user' },
      { ...one('failed', [5, 1, 1], 'bob@example.net'), diagnostic: 'host mail.example.com: 550 5.1.1 no such user' },
    ],
  },
  'bounce-gmx': {
    kind: 'dsn',
    guessed: true,
    originalMessageId: ID,
    recipients: [{ ...one('failed', [5, 0, 0]), diagnostic: '(192.0.2.5) reason: 550 unknown user' }],
  },
  'bounce-qmail': {
    kind: 'dsn',
    guessed: true,
    originalMessageId: ID,
    recipients: [{ ...one('failed', [5, 7, 1]), diagnostic: 'Remote host said: 554 5.7.1 refused' }],
  },
  'bounce-yahoo': {
    kind: 'dsn',
    guessed: true,
    originalMessageId: ID,
    recipients: [{ ...one('failed', [5, 2, 2]), diagnostic: '552: 5.2.2 mailbox full' }],
  },
  'bounce-delayed': {
    kind: 'dsn',
    guessed: true,
    originalMessageId: ID,
    recipients: [one('delayed', [4, 0, 0])],
  },
  'not-a-bounce': undefined,
  'mdn-displayed': {
    kind: 'mdn',
    originalMessageId: ID,
    originalRecipient: 'Alice@example.com',
    finalRecipient: 'alice@example.com',
    disposition: { action: 'manual-action', sending: 'mdn-sent-manually', type: 'displayed', modifiers: [] },
  },
  'mdn-exchange': mdn('displayed', 'automatic-action'),
  'mdn-deleted': mdn('deleted', 'automatic-action'),
  'mdn-processed-error': {
    ...mdn('processed', 'automatic-action', ['error', 'warning']),
    finalRecipient: 'alice@direct.example.com',
  },
  'mdn-original-headers': mdn('dispatched', 'manual-action'),
  'mdn-lost-fields': { ...mdn('displayed', 'manual-action'), guessed: true },
  'mdn-outlook': { ...mdn('displayed', 'manual-action'), guessed: true },
  'not-a-receipt': undefined,
};

function one(
  action: DsnRecipient['action'],
  [kind, subject, detail]: [DsnRecipient['status']['class'], number, number],
  final = 'alice@example.com',
): DsnRecipient {
  return { final, action, status: { class: kind, subject, detail } };
}

function mdn(
  type: string,
  action: MdnDisposition['action'],
  modifiers: readonly string[] = [],
): Extract<Report, { kind: 'mdn' }> {
  return {
    kind: 'mdn',
    originalMessageId: ID,
    finalRecipient: 'alice@example.com',
    disposition: { action, sending: 'mdn-sent-automatically', type, modifiers },
  };
}
