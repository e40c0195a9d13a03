import { createHash } from 'node:crypto';
import type { HoldContext, Incoming, Problem, TextRef } from '../../gateway.js';
import { readSettings, type Settings } from '../accounts/settings.js';
import { contactOf } from '../address/contact-of.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import { isGroupMail, type OverList, peopleOf, planIn } from '../conversation/in-plan.js';
import type { MailPlace, MailRecord, MailRecords } from '../conversation/mail-records.js';
import type { Reactors } from '../conversation/reactors.js';
import type { FetchedMail } from '../imap/types.js';
import { listOf, type MailList } from '../lists/list-of.js';
import type { ReadMail } from '../mime/mail.js';
import { jabberIdOf } from '../policy/jabber-id.js';
import type { KnownSenders } from '../policy/known-senders.js';
import type { Unsealed, Unsealing } from '../secure/unsealing.js';
import { type AddressBook, listOwner } from '../sending/addressees.js';
import { knowsReactions } from '../sending/changes.js';
import type { Fates } from '../sending/fates.js';
import type { MailReader } from '../work/reader.js';
import { keepFiles } from './attachments.js';
import { notifyOf } from './disposition.js';
import type { Judged, Judgement } from './judgement.js';
import { asWritten, enclosed } from './presentable.js';
import { tellReport } from './reports.js';
import { type Turn, Turns } from './turns.js';
import type { Unread } from './unread.js';

/** How a mail came to us. */
export interface Source {
  readonly via: 'imap' | 'lmtp';
  /** Where it lies in the user's own mailbox. */
  readonly place?: MailPlace;
  /** What stood behind the `+` of the address that it came to, or the token of a return path. */
  readonly token?: string;
  /** Return path as the transport told it; empty for `<>`. */
  readonly returnPath?: string;
  /** Wall time at which it was received, ms. */
  readonly receivedAt?: number;
}

/** What became of a mail. */
export type Taken =
  /** It is in a lane. */
  | { readonly kind: 'delivered'; readonly contact: string }
  /** The user has it already, or it told something about a mail of the user. */
  | { readonly kind: 'known' }
  /** It goes in circles, or is not wanted. */
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface InboxParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly reader: MailReader;
  readonly records: MailRecords;
  readonly book: AddressBook;
  /** Whom the users know. */
  readonly people: KnownSenders;
  readonly unread: Unread;
  /** What is told of mails that the user has sent. */
  readonly fates: Fates;
  /** Whose programs know reactions. */
  readonly reactors: Reactors;
  readonly judgement: Judgement;
  readonly unsealing: Pick<Unsealing, 'unseal'>;
}

/** Letters of the print of a mail. */
const PRINT = 22;
/** Seconds for which the reactions of a contact at one mail are added up. */
const REACTIONS_SECONDS = 90 * 86_400;
/** Seconds for which nobody is told again that an author can be reached in XMPP. */
const HINT_SECONDS = 365 * 86_400;

/** Makes messages of mails, whichever way they came, and hands them to XMPP. */
export class Inbox {
  readonly #o: InboxParts;
  readonly #turns = new Turns();

  constructor(parts: InboxParts) {
    this.#o = parts;
  }

  /** Resolves when nothing of the mail depends on us any more; rejects where it has to come again. */
  async take(identity: Identity, octets: Uint8Array, source: Source, notes: readonly string[] = []): Promise<Taken> {
    // A mail server repeats each mail by itself, a mailbox is read again from the first one that is missing.
    const turn = this.#turns.arrive(identity.account.id, source.via === 'imap');
    try {
      return await this.#take(identity, octets, source, notes, turn);
    } finally {
      turn.end();
    }
  }

