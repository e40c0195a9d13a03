import type { HoldContext, Incoming, TextRef } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';
import { contactOf } from '../address/contact-of.js';
import type { Identity } from '../conversation/identity.js';
import { type InPlan, type InRequest, isGroupMail, type OverList, peopleOf, planIn } from '../conversation/in-plan.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import type { Reactors } from '../conversation/reactors.js';
import type { MailList } from '../lists/list-of.js';
import type { ReadMail } from '../mime/mail.js';
import { jabberIdOf } from '../policy/jabber-id.js';
import type { KnownSenders } from '../policy/known-senders.js';
import { vacationOf } from '../policy/vacation.js';
import type { GroupMail, RoomTalk } from '../rooms/room-talk.js';
import type { Unsealed } from '../secure/unsealing.js';
import { type AddressBook, listOwner } from '../sending/addressees.js';
import { knowsReactions } from '../sending/changes.js';
import { keepFiles } from './attachments.js';
import type { ContactPresences } from './contact-presences.js';
import { notifyOf } from './disposition.js';
import { insteadOfText } from './instead.js';
import type { Judged } from './judgement.js';
import type { KeptMails } from './kept-mails.js';
import { withShortText } from './long-text.js';
import { noticeFor } from './notice.js';
import { enclosed } from './presentable.js';
import type { RecentMails } from './recent-mails.js';
import type { Source, Taken } from './source.js';
import type { Unread } from './unread.js';

interface DeliveryParts {
  readonly context: HoldContext;
  readonly records: MailRecords;
  readonly book: AddressBook;
  /** Whom the users know. */
  readonly people: KnownSenders;
  readonly unread: Unread;
  /** Whose programs know reactions. */
  readonly reactors: Reactors;
  readonly kept: KeptMails;
  /** Octets of a text in a stanza; what is longer comes as a file. */
  readonly longestText: number;
  /** Undefined where the gateway gives no addresses. */
  readonly recent: Pick<RecentMails, 'keep'> | undefined;
  readonly presences: Pick<ContactPresences, 'away' | 'wrote'>;
  readonly rooms: Pick<RoomTalk, 'roomOf' | 'tell' | 'note'>;
}

/** Hands a message over, wherever it is to be told. */
type Hand = (incoming: Omit<Incoming, 'account' | 'dedupe'>) => Promise<void>;

/** A mail that has been read, and how it came. */
export interface Came {
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
  /** Subject of the last mail of its author, or of the list that it came over. */
  readonly lastSubject: string | undefined;
  readonly judged: Judged;
  /** Sentences that are told with it. */
  readonly notes: readonly string[];
  /** Wall time, ms. */
  readonly now: number;
}

/** Seconds for which nobody is told again that an author can be reached in XMPP. */
const HINT_SECONDS = 365 * 86_400;

