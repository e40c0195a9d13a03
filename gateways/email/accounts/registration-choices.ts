import type * as choices from './settings.js';

/** The sentences of the values that fields of the form offer; the first one of each counts where nothing is chosen. */

type One<T extends readonly string[]> = T[number];

export const SUBJECTS_KEYS: Readonly<Record<One<typeof choices.SUBJECTS>, string>> = {
  element: 'email.register.subjects.element',
  changed: 'email.register.subjects.changed',
  text: 'email.register.subjects.text',
};
export const QUOTES_KEYS: Readonly<Record<One<typeof choices.QUOTES>, string>> = {
  strip: 'email.register.quotes.strip',
  keep: 'email.register.quotes.keep',
};
export const FORMS_KEYS: Readonly<Record<One<typeof choices.FORMS>, string>> = {
  text: 'email.register.form.text',
  notice: 'email.register.form.notice',
};
export const GROUPS_KEYS: Readonly<Record<One<typeof choices.GROUPS>, string>> = {
  contacts: 'email.register.groups.contacts',
  rooms: 'email.register.groups.rooms',
};
export const READ_REPORTS_KEYS: Readonly<Record<One<typeof choices.READ_REPORTS>, string>> = {
  never: 'email.register.read-reports.never',
  known: 'email.register.read-reports.known',
  always: 'email.register.read-reports.always',
};
export const DELIVERIES_KEYS: Readonly<Record<One<typeof choices.DELIVERIES>, string>> = {
  always: 'email.register.delivery.always',
  online: 'email.register.delivery.online',
};
export const CORRECTIONS_KEYS: Readonly<Record<One<typeof choices.CORRECTIONS>, string>> = {
  mail: 'email.register.corrections.mail',
  refuse: 'email.register.corrections.refuse',
};
export const REACTIONS_KEYS: Readonly<Record<One<typeof choices.REACTIONS>, string>> = {
  capable: 'email.register.reactions.capable',
  always: 'email.register.reactions.always',
  never: 'email.register.reactions.never',
};
export const SENT_COPIES_KEYS: Readonly<Record<One<typeof choices.SENT_COPIES>, string>> = {
  automatic: 'email.register.sent-copy.automatic',
  never: 'email.register.sent-copy.never',
};
export const RECEIPTS_KEYS: Readonly<Record<One<typeof choices.RECEIPTS>, string>> = {
  delivered: 'email.register.receipts.delivered',
  none: 'email.register.receipts.none',
  accepted: 'email.register.receipts.accepted',
  displayed: 'email.register.receipts.displayed',
};
export const UNKNOWN_KEYS: Readonly<Record<typeof choices.DEFAULT | One<typeof choices.UNKNOWN_SENDERS>, string>> = {
  default: 'email.register.unknown-senders.default',
  deliver: 'email.register.unknown-senders.deliver',
  ask: 'email.register.unknown-senders.ask',
  leave: 'email.register.unknown-senders.leave',
};
export const WATCH_KEYS: Readonly<Record<typeof choices.DEFAULT | One<typeof choices.WATCHES>, string>> = {
  default: 'email.register.watch.default',
  idle: 'email.register.watch.idle',
  poll: 'email.register.watch.poll',
};
export const SMIMES_KEYS: Readonly<Record<One<typeof choices.SMIMES>, string>> = {
  never: 'email.register.smime.never',
  sign: 'email.register.smime.sign',
  possible: 'email.register.smime.possible',
  always: 'email.register.smime.always',
};
export const LOGIN_KEYS: Readonly<Record<string, string>> = {
  automatic: 'email.register.login.automatic',
  password: 'email.register.login.password',
  oauth: 'email.register.login.oauth',
};
export const SECURITY_KEYS: Readonly<Record<string, string>> = {
  automatic: 'email.register.security.automatic',
  tls: 'email.register.security.tls',
  starttls: 'email.register.security.starttls',
};
