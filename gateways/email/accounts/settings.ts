import type { Account } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import { FIELD } from './fields.js';
import { parseQuietHours, type QuietHours } from './quiet-hours.js';

/** The choice that leaves a field to the config. */
export const DEFAULT = 'default';

/** How a subject is shown: as the element, or in the text where it has changed, or in the text always. */
export const SUBJECTS = ['element', 'changed', 'text'] as const;
/** Whether what an answer quotes, and its signature, are taken out. */
export const QUOTES = ['strip', 'keep'] as const;
/** `text`: mails come with their text; `notice`: who has written, the subject and the beginning, the text on demand. */
export const FORMS = ['text', 'notice'] as const;
/**
 * What counts as the receipt of a mail (XEP-0184): nothing; that our mail server took it; a report of delivery (DSN);
 * the same, and the receiver is asked to tell that it was read (MDN).
 */
export const RECEIPTS = ['none', 'accepted', 'delivered', 'displayed'] as const;
/** Who is told that a mail was read (RFC 8098), where the sender asks for it: nobody, whom the user has written to, all. */
export const READ_REPORTS = ['never', 'known', 'always'] as const;
export const UNKNOWN_SENDERS = ['deliver', 'ask', 'leave'] as const;
/** When mail comes: always, or while a client is online, with a digest of what came meanwhile. */
export const DELIVERIES = ['always', 'online'] as const;
/** What becomes of a correction after the mail has gone out: another mail, or an error. */
export const CORRECTIONS = ['mail', 'refuse'] as const;
/** Whether a reaction goes out: to nobody who would get a mail of its own, or to everybody. */
export const REACTIONS = ['capable', 'always', 'never'] as const;
/** Whether what is sent is put into the mailbox: where the provider does not do so by itself, or never. */
export const SENT_COPIES = ['automatic', 'never'] as const;
export const WATCHES = ['idle', 'poll'] as const;
/** Mails go out as they are; signed; encrypted too where the certificates of all receivers are known; or not at all without that. */
export const SMIMES = ['never', 'sign', 'possible', 'always'] as const;

/** How conversations of several come: as a contact, or as a room too, to which the user is invited. */
export const GROUPS = ['contacts', 'rooms'] as const;

type One<T extends readonly string[]> = T[number];

/** What a user has set for an account, else the config. No secrets and no servers. */
export interface Settings {
  /** As others see the sender; missing: the address alone. */
  readonly name?: string;
  readonly subjects: One<typeof SUBJECTS>;
  readonly quotes: One<typeof QUOTES>;
  readonly form: One<typeof FORMS>;
  readonly receipts: One<typeof RECEIPTS>;
  readonly readReports: One<typeof READ_REPORTS>;
  readonly unknownSenders: One<typeof UNKNOWN_SENDERS>;
  readonly delivery: One<typeof DELIVERIES>;
  /** Whether a user who shows `dnd` is not disturbed: with `delivery` of `online`. */
  readonly busyIsAway: boolean;
  readonly quiet?: QuietHours;
  /** Addresses and domains whose mail comes at once whatever `delivery` and `quiet` say; small letters. */
  readonly important: readonly string[];
  /** Milliseconds for which a mail is held back before it goes out. */
  readonly hold: number;
  readonly corrections: One<typeof CORRECTIONS>;
  /** Whether styled text goes out as HTML too. */
  readonly html: boolean;
  readonly reactions: One<typeof REACTIONS>;
  /** Lines below each mail, without `-- `. */
  readonly signature?: string;
  /** Language of what the user writes, where the message does not say (BCP 47). */
  readonly language?: string;
  readonly sentCopy: One<typeof SENT_COPIES>;
  /** Whether the user is shown what they have sent with another mail program. */
  readonly sentElsewhere: boolean;
  /** Whether a mail is marked as read in the mailbox when the user has read it. */
  readonly seen: boolean;
  /** Whether a mail that the user takes back from the conversation goes to the trash of the mailbox. */
  readonly deletes: boolean;
  readonly watch: One<typeof WATCHES>;
  readonly smime: One<typeof SMIMES>;
  /** Whether texts go out as message/cpim (RFC 3862). */
  readonly cpim: boolean;
  readonly groups: One<typeof GROUPS>;
}