/** Makes the message of a mail that comes now, as its user wants it, and remembers what later ones need of it. */
export class Delivery {
  readonly #o: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#o = parts;
  }

  /** Resolves when it is in a lane; rejects where the mail has to come again. */
  async deliver(came: Came): Promise<Taken> {
    const { context, records, book } = this.#o;
    const { identity, settings, mail, source, author, ofList, parent, print } = came;
    const { account } = identity;
    const list = ofList === undefined ? undefined : await this.#list(identity, ofList);
    const group =
      list === undefined && isGroupMail(mail, identity)
        ? await book.groups.keep(account, peopleOf(mail, identity))
        : undefined;
    const several = group === undefined ? undefined : groupMail(came, group);
    const room = several && (await this.#o.rooms.roomOf(account, several));
    const contact = list?.contact ?? room?.contact ?? group ?? author;
    const [lastSubject] = await Promise.all([
      group === undefined ? came.lastSubject : records.lastSubject(account, group),
      this.#learn(identity, mail, author),
    ]);
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
      ...(group === undefined ? {} : { group: contact }),
      inRoom: room !== undefined,
      subjectMode: settings.subjects,
      ...(lastSubject === undefined ? {} : { lastSubject }),
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
    const instead = isForged
      ? {}
      : await insteadOfText(this.#o, identity, mail, parent, room === undefined ? contact : author);
    const isText = Object.keys(instead).length === 0 && came.unsealed.object === undefined;
    const isNotice = settings.form === 'notice' && isText;
    const hand: Hand = async (incoming) => {
      if (room !== undefined && several !== undefined) await this.#o.rooms.tell(room, several, incoming);
      else await this.#hand(came, incoming);
    };
    // Others are kept already, for longer.
    const isRecent = identity.kind === 'address' && !isNotice && !mail.text.cut;
    const [plan] = await Promise.all([
      isNotice ? this.#notice(came, request, hand) : this.#whole(came, request, instead, hand),
      isRecent ? this.#o.recent?.keep(account, came, came.octets) : undefined,
    ]);
    const { record } = plan;
    const kept: MailRecord = { ...record, print, ...(source.place === undefined ? {} : { place: source.place }) };
    await Promise.all([
      records.put(kept),
      watchRead && !isNotice ? this.#o.unread.add(kept) : undefined,
      this.#absence(came),
      several === undefined || room !== undefined
        ? undefined
        : this.#o.rooms.note(account, several, { ...plan.incoming, body: plan.text }, settings.groups === 'rooms'),
    ]);
    context.metrics.count('mails_in', { via: source.via });
    return { kind: 'delivered', contact };
  }

  /** The mail as a message, with its files. */
  async #whole(came: Came, request: InRequest, instead: Partial<Incoming>, hand: Hand): Promise<InPlan> {
    const { context } = this.#o;
    const { identity, settings, author } = came;
    const mail = withShortText(came.mail, this.#o.longestText);
    const files = await keepFiles(context, identity, author, mail);
    const say = (ref: TextRef): string => context.text(ref, settings.language);
    const plan = planIn({
      ...request,
      mail,
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
    await hand({
      ...plan.incoming,
      ...(object === undefined ? {} : { object }),
      ...(came.unsealed.asks === undefined ? {} : { asks: came.unsealed.asks }),
      ...instead,
      ...(files.files.length === 0 ? {} : { files: files.files }),
      ...(came.judged.authenticity === 'pass' ? { proven: true } : {}),
    });
    // The rest of a shortened mail is nowhere else.
    if (identity.kind === 'address' && mail.text.cut) await this.#keep(came);
    return plan;
  }

  /** A word that the mail has come; the mail itself waits until the user asks for it. */
  async #notice(came: Came, request: InRequest, hand: Hand): Promise<InPlan> {
    const { context } = this.#o;
    const { identity, settings, source } = came;
    const plan = planIn(request);
    const isKept = identity.kind === 'mailbox' || (await this.#keep(came));
    // Without room for the mail its text has to come.
    if (!isKept) return await this.#whole(came, request, {}, hand);
    if (source.released === 'listed') return plan;
    // A headline is worth nothing to who is not there (RFC 6121 5.2.2).
    const { available } = await context.presenceOf(identity.account.id);
    const notice = noticeFor(came.mail, request.warnings, (ref) => context.text(ref, settings.language));
    const { contact, id, thread, nick, sentAt } = plan.incoming;
    await hand({
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
    // Its record, which is looked for before and kept behind this, tells what is new.
    await this.#o.context.deliver({ ...incoming, account: account.id, born: account.born, dedupe, isNew: true });
  }

  async #keep({ identity, id, print, octets }: Came): Promise<boolean> {
    return await this.#o.kept.keep(identity.account, { id, print }, octets);
  }

  /** Who answers by a program while being away is shown so, until they write themselves. */
  async #absence({ identity: { account }, mail, author, judged, now, parent }: Came): Promise<void> {
    const { presences } = this.#o;
    // Whom the user does not know shows nothing: anybody could have any number of them be away.
    const { written, accepted, important } = judged.known;
    const isKnown = parent?.by === 'user' || (written ?? accepted ?? important) !== undefined;
    const vacation = judged.automated && isKnown ? vacationOf(mail, mail.text.body, now) : undefined;
    if (vacation !== undefined) await presences.away(account, author, vacation);
    else if (!judged.automated) await presences.wrote(account, author);
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

function groupMail({ mail, identity, parent, judged, settings: { language } }: Came, group: string): GroupMail {
  const isProved = judged.authenticity !== 'fail';
  return { mail, people: peopleOf(mail, identity), group, parent, isProved, lang: language };
}
