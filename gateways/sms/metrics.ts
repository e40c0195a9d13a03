import type { MetricTable } from '../gateway.js';

/** What the SMS gateway counts, each under `isthmus_sms_`. */
export const smsMetrics = {
  binds: {
    kind: 'gauge',
    help: 'binds that are up',
    labels: ['lane'],
  },
  submit: {
    kind: 'counter',
    help: 'messages that the carrier answered',
    labels: ['carrier', 'outcome'],
  },
  segments: {
    kind: 'counter',
    help: 'parts of messages that the carrier answered, by whether it took them: taken, refused',
    labels: ['carrier', 'outcome'],
  },
  rate: {
    kind: 'gauge',
    help: 'parts a second that a carrier gets now; lower than configured while it is throttling; +Inf where a limit that was found is dropped again',
    labels: ['carrier'],
  },
  refused: {
    kind: 'counter',
    help: 'refused parts of messages, by SMPP status',
    labels: ['carrier', 'status'],
  },
  late_answers: {
    kind: 'counter',
    help: 'answers to submits after their time; taken: whether the carrier had taken them',
    labels: ['carrier', 'taken'],
  },
  inbound: {
    kind: 'counter',
    help: 'messages and receipts of the carrier, by the status of our answer',
    labels: ['carrier', 'status'],
  },
  nobody: {
    kind: 'counter',
    help: 'messages of phones that belong to nobody',
    labels: ['carrier'],
  },
  blocked: {
    kind: 'counter',
    help: 'messages of phones that the config blocks',
  },
  keywords: {
    kind: 'counter',
    help: 'STOP, START and HELP of phones',
    labels: ['keyword'],
  },
  questions: {
    kind: 'counter',
    help: 'questions to phones whom they mean',
  },
  questions_unanswered: {
    kind: 'counter',
    help: 'questions without an answer in time',
  },
} as const satisfies MetricTable;
