import type * as choices from './settings.js';

type One<T extends readonly string[]> = T[number];

/** The sentences of the values that fields of the form offer; the first one of each counts where nothing is chosen. */
export const CHOICE_TEXTS = {
  subjects: {
    element: 'email.register.subjects.element',
    changed: 'email.register.subjects.changed',
    text: 'email.register.subjects.text',
  } satisfies Readonly<Record<One<typeof choices.SUBJECTS>, string>>,
  quotes: {
    strip: 'email.register.quotes.strip',
    keep: 'email.register.quotes.keep',
  } satisfies Readonly<Record<One<typeof choices.QUOTES>, string>>,
  form: {
    text: 'email.register.form.text',
    notice: 'email.register.form.notice',
  } satisfies Readonly<Record<One<typeof choices.FORMS>, string>>,
  groups: {
    contacts: 'email.register.groups.contacts',
    rooms: 'email.register.groups.rooms',
  } satisfies Readonly<Record<One<typeof choices.GROUPS>, string>>,
  readReports: {
    never: 'email.register.read-reports.never',
    known: 'email.register.read-reports.known',
    always: 'email.register.read-reports.always',
  } satisfies Readonly<Record<One<typeof choices.READ_REPORTS>, string>>,
  delivery: {
    always: 'email.register.delivery.always',
    online: 'email.register.delivery.online',
  } satisfies Readonly<Record<One<typeof choices.DELIVERIES>, string>>,
  corrections: {
    mail: 'email.register.corrections.mail',
    refuse: 'email.register.corrections.refuse',
  } satisfies Readonly<Record<One<typeof choices.CORRECTIONS>, string>>,
  reactions: {
    capable: 'email.register.reactions.capable',
    always: 'email.register.reactions.always',
    never: 'email.register.reactions.never',
  } satisfies Readonly<Record<One<typeof choices.REACTIONS>, string>>,
  sentCopy: {
    automatic: 'email.register.sent-copy.automatic',
    never: 'email.register.sent-copy.never',
  } satisfies Readonly<Record<One<typeof choices.SENT_COPIES>, string>>,
  receipts: {
    delivered: 'email.register.receipts.delivered',
    none: 'email.register.receipts.none',
    accepted: 'email.register.receipts.accepted',
    displayed: 'email.register.receipts.displayed',
  } satisfies Readonly<Record<One<typeof choices.RECEIPTS>, string>>,
  unknownSenders: {
    default: 'email.register.unknown-senders.default',
    deliver: 'email.register.unknown-senders.deliver',
    ask: 'email.register.unknown-senders.ask',
    leave: 'email.register.unknown-senders.leave',
  } satisfies Readonly<Record<typeof choices.DEFAULT | One<typeof choices.UNKNOWN_SENDERS>, string>>,
  watch: {
    default: 'email.register.watch.default',
    idle: 'email.register.watch.idle',
    poll: 'email.register.watch.poll',
  } satisfies Readonly<Record<typeof choices.DEFAULT | One<typeof choices.WATCHES>, string>>,
  smime: {
    never: 'email.register.smime.never',
    sign: 'email.register.smime.sign',
    possible: 'email.register.smime.possible',
    always: 'email.register.smime.always',
  } satisfies Readonly<Record<One<typeof choices.SMIMES>, string>>,
  login: {
    automatic: 'email.register.login.automatic',
    password: 'email.register.login.password',
    oauth: 'email.register.login.oauth',
  },
  security: {
    automatic: 'email.register.security.automatic',
    tls: 'email.register.security.tls',
    starttls: 'email.register.security.starttls',
  },
} as const;
