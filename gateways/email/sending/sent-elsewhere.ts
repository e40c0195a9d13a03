import type { HoldContext, Incoming } from '../../gateway.js';
import { readSettings } from '../accounts/settings.js';
import { contactOf } from '../address/contact-of.js';
import type { EmailConfig } from '../config.js';
import { MOST_IN_GROUP } from '../conversation/groups.js';
import { type Identity, isOwn } from '../conversation/identity.js';
import { peopleOf } from '../conversation/in-plan.js';
import type { MailRecord, MailRecords, Person } from '../conversation/mail-records.js';
import { rootOf, threadOf } from '../conversation/thread-id.js';
import type { FetchedMail } from '../imap/types.js';
import type { ReadMail } from '../mime/mail.js';
import { readMailboxes } from '../mime/mailboxes.js';
import { readMessageIds } from '../mime/message-ids.js';
import type { KnownSenders } from '../policy/known-senders.js';
import { fieldOf } from '../policy/mail.js';
import type { MailReader } from '../reader/reader.js';
import type { GroupMail, RoomTalk } from '../rooms/room-talk.js';
import type { Unsealing } from '../secure/unsealing.js';
import type { AddressBook } from './addressees.js';

interface SentElsewhereParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly reader: MailReader;
  readonly records: MailRecords;
  readonly book: Pick<AddressBook, 'groups'>;
  readonly people: Pick<KnownSenders, 'wrote'>;
  readonly unsealing: Pick<Unsealing, 'unseal'>;
  readonly rooms: Pick<RoomTalk, 'roomOf' | 'tell'>;
}

/** Ids that are looked up of a long list. */
const MOST_IDS = 10;

/**
 * Mails that the user has sent with another program. They are remembered, so that answers to them find their conversation, and shown
 * where the user wants that: as messages of the contact that say so, because no client believes a gateway that writes in the user's
 * own name.
 */
export class SentElsewhere {
  readonly #o: SentElsewhereParts;

  constructor(parts: SentElsewhereParts) {
    this.#o = parts;
  }

