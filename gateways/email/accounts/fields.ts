/** Variables of the registration form: those of XEP-0077 where one fits. */
export const FIELD = {
  /** Address of the user's own mailbox; empty: the account is an address of the gateway's. */
  address: 'email',
  password: 'password',
  /** Name before the @ of an address of the gateway's. */
  alias: 'x-alias',
  /** As others see the sender. */
  name: 'name',
  user: 'x-user',
  login: 'x-login',
  imap: 'x-imap',
  imapSecurity: 'x-imap-security',
  smtp: 'x-smtp',
  smtpSecurity: 'x-smtp-security',
  smtpUser: 'x-smtp-user',
  smtpPassword: 'x-smtp-password',
  subjects: 'x-subjects',
  quotes: 'x-quotes',
  form: 'x-form',
  receipts: 'x-receipts',
  readReports: 'x-read-reports',
  unknownSenders: 'x-unknown-senders',
  delivery: 'x-delivery',
  busyIsAway: 'x-busy-is-away',
  quiet: 'x-quiet',
  zone: 'x-zone',
  important: 'x-important',
  hold: 'x-hold',
  corrections: 'x-corrections',
  html: 'x-html',
  reactions: 'x-reactions',
  signature: 'x-signature',
  language: 'x-language',
  sentCopy: 'x-sent-copy',
  sentElsewhere: 'x-sent-elsewhere',
  seen: 'x-seen',
  deletes: 'x-deletes',
  watch: 'x-watch',
  smime: 'x-smime',
  cpim: 'x-cpim',
  groups: 'x-groups',
} as const;

/** Fields on which it depends whether and how servers let the user in. */
export const CONNECTION_FIELDS = [
  FIELD.address,
  FIELD.password,
  FIELD.user,
  FIELD.login,
  FIELD.imap,
  FIELD.imapSecurity,
  FIELD.smtp,
  FIELD.smtpSecurity,
  FIELD.smtpUser,
  FIELD.smtpPassword,
] as const;

/**
 * What the check of a registration has found out, kept beside the fields and in no form: found anew whenever a field on which
 * it depends changes.
 */
export const FOUND = {
  /** `mailbox` or `address`. */
  kind: 'found-kind',
  /** Servers, as `serverUrl` writes them. */
  imap: 'found-imap',
  smtp: 'found-smtp',
  /** Login names at both. */
  user: 'found-user',
  smtpUser: 'found-smtp-user',
  /** Name of the provider of `ownMailboxes.oauth` at which the user signs in; missing: a password. */
  oauth: 'found-oauth',
  /** Name of the known provider (`providers.ts`). */
  provider: 'found-provider',
} as const;