  async #take(
    identity: Identity,
    octets: Uint8Array,
    source: Source,
    notes: readonly string[],
    turn: Turn,
  ): Promise<Taken> {
    const { context, config, reader } = this.#o;
    const settings = readSettings(identity.account.fields, config);
    const now = context.clock.now();
    const { mail: read, unread } = await reader.read(octets, { strip: settings.quotes === 'strip' });
    const { returnPath = read.returnPath } = source;
    const mail: ReadMail = returnPath === undefined ? read : { ...read, returnPath };
    const loop = this.#o.judgement.loop(mail, identity);
    if (loop !== undefined) return { kind: 'refused', problem: loop };
    if (mail.report !== undefined) {
      const told = await tellReport(this.#o, identity, mail.report, source.token);
      if (told) return { kind: 'known' };
    }
    const unsealed = await this.#o.unsealing.unseal(identity, octets, mail, settings);
    const author = contactOf(mail.from[0]?.address ?? mail.sender?.address ?? source.returnPath ?? '');
    return await turn.run(
      conversationOf(unsealed.mail, identity, author),
      async () =>
        await this.#deliver(identity, settings, unsealed, {
          octets,
          source,
          author,
          now,
          notes:
            unread === undefined ? notes : [...notes, context.text({ key: 'email.work.unread' }, settings.language)],
        }),
    );
  }

  /** A mail over the limit: its head, and what there is in it. */
  async takeOutline(identity: Identity, fetched: FetchedMail, source: Source): Promise<Taken> {
    const { context, config } = this.#o;
    const { language } = readSettings(identity.account.fields, config);
    const parts = (fetched.structure ?? []).map(
      ({ name, type, size }) => `- ${name ?? type} (${Math.ceil(size / 1024)} KiB)`,
    );
    const params = { size: String(Math.ceil(fetched.size / 1_048_576)), parts: parts.join('\n') };
    const note = context.text({ key: 'email.over-limit', params }, language);
    return await this.take(identity, fetched.header ?? new Uint8Array(), source, [note]);
  }

  async #deliver(
    identity: Identity,
    settings: Settings,
    unsealed: Unsealed,
    came: {
      readonly octets: Uint8Array;
      readonly source: Source;
      readonly author: string;
      readonly now: number;
      readonly notes: readonly string[];
    },
  ): Promise<Taken> {
    const { context, records, book, judgement } = this.#o;
    const { account } = identity;
    const { source, now } = came;
    const read = unsealed.mail;
    const print = printOf(read, came.octets);
    const id = read.messageId ?? `${print}@no-message-id.invalid`;
    const [known, parent] = await Promise.all([records.get(account, id), this.#parent(identity, read, source)]);
    // Somebody else may use the same Message-ID; the user's own mail that came back, say over a list, is known.
    if (known !== undefined && (known.by === 'user' || known.print === print)) return { kind: 'known' };
    const ofList = listOf(read);
    const mail = asWritten(read, ofList);
    const author = contactOf(mail.from[0]?.address ?? '') || came.author || NOBODY;
    const judged = await judgement.of({
      identity,
      settings,
      mail: read,
      author,
      ...(ofList === undefined ? {} : { list: ofList }),
      ...(parent === undefined ? {} : { parent }),
      now,
    });
    if (judged.fate.kind === 'refuse') return { kind: 'refused', problem: judged.fate.problem };
    const list = ofList === undefined ? undefined : await this.#list(identity, ofList);
    const group =
      list === undefined && isGroupMail(mail, identity)
        ? await book.groups.keep(account, peopleOf(mail, identity))
        : undefined;
    const contact = list?.contact ?? group ?? author;
    const [last] = await Promise.all([records.last(account, contact), this.#learn(identity, mail, author)]);
    const files = await keepFiles(context, identity, author, mail.attachments);
    const notify = await this.#notify(identity, settings, mail, source);
    const watchRead = notify !== undefined || (source.place !== undefined && settings.seen);
    const say = (ref: TextRef): string => context.text(ref, settings.language);
    const { incoming, record } = planIn({
      mail,
      identity,
      id,
      contact: author,
      ...(parent === undefined ? {} : { parent }),
      ...(list === undefined ? {} : { list }),
      ...(group === undefined ? {} : { group }),
      subjectMode: settings.subjects,
      ...(last === undefined ? {} : { lastSubject: last.subject }),
      automated: judged.automated,
      ...(notify === undefined ? {} : { notify }),
      watchRead,
      warnings: [...judged.warnings.map(({ text }) => say(text)), ...unsealed.warnings],
      notes: [
        ...unsealed.notes,
        ...came.notes,
        ...enclosed(mail).map(say),
        ...(await this.#hints(identity, author, mail, judged)).map(say),
        ...files.failed.map(({ name, problem }) =>
          say({ key: 'email.file.lost', params: { name, reason: say(problem.text) } }),
        ),
        ...(mail.text.cut ? [say({ key: 'email.cut' })] : []),
      ],
      now,
      addressJid: (address) => context.jidOf(contactOf(address)),
    });
    const object = unsealed.object?.(files.files);
    await context.deliver({
      ...incoming,
      ...(object === undefined ? {} : { object }),
      ...(await this.#special(identity, mail, parent)),
      ...(files.files.length === 0 ? {} : { files: files.files }),
      account: account.id,
      born: account.born,
      dedupe: `${account.id}:${account.born}:${print}`,
    });
    const kept: MailRecord = { ...record, print, ...(source.place === undefined ? {} : { place: source.place }) };
    await Promise.all([records.put(kept), watchRead ? this.#o.unread.add(kept) : undefined]);
    context.metrics.count('mails_in', { via: source.via });
    return { kind: 'delivered', contact };
  }

  /** The mail that it answers: by the token of the address, else by the ids in its header, the newest known one first. */
  async #parent({ account }: Identity, mail: ReadMail, { token }: Source): Promise<MailRecord | undefined> {
    const { records } = this.#o;
    const [answered, referred] = await Promise.all([
      records.newest(account, mail.inReplyTo.slice(0, MOST_IDS)),
      records.newest(account, mail.references.slice(-MOST_IDS)),
    ]);
    if (answered !== undefined || referred !== undefined) return answered ?? referred;
    const named = token === undefined ? undefined : await records.byName(token.toLowerCase());
    return named?.account === account.id && named.born === account.born ? named : undefined;
  }

  /** Whom to tell when the user has read it, as far as the user wants that. */
  async #notify(
    { account }: Identity,
    settings: Settings,
    mail: ReadMail,
    { returnPath }: Source,
  ): Promise<string | undefined> {
    const notify = notifyOf(mail, returnPath, settings, true);
    if (notify === undefined || settings.readReports !== 'known') return notify;
    const { written, accepted } = await this.#o.people.of(account.jid, notify);
    return written === undefined && accepted === undefined ? undefined : notify;
  }

  async #list({ account }: Identity, list: MailList): Promise<OverList> {
    const { name, post } = await this.#o.book.lists.learn(listOwner(account), list);
    const { contact } = list;
    return { contact, name, ...(post === undefined ? {} : { post }) };
  }

  async #learn({ account }: Identity, { from, chat, reaction, messageId }: ReadMail, author: string): Promise<void> {
    const address = from[0]?.address;
    const reacts = chat.version === true || reaction !== undefined || knowsReactions(messageId ?? '');
    await Promise.all([
      address === undefined ? undefined : this.#o.book.spellings.learn(account, author, address),
      reacts ? this.#o.reactors.learn(account, author) : undefined,
    ]);
  }

  /** That the author can be reached in XMPP as well (RFC 7259), told once. */
  async #hints({ account }: Identity, author: string, mail: ReadMail, judged: Judged): Promise<readonly TextRef[]> {
    const jid = jabberIdOf(mail, judged.authenticity);
    if (jid === undefined || jid === account.jid) return [];
    const key = `jabber-id:${account.born}:${account.id}:${author}`;
    const isNew = await this.#o.context.kv.add(key, jid, HINT_SECONDS);
    return isNew ? [{ key: 'email.hint.jabber-id', params: { jid } }] : [];
  }

  /** What stands in the place of a text: a reaction, a correction, a mail that is taken back. */
  async #special(
    { account }: Identity,
    { chat, reaction }: ReadMail,
    parent: MailRecord | undefined,
  ): Promise<Pick<Incoming, 'replaces' | 'retracts' | 'reactions'>> {
    if (chat.edits !== undefined) return { replaces: chat.edits };
    if (chat.deletes !== undefined) return { retracts: chat.deletes };
    if (reaction === undefined || parent === undefined) return {};
    const { records, context } = this.#o;
    const key = `r:${records.nameOf(account, parent.id)}`;
    const all = await context.kv.merge(
      key,
      Object.fromEntries(reaction.emojis.map((emoji) => [emoji, '1'])),
      REACTIONS_SECONDS,
    );
    return { reactions: { to: parent.id, emojis: Object.keys(all) } };
  }
}

/** Ids that are looked up of a long list. */
const MOST_IDS = 10;
/** A mail without any sender comes from here. */
const NOBODY = 'unknown@nobody.invalid';

/** What mails of one conversation have in common. */
function conversationOf(mail: ReadMail, identity: Identity, author: string): string {
  const list = listOf(mail);
  if (list !== undefined) return list.contact;
  if (!isGroupMail(mail, identity)) return author;
  const addresses = peopleOf(mail, identity).map(({ address }) => address.toLowerCase());
  return addresses.sort().join(' ');
}

/** Tells a mail from another one with the same Message-ID: what its author wrote, not what servers added to the header. */
function printOf(mail: ReadMail, octets: Uint8Array): string {
  const hash = createHash('sha256').update(JSON.stringify([mail.messageId, mail.from, mail.subject, mail.date]));
  return hash.update(bodyOf(octets)).digest('base64url').slice(0, PRINT);
}

function bodyOf(octets: Uint8Array): Uint8Array {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const [crlf, lf] = [buffer.indexOf('\r\n\r\n'), buffer.indexOf('\n\n')];
  if (crlf === -1 && lf === -1) return buffer;
  const usual = lf === -1 || (crlf !== -1 && crlf < lf);
  return buffer.subarray(usual ? crlf + 4 : lf + 2);
}