  async isKnown({ account }: Identity, messageId: string): Promise<boolean> {
    return (await this.#o.records.get(account, messageId)) !== undefined;
  }

  /** Rejects where it has to come again. */
  async take(identity: Identity, fetched: FetchedMail): Promise<void> {
    const { config, reader, records } = this.#o;
    const { account } = identity;
    if (fetched.flags.includes('\\Draft')) return;
    const octets = fetched.octets === 'too-large' ? (fetched.header ?? new Uint8Array()) : fetched.octets;
    const settings = readSettings(account.fields, config);
    const { mail } = await reader.read(octets, { strip: settings.quotes === 'strip' });
    const { messageId } = mail;
    if (messageId === undefined || !mail.from.some(({ address }) => isOwn(identity, address))) return;
    const [ours = ''] = readMessageIds(fieldOf(mail, 'x-microsoft-original-message-id') ?? '');
    const renamed = ours === '' ? undefined : await records.get(account, ours);
    if (renamed?.by === 'user') {
      await records.rename(renamed, messageId);
      return;
    }
    if ((await records.get(account, messageId)) !== undefined) return;
    const people = receiversOf(mail, identity);
    if (people.length === 0 || people.length > MOST_IN_GROUP) return;
    const { mail: shown } = await this.#o.unsealing.unseal(identity, octets, mail, settings);
    await this.#keep(identity, shown, { messageId, people, place: placeOf(fetched) }, settings.sentElsewhere);
  }

  async #keep(
    identity: Identity,
    mail: ReadMail,
    {
      messageId,
      people,
      place,
    }: { readonly messageId: string; readonly people: readonly Person[]; readonly place: MailRecord['place'] },
    show: boolean,
  ): Promise<void> {
    const { context, records, book, people: known } = this.#o;
    const { account } = identity;
    const [first] = people;
    const parent =
      (await records.newest(account, mail.inReplyTo.slice(0, MOST_IDS))) ??
      (await records.newest(account, mail.references.slice(-MOST_IDS)));
    const group = people.length > 1 ? await book.groups.keep(account, people) : undefined;
    const several = group === undefined ? undefined : inRoom(mail, identity, group, parent);
    const room = several && (await this.#o.rooms.roomOf(account, several));
    const contact = room?.contact ?? group ?? contactOf(first?.address ?? '');
    const now = context.clock.now();
    const record: MailRecord = {
      id: messageId,
      account: account.id,
      born: account.born,
      by: 'user',
      contact,
      thread: parent?.thread ?? threadOf(rootOf({ ...mail, messageId }) ?? messageId),
      references: mail.references.length > 0 ? mail.references : mail.inReplyTo.slice(0, 1),
      subject: mail.subject ?? '',
      reply: people,
      others: people,
      recipients: people.map(({ address }) => ({ contact, address })),
      at: Math.min(mail.date ?? now, now),
      ...(place === undefined ? {} : { place }),
    };
    // A room has all that is said in it.
    if (room !== undefined && several !== undefined) {
      await this.#o.rooms.tell(room, several, { ...spokenOf(mail, record), ...answerTo(record, parent) });
    } else if (show) await this.#show(identity, mail, record, parent);
    const last = await records.last(account, contact);
    await Promise.all([
      last !== undefined && last.at > record.at ? records.keep(record) : records.put(record),
      known.wrote(
        account.jid,
        people.map(({ address }) => address),
      ),
    ]);
    context.metrics.count('mails_sent_elsewhere');
  }

  async #show(
    { account }: Identity,
    mail: ReadMail,
    record: MailRecord,
    parent: MailRecord | undefined,
  ): Promise<void> {
    const { context, config } = this.#o;
    const { id, subject } = record;
    const { language, subjects } = readSettings(account.fields, config);
    const { body: text, ...spoken } = spokenOf(mail, record);
    const key = subjects === 'element' || subject === '' ? 'email.sent-elsewhere' : 'email.sent-elsewhere-about';
    await context.deliver({
      account: account.id,
      born: account.born,
      ...spoken,
      body: context.text({ key, params: { text, subject } }, language),
      ...(subject === '' || subjects !== 'element' ? {} : { subject }),
      dedupe: `sent:${account.id}:${account.born}:${id}`,
      ...answerTo(record, parent),
    });
  }
}

/** What was sent, as its user has said it; files by their names. */
function spokenOf(mail: ReadMail, { id, contact, thread, at }: MailRecord) {
  const files = mail.attachments.map(({ name }) => `- ${name}`);
  const body = [mail.text.body.trimEnd(), ...files].filter((line) => line !== '').join('\n');
  return { contact, id, body, thread, sentAt: at };
}

function answerTo({ contact }: MailRecord, parent: MailRecord | undefined): Pick<Incoming, 'reply'> {
  return parent?.contact === contact ? { reply: { to: parent.id } } : {};
}

/** The mail as one of a room. Whoever got a blind copy is nobody there, so that the next mail does not name them. */
function inRoom(
  mail: ReadMail,
  identity: Identity,
  group: string,
  parent: MailRecord | undefined,
): GroupMail | undefined {
  const people = peopleOf(mail, identity);
  return people.length === 0 ? undefined : { mail, people, group, parent, isProved: true, lang: undefined };
}

/** Everybody that a mail went to, each once. The copy in the folder of sent mail alone tells of blind copies. */
function receiversOf(mail: ReadMail, identity: Pick<Identity, 'own'>): readonly Person[] {
  const seen = new Set<string>();
  const people: Person[] = [];
  const bcc = readMailboxes(fieldOf(mail, 'bcc') ?? '');
  for (const { name, address } of [...mail.to, ...mail.cc, ...bcc]) {
    const small = address.toLowerCase();
    if (!address.includes('@') || seen.has(small) || isOwn(identity, address)) continue;
    seen.add(small);
    people.push(name === undefined ? { address } : { name, address });
  }
  return people;
}

function placeOf({ folder, uid, uidValidity }: FetchedMail): MailRecord['place'] {
  return { folder, uid, uidValidity };
}
