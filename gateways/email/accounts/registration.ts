import type { RegistrationField, RegistrationForm } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import { LONGEST_ALIAS } from './alias-names.js';
import { FIELD } from './fields.js';
import * as checks from './registration-checks.js';
import { CHOICE_TEXTS } from './registration-choices.js';
import type { Verification } from './verification.js';

type Part = Partial<RegistrationField>;
type Values = ReadonlyMap<string, string>;

/** Whether a registration is for an address of ours: it names no mailbox, or one at our own domain. */
const isOurs =
  ({ addresses }: EmailConfig) =>
  (values: Values): boolean => {
    const typed = values.get(FIELD.address) ?? '';
    return addresses !== undefined && (typed === '' || typed.toLowerCase().endsWith(`@${addresses.domain}`));
  };

/** A field by its variable, with the keys of its label and its description. */
const text = (name: string, label: string, description: string, more: Part = {}): RegistrationField => ({
  name,
  kind: 'text-single',
  label: { key: label },
  description: { key: description },
  required: false,
  ...more,
});

/** A field that is asked for in a chat only when the registration is changed. */
const later = (name: string, label: string, description: string, more: Part = {}) =>
  text(name, label, description, { later: true, ...more });

/** One of several values, by the keys of their sentences; the first one counts where nothing is chosen. */
const choice = (name: string, label: string, description: string, values: Readonly<Record<string, string>>) =>
  later(name, label, description, {
    kind: 'list-single',
    initial: Object.keys(values)[0] ?? '',
    options: Object.entries(values).map(([value, key]) => ({ value, label: { key } })),
  });

const box = (name: string, label: string, description: string, initial: boolean) =>
  later(name, label, description, { kind: 'boolean', initial: String(initial) });

const INSTRUCTIONS = {
  mailbox: 'email.register.instructions-mailbox',
  address: 'email.register.instructions-address',
  both: 'email.register.instructions-both',
} as const;

/**
 * The form. Of people who have a mailbox elsewhere it asks for the address and the password, of others for a name, or for nothing:
 * all else is found, and has its place in the form for those who want it otherwise.
 */
export function emailRegistration(config: EmailConfig, verification: Pick<Verification, 'verify'>): RegistrationForm {
  const { ownMailboxes, addresses } = config;
  const kinds = ownMailboxes.allowed ? (addresses === undefined ? 'mailbox' : 'both') : 'address';
  const params = { domain: addresses?.domain ?? '' };
  return {
    title: { key: 'email.register.title' },
    instructions: { key: INSTRUCTIONS[kinds], params },
    unique: FIELD.alias,
    fields: [
      ...(ownMailboxes.allowed ? mailboxFields(config) : []),
      ...(addresses === undefined ? [] : [aliasField(config, addresses)]),
      ...(ownMailboxes.allowed ? ofMailbox(config, serverFields(config)) : []),
      ...settingFields(config),
    ],
    verify: (values, signal, registrant) => verification.verify(values, signal, registrant),
  };
}

function mailboxFields(config: EmailConfig): readonly RegistrationField[] {
  const { addresses } = config;
  const both = addresses !== undefined;
  return [
    text(FIELD.address, 'email.register.address', 'email.register.address.description', {
      required: !both,
      maxLength: checks.LONGEST_ADDRESS,
      check: checks.checkLine,
      ...(both
        ? { description: { key: 'email.register.address.description-both', params: { domain: addresses.domain } } }
        : {}),
    }),
    text(FIELD.password, 'email.register.password', 'email.register.password.description', {
      kind: 'text-private',
      maxLength: checks.LONGEST_SECRET,
      check: checks.checkSecret,
      needless: isOurs(config),
    }),
  ];
}

function aliasField(
  config: EmailConfig,
  { domain, aliases }: NonNullable<EmailConfig['addresses']>,
): RegistrationField {
  const both = config.ownMailboxes.allowed;
  const ours = isOurs(config);
  return text(FIELD.alias, 'email.register.alias', 'email.register.alias.description', {
    label: { key: 'email.register.alias', params: { domain } },
    description: { key: 'email.register.alias.description', params: { domain } },
    ...(both || !aliases.choice ? { later: true as const } : {}),
    // With the domain behind it, as many will write it.
    maxLength: LONGEST_ALIAS + 1 + domain.length,
    check: checks.checkAlias(domain, aliases),
    ...(both ? { needless: (values: Values) => !ours(values) } : {}),
  });
}

/** Fields of the mailbox that a user has elsewhere. */
const ofMailbox = (config: EmailConfig, fields: readonly RegistrationField[]): readonly RegistrationField[] =>
  fields.map((field) => ({ ...field, needless: isOurs(config) }));