/** The keys of the config that settings fall back to. */
export type SettingsDefaults = Pick<EmailConfig, 'unknownSenders' | 'hold'> & {
  readonly ownMailboxes: Pick<EmailConfig['ownMailboxes'], 'watch'>;
};

/** Reads the settings from fields: those of an account, or what `travelling` has put into an event. Pure and total. */
export function readSettings(fields: Readonly<Record<string, string>>, config: SettingsDefaults): Settings {
  const given = (name: string): string | undefined => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return value === '' || value === DEFAULT ? undefined : value;
  };
  const one = <T extends string>(choices: readonly [T, ...T[]], name: string, otherwise: T = choices[0]): T => {
    const value = given(name);
    return choices.find((choice) => choice === value) ?? otherwise;
  };
  const whether = (name: string, otherwise: boolean): boolean => {
    const value = given(name);
    return value === undefined ? otherwise : value === 'true';
  };
  const { watch } = config.ownMailboxes;
  const [name, signature, language] = [given(FIELD.name), given(FIELD.signature), given(FIELD.language)];
  const quiet = parseQuietHours(given(FIELD.quiet) ?? '', given(FIELD.zone));
  const seconds = given(FIELD.hold);
  const hold = seconds !== undefined && /^\d{1,2}$/.test(seconds) ? Number(seconds) * 1000 : config.hold.default;
  return {
    ...(name === undefined ? {} : { name }),
    subjects: one(SUBJECTS, FIELD.subjects),
    quotes: one(QUOTES, FIELD.quotes),
    form: one(FORMS, FIELD.form),
    receipts: one(RECEIPTS, FIELD.receipts, 'delivered'),
    readReports: one(READ_REPORTS, FIELD.readReports),
    unknownSenders: one(UNKNOWN_SENDERS, FIELD.unknownSenders, config.unknownSenders),
    delivery: one(DELIVERIES, FIELD.delivery),
    busyIsAway: whether(FIELD.busyIsAway, true),
    ...(quiet === undefined ? {} : { quiet }),
    important: (given(FIELD.important) ?? '').split('\n').filter((line) => line !== ''),
    hold: Math.min(hold, config.hold.most),
    corrections: one(CORRECTIONS, FIELD.corrections),
    html: whether(FIELD.html, true),
    reactions: one(REACTIONS, FIELD.reactions),
    ...(signature === undefined ? {} : { signature }),
    ...(language === undefined ? {} : { language }),
    sentCopy: one(SENT_COPIES, FIELD.sentCopy),
    sentElsewhere: whether(FIELD.sentElsewhere, false),
    seen: whether(FIELD.seen, true),
    deletes: whether(FIELD.deletes, false),
    watch: watch.userChoice ? one(WATCHES, FIELD.watch, watch.mode) : watch.mode,
    smime: one(SMIMES, FIELD.smime),
    cpim: whether(FIELD.cpim, false),
    groups: one(GROUPS, FIELD.groups),
  };
}

/** What of an account counts when a message goes out, so that nothing need be looked up then (`Gateway.settingsOf`). */
const ON_THE_WAY = [
  FIELD.name,
  FIELD.receipts,
  FIELD.hold,
  FIELD.corrections,
  FIELD.html,
  FIELD.reactions,
  FIELD.signature,
  FIELD.language,
  FIELD.sentCopy,
  FIELD.smime,
  FIELD.cpim,
] as const;

/** The fields that travel with each message of an account; `receipts` is the one that the core knows. Pure. */
export function travelling({ fields }: Pick<Account, 'fields'>): Readonly<Record<string, string>> {
  const chosen: Record<string, string> = {};
  for (const name of ON_THE_WAY) {
    const value = fields[name];
    if (value !== undefined && value !== '') chosen[name] = value;
  }
  return fields[FIELD.receipts] === 'none' ? { ...chosen, receipts: 'false' } : chosen;
}
