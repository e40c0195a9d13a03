import type { HoldContext, Incoming, TextRef } from '../../gateway.js';
import { readSettings, type Settings } from '../accounts/settings.js';
import { contactOf } from '../address/contact-of.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import { type InRequest, isGroupMail, type OverList, peopleOf, planIn } from '../conversation/in-plan.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import type { Reactors } from '../conversation/reactors.js';
import type { FetchedMail } from '../imap/types.js';
import { listOf, type MailList } from '../lists/list-of.js';
import type { ReadMail } from '../mime/mail.js';
import { jabberIdOf } from '../policy/jabber-id.js';
import type { KnownSenders } from '../policy/known-senders.js';
import { vacationOf } from '../policy/vacation.js';
import type { DirectTraffic } from '../secure/direct/traffic.js';
import type { Unsealed, Unsealing } from '../secure/unsealing.js';
import { type AddressBook, listOwner } from '../sending/addressees.js';
import { knowsReactions } from '../sending/changes.js';
import type { Fates } from '../sending/fates.js';
import type { MailReader } from '../work/reader.js';
import { keepFiles } from './attachments.js';
import type { ContactPresences } from './contact-presences.js';
import { notifyOf } from './disposition.js';
import { insteadOfText } from './instead.js';
import type { Judged, Judgement } from './judgement.js';
import type { KeptMails } from './kept-mails.js';
import type { Lobby } from './lobby.js';
import { noticeFor } from './notice.js';
import { asWritten, enclosed } from './presentable.js';
import { conversationOf, printOf } from './prints.js';
import type { RecentMails } from './recent-mails.js';
import { tellReport } from './reports.js';
import type { Source, Taken } from './source.js';
import { type Turn, Turns } from './turns.js';
import type { Unread } from './unread.js';

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
  readonly unsealing: Pick<Unsealing, 'unseal'>;
  /** Undefined where nobody exchanges objects with peers. */
  readonly direct: Pick<DirectTraffic, 'arrivals'> | undefined;
  readonly judgement: Judgement;
  readonly lobby: Lobby;
  readonly kept: KeptMails;
  /** Undefined where the gateway gives no addresses. */
  readonly recent: Pick<RecentMails, 'keep'> | undefined;
  readonly presences: Pick<ContactPresences, 'away' | 'wrote'>;
}

/** A mail that has been read, and how it came. */
interface Came {
  readonly identity: Identity;
  readonly settings: Settings;
  /** As it came, out of its protection, with the return path that the transport told. */
  readonly read: ReadMail;
  readonly unsealed: Unsealed;
  /** As its author wrote it. */
  readonly mail: ReadMail;
  readonly octets: Uint8Array;
  readonly source: Source;
  /** Contact of its author. */
  readonly author: string;
  readonly ofList: MailList | undefined;
  /** Message-ID, or what stands in its place. */
  readonly id: string;
  readonly print: string;
  readonly parent: MailRecord | undefined;
  readonly judged: Judged;
  /** Sentences that are told with it. */
  readonly notes: readonly string[];
  /** Wall time, ms. */
  readonly now: number;
}