function serverFields({ ownMailboxes }: EmailConfig): readonly RegistrationField[] {
  const securities = ownMailboxes.plain
    ? { ...CHOICE_TEXTS.security, none: 'email.register.security.none' }
    : CHOICE_TEXTS.security;
  const secret: Part = { kind: 'text-private', maxLength: checks.LONGEST_SECRET, check: checks.checkSecret };
  const line: Part = { maxLength: checks.LONGEST_ADDRESS, check: checks.checkLine };
  return [
    later(FIELD.user, 'email.register.user', 'email.register.user.description', line),
    ...(Object.keys(ownMailboxes.oauth).length > 0
      ? [choice(FIELD.login, 'email.register.login', 'email.register.login.description', CHOICE_TEXTS.login)]
      : []),
    later(FIELD.imap, 'email.register.imap', 'email.register.imap.description', { check: checks.checkServer }),
    choice(FIELD.imapSecurity, 'email.register.imap-security', 'email.register.imap-security.description', securities),
    later(FIELD.smtp, 'email.register.smtp', 'email.register.smtp.description', { check: checks.checkServer }),
    choice(FIELD.smtpSecurity, 'email.register.smtp-security', 'email.register.smtp-security.description', securities),
    later(FIELD.smtpUser, 'email.register.smtp-user', 'email.register.smtp-user.description', line),
    later(FIELD.smtpPassword, 'email.register.smtp-password', 'email.register.smtp-password.description', secret),
  ];
}

function settingFields(config: EmailConfig): readonly RegistrationField[] {
  const { ownMailboxes, hold } = config;
  const own = (...fields: readonly RegistrationField[]) => (ownMailboxes.allowed ? ofMailbox(config, fields) : []);
  const most = Math.floor(hold.most / 1000);
  return [
    later(FIELD.name, 'email.register.name', 'email.register.name.description', {
      maxLength: checks.LONGEST_NAME,
      check: checks.checkLine,
    }),
    later(FIELD.signature, 'email.register.signature', 'email.register.signature.description', {
      kind: 'text-multi',
      maxLength: checks.LONGEST_SIGNATURE,
      check: checks.checkSignature,
    }),
    choice(FIELD.subjects, 'email.register.subjects', 'email.register.subjects.description', CHOICE_TEXTS.subjects),
    choice(FIELD.quotes, 'email.register.quotes', 'email.register.quotes.description', CHOICE_TEXTS.quotes),
    choice(FIELD.form, 'email.register.form', 'email.register.form.description', CHOICE_TEXTS.form),
    choice(FIELD.groups, 'email.register.groups', 'email.register.groups.description', CHOICE_TEXTS.groups),
    choice(
      FIELD.unknownSenders,
      'email.register.unknown-senders',
      'email.register.unknown-senders.description',
      CHOICE_TEXTS.unknownSenders,
    ),
    choice(FIELD.receipts, 'email.register.receipts', 'email.register.receipts.description', CHOICE_TEXTS.receipts),
    choice(
      FIELD.readReports,
      'email.register.read-reports',
      'email.register.read-reports.description',
      CHOICE_TEXTS.readReports,
    ),
    choice(FIELD.delivery, 'email.register.delivery', 'email.register.delivery.description', CHOICE_TEXTS.delivery),
    box(FIELD.busyIsAway, 'email.register.busy-is-away', 'email.register.busy-is-away.description', true),
    later(FIELD.quiet, 'email.register.quiet', 'email.register.quiet.description', {
      maxLength: 20,
      check: checks.checkQuiet,
    }),
    later(FIELD.zone, 'email.register.zone', 'email.register.zone.description', {
      maxLength: 60,
      check: checks.checkZone,
    }),
    later(FIELD.important, 'email.register.important', 'email.register.important.description', {
      kind: 'text-multi',
      maxLength: 8192,
      check: checks.checkImportant,
    }),
    ...(most > 0
      ? [
          later(FIELD.hold, 'email.register.hold', 'email.register.hold.description', {
            description: { key: 'email.register.hold.description', params: { most } },
            maxLength: 2,
            check: checks.checkHold(most),
          }),
        ]
      : []),
    choice(
      FIELD.corrections,
      'email.register.corrections',
      'email.register.corrections.description',
      CHOICE_TEXTS.corrections,
    ),
    choice(FIELD.reactions, 'email.register.reactions', 'email.register.reactions.description', CHOICE_TEXTS.reactions),
    box(FIELD.html, 'email.register.html', 'email.register.html.description', true),
    later(FIELD.language, 'email.register.language', 'email.register.language.description', {
      maxLength: 35,
      check: checks.checkLanguage,
    }),
    choice(FIELD.smime, 'email.register.smime', 'email.register.smime.description', CHOICE_TEXTS.smime),
    box(FIELD.cpim, 'email.register.cpim', 'email.register.cpim.description', false),
    ...own(
      box(FIELD.seen, 'email.register.seen', 'email.register.seen.description', true),
      choice(FIELD.sentCopy, 'email.register.sent-copy', 'email.register.sent-copy.description', CHOICE_TEXTS.sentCopy),
      box(FIELD.sentElsewhere, 'email.register.sent-elsewhere', 'email.register.sent-elsewhere.description', false),
      box(FIELD.deletes, 'email.register.deletes', 'email.register.deletes.description', false),
      ...(ownMailboxes.watch.userChoice
        ? [choice(FIELD.watch, 'email.register.watch', 'email.register.watch.description', CHOICE_TEXTS.watch)]
        : []),
    ),
  ];
}
