import type { MetricTable } from '../gateway.js';

/** What the email gateway counts, each under `isthmus_email_`. */
export const emailMetrics = {
  mailboxes: {
    kind: 'gauge',
    help: 'mailboxes of users that are watched',
    labels: ['lane', 'state'],
  },
  mails_in: {
    kind: 'counter',
    help: 'mails that became messages, by where they came from: a mailbox, or the own server',
    labels: ['via'],
  },
  mails_held: {
    kind: 'counter',
    help: 'mails that were not handed on at once: ask where the user is asked first',
    labels: ['why'],
  },
  mails_not_kept: {
    kind: 'counter',
    help: 'mails that came whose whole text could not be kept for later questions',
  },
  mails_sent_elsewhere: {
    kind: 'counter',
    help: 'mails that users wrote with another program and that became messages of theirs',
  },
  sent_copies_failed: {
    kind: 'counter',
    help: 'copies of sent mails that could not be put into the folder of the user',
  },
  flags_failed: {
    kind: 'counter',
    help: 'marks of mails, such as read, that could not be set in a mailbox',
    labels: ['flag'],
  },
  delivery_reports: {
    kind: 'counter',
    help: 'delivery status notifications that came, by what they say',
    labels: ['action'],
  },
  disposition_notifications: {
    kind: 'counter',
    help: 'read receipts that came, by what they say',
    labels: ['type'],
  },
  read_reports: {
    kind: 'counter',
    help: 'read receipts that were to be sent, by what became of them',
    labels: ['result'],
  },
  protected_mails: {
    kind: 'counter',
    help: 'signed or encrypted mails that came',
    labels: ['kind'],
  },
  direct_mails: {
    kind: 'counter',
    help: 'mails that were XMPP between two gateways and went no other way',
    labels: ['kind'],
  },
  direct_notices: {
    kind: 'counter',
    help: 'receipts and marks between two gateways',
    labels: ['type', 'result'],
  },
  lists_left: {
    kind: 'counter',
    help: 'mailing lists that users left by a command, by how',
    labels: ['by'],
  },
} as const satisfies MetricTable;