/** Seconds for which nobody is told again that an author can be reached in XMPP. */
const HINT_SECONDS = 365 * 86_400;
/** Ids that are looked up of a long list. */
const MOST_IDS = 10;
/** A mail without any sender comes from here. */
const NOBODY = 'unknown@nobody.invalid';

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
    const repeats = source.via === 'imap' && source.released === undefined;
    const turn = this.#turns.arrive(identity.account.id, repeats);
    try {
      return await this.#take(identity, octets, source, notes, turn);
    } finally {
      turn.end();
    }
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

  async #take(
    identity: Identity,
    octets: Uint8Array,
    source: Source,
    notes: readonly string[],
    turn: Turn,
  ): Promise<Taken> {
    const { context, config, reader, judgement } = this.#o;
    const settings = readSettings(identity.account.fields, config);
    const now = context.clock.now();
    await source.ready;
    const { mail, unread } = await reader.read(octets, { strip: settings.quotes === 'strip' });
    const { returnPath = mail.returnPath } = source;
    const read: ReadMail = returnPath === undefined ? mail : { ...mail, returnPath };
    const loop = judgement.loop(read, identity);
    if (loop !== undefined) return { kind: 'refused', problem: loop };
    const direct = await this.#o.direct?.arrivals.take(identity, octets, read, settings);
    if (direct?.kind === 'told') return { kind: 'known' };
    if (direct?.kind === 'refused') return { kind: 'refused', problem: direct.problem };
    if (read.report !== undefined && direct === undefined) {
      const told = await tellReport(this.#o, identity, read.report, source.token);
      if (told) return { kind: 'known' };
    }
    const unsealed = direct?.unsealed ?? (await this.#o.unsealing.unseal(identity, octets, read, settings));
    const author = contactOf(read.from[0]?.address ?? read.sender?.address ?? source.returnPath ?? '');
    const more = unread === undefined ? [] : [context.text({ key: 'email.work.unread' }, settings.language)];
    const taken = await turn.run(
      conversationOf(unsealed.mail, identity, author),
      async () =>
        await this.#judge({ identity, settings, unsealed, octets, source, now, notes: [...notes, ...more] }, author),
    );
    if (taken.kind !== 'refused') await direct?.done();
    return taken;
  }

  /** Whether it comes, and when. */
  async #judge(
    one: Pick<Came, 'identity' | 'notes' | 'now' | 'octets' | 'settings' | 'source' | 'unsealed'>,
    sender: string,
  ): Promise<Taken> {
    const { records, judgement } = this.#o;
    const { identity, settings, unsealed, octets, source, now } = one;
    const read = unsealed.mail;
    const print = printOf(read, octets);
    const id = read.messageId ?? `${print}@no-message-id.invalid`;
    const [known, parent] = await Promise.all([
      records.get(identity.account, id),
      this.#parent(identity, read, source),
    ]);
    // Somebody else may use the same Message-ID; the user's own mail that came back, say over a list, is known.
    if (known !== undefined && (known.by === 'user' || known.print === print)) return { kind: 'known' };
    const ofList = listOf(read);
    const mail = asWritten(read, ofList);
    const author = contactOf(mail.from[0]?.address ?? '') || sender || NOBODY;
    const judged = await judgement.of({
      identity,
      settings,
      mail: read,
      author,
      ...(ofList === undefined ? {} : { list: ofList }),
      ...(parent === undefined ? {} : { parent }),
      now,
    });
    const came: Came = { ...one, read, mail, author, ofList, id, print, parent, judged };
    const waits = await this.#wait(came);
    if (waits !== undefined) return waits;
    return await this.#deliver(came);
  }

  /** What does not come now is put where it waits; undefined: it comes. */
  async #wait(came: Came): Promise<Taken | undefined> {
    const { identity, settings, mail, octets, source, author, ofList, id, print, judged, now } = came;
    const { fate } = judged;
    if (fate.kind === 'refuse') return { kind: 'refused', problem: fate.problem };
    if (fate.kind === 'deliver' || source.released !== undefined) return undefined;
    const from = mail.from[0];
    const held = { identity, settings, id, print, octets, source, at: now, subject: mail.subject ?? '' };
    const contact = ofList?.contact ?? author;
    const result = await this.#o.lobby.hold({ ...held, contact, from: ofList?.name ?? from?.name ?? author }, fate);
    this.#o.context.metrics.count('mails_held', { why: fate.kind === 'ask' ? 'ask' : fate.why });
    if (result === 'come') return undefined;
    return result === 'junk' ? { kind: 'refused', problem: JUNK } : { kind: result };
  }

  async #deliver(came: Came): Promise<Taken> {
    const { context, records, book } = this.#o;
    const { identity, settings, mail, source, author, ofList, parent, print } = came;
    const { account } = identity;
    const list = ofList === undefined ? undefined : await this.#list(identity, ofList);
    const group =
      list === undefined && isGroupMail(mail, identity)
        ? await book.groups.keep(account, peopleOf(mail, identity))
        : undefined;
    const contact = list?.contact ?? group ?? author;
    const [last] = await Promise.all([records.last(account, contact), this.#learn(identity, mail, author)]);
    // Who is told otherwise how far it has come is not told this way.
    const isAsked = came.unsealed.asks !== undefined;
    const notify = isAsked ? undefined : await this.#notify(identity, settings, mail, source);
    const watchRead = notify !== undefined || (source.place !== undefined && settings.seen);
    const request: InRequest = {
      mail,
      identity,
      id: came.id,
      contact: author,
      ...(parent === undefined ? {} : { parent }),
      ...(list === undefined ? {} : { list }),
      ...(group === undefined ? {} : { group }),
      subjectMode: settings.subjects,
      ...(last === undefined ? {} : { lastSubject: last.subject }),
      automated: came.judged.automated,
      ...(notify === undefined ? {} : { notify }),
      watchRead,
      warnings: [
        ...came.judged.warnings.map(({ text }) => context.text(text, settings.language)),
        ...came.unsealed.warnings,
      ],
      notes: came.notes,
      now: came.now,
      addressJid: (address) => context.jidOf(contactOf(address)),
    };
    // Whoever is not who they say changes nothing of what somebody else has written: it is shown as a text, with the warning.
    const isForged = came.judged.authenticity === 'fail';
    const instead = isForged ? {} : await insteadOfText(this.#o, identity, mail, parent, contact);
    const isText = Object.keys(instead).length === 0 && came.unsealed.object === undefined;
    const isNotice = settings.form === 'notice' && isText;
    const { record } = isNotice ? await this.#notice(came, request) : await this.#whole(came, request, instead);
    const kept: MailRecord = { ...record, print, ...(source.place === undefined ? {} : { place: source.place }) };
    await Promise.all([
      records.put(kept),
      // Others are kept already, for longer.
      identity.kind === 'address' && !isNotice && !mail.text.cut
        ? this.#o.recent?.keep(account, kept, came.octets)
        : undefined,
      watchRead && !isNotice ? this.#o.unread.add(kept) : undefined,
      this.#absence(came),
    ]);
    context.metrics.count('mails_in', { via: source.via });
    return { kind: 'delivered', contact };
  }

  /** The mail as a message, with its files. */
  async #whole(came: Came, request: InRequest, instead: Partial<Incoming>): Promise<{ readonly record: MailRecord }> {
    const { context } = this.#o;
    const { identity, settings, mail, author } = came;
    const files = await keepFiles(context, identity, author, mail.attachments);
    const say = (ref: TextRef): string => context.text(ref, settings.language);
    const plan = planIn({
      ...request,
      notes: [
        ...came.unsealed.notes,
        ...came.notes,
        ...enclosed(mail).map(say),
        ...(await this.#hints(came)).map(say),
        ...files.failed.map(({ name, problem }) =>
          say({ key: 'email.file.lost', params: { name, reason: say(problem.text) } }),
        ),
        ...(mail.text.cut ? [say({ key: 'email.cut' })] : []),
      ],
    });
    const object = came.unsealed.object?.(files.files);
    await this.#hand(came, {
      ...plan.incoming,
      ...(object === undefined ? {} : { object }),
      ...(came.unsealed.asks === undefined ? {} : { asks: came.unsealed.asks }),
      ...instead,
      ...(files.files.length === 0 ? {} : { files: files.files }),
    });
    // The rest of a shortened mail is nowhere else.
    if (identity.kind === 'address' && mail.text.cut) await this.#keep(came);
    return plan;
  }

  /** A word that the mail has come; the mail itself waits until the user asks for it. */
  async #notice(came: Came, request: InRequest): Promise<{ readonly record: MailRecord }> {
    const { context } = this.#o;
    const { identity, settings, source } = came;
    const plan = planIn(request);
    const isKept = identity.kind === 'mailbox' || (await this.#keep(came));
    // Without room for the mail its text has to come.
    if (!isKept) return await this.#whole(came, request, {});
    if (source.released === 'listed') return plan;
    // A headline is worth nothing to who is not there (RFC 6121 5.2.2).
    const { available } = await context.presenceOf(identity.account.id);
    const notice = noticeFor(came.mail, request.warnings, (ref) => context.text(ref, settings.language));
    const { contact, id, thread, nick, sentAt } = plan.incoming;
    await this.#hand(came, {
      contact,
      ...(id === undefined ? {} : { id }),
      ...(thread === undefined ? {} : { thread }),
      ...(nick === undefined ? {} : { nick }),
      ...(sentAt === undefined ? {} : { sentAt }),
      ...notice,
      kind: available ? 'headline' : 'chat',
    });
    return plan;
  }

  async #hand({ identity: { account }, print }: Came, incoming: Omit<Incoming, 'account'>): Promise<void> {
    const dedupe = `${account.id}:${account.born}:${print}`;
    await this.#o.context.deliver({ ...incoming, account: account.id, born: account.born, dedupe });
  }

  async #keep({ identity, id, print, octets }: Came): Promise<boolean> {
    return await this.#o.kept.keep(identity.account, { id, print }, octets);
  }

  /** Who answers by a program while being away is shown so, until they write themselves. */
  async #absence({ identity: { account }, mail, author, judged, now }: Came): Promise<void> {
    const { presences } = this.#o;
    const vacation = judged.automated ? vacationOf(mail, mail.text.body, now) : undefined;
    if (vacation !== undefined) await presences.away(account, author, vacation);
    else if (!judged.automated) await presences.wrote(account, author);
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
  async #hints({ identity: { account }, author, mail, judged }: Came): Promise<readonly TextRef[]> {
    const jid = jabberIdOf(mail, judged.authenticity);
    if (jid === undefined || jid === account.jid) return [];
    const key = `jabber-id:${account.born}:${account.id}:${author}`;
    const isNew = await this.#o.context.kv.add(key, jid, HINT_SECONDS);
    return isNew ? [{ key: 'email.hint.jabber-id', params: { jid } }] : [];
  }
}

const JUNK = { type: 'cancel', condition: 'policy-violation', text: { key: 'email.policy.junk' } } as const;
