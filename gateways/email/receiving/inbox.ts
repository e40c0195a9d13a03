import type { HoldContext } from '../../gateway.js';
import { readSettings } from '../accounts/settings.js';
import { contactOf } from '../address/contact-of.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import type { FetchedMail } from '../imap/types.js';
import { listOf } from '../lists/list-of.js';
import type { ReadMail } from '../mime/mail.js';
import type { MailReader } from '../reader/reader.js';
import type { DirectTraffic } from '../secure/direct/traffic.js';
import type { Unsealing } from '../secure/unsealing.js';
import type { Fates } from '../sending/fates.js';
import type { Came, Delivery } from './delivery.js';
import type { Judgement } from './judgement.js';
import type { Lobby } from './lobby.js';
import { asWritten } from './presentable.js';
import { conversationOf, printOf } from './prints.js';
import { tellReport } from './reports.js';
import type { Source, Taken } from './source.js';
import { type Turn, Turns } from './turns.js';

interface InboxParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly reader: MailReader;
  readonly records: MailRecords;
  /** What is told of mails that the user has sent. */
  readonly fates: Fates;
  readonly unsealing: Pick<Unsealing, 'unseal'>;
  /** Undefined where nobody exchanges objects with peers. */
  readonly direct: Pick<DirectTraffic, 'arrivals'> | undefined;
  readonly judgement: Judgement;
  readonly lobby: Lobby;
  readonly delivery: Delivery;
}

/** Ids that are looked up of a long list. */
const MOST_IDS = 10;
/** A mail without any sender comes from here. */
const NOBODY = 'unknown@nobody.invalid';

/** Whose a mail is, as soon as it has been read. */
interface Whose {
  conversation: string | undefined;
}

/** Takes mails in, whichever way they came: reads them, decides what becomes of each, and has it delivered or put aside. */
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
    const whose: Whose = { conversation: undefined };
    try {
      return await this.#take(identity, octets, source, notes, turn, whose);
    } catch (error) {
      turn.fail(whose.conversation);
      throw error;
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
    whose: Whose,
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
    const author = contactOf(read.from[0]?.address ?? read.sender?.address ?? source.returnPath ?? '');
    whose.conversation = conversationOf(read, identity, author);
    const direct = await this.#o.direct?.arrivals.take(identity, octets, read, settings);
    if (direct?.kind === 'told') return { kind: 'known' };
    if (direct?.kind === 'refused') return { kind: 'refused', problem: direct.problem };
    if (read.report !== undefined && (direct === undefined || direct.kind === 'report')) {
      const told = await tellReport(this.#o, identity, read.report, source.token);
      if (told) return { kind: 'known' };
    }
    if (direct?.kind === 'report') return { kind: 'refused', problem: direct.problem };
    const unsealed = direct?.unsealed ?? (await this.#o.unsealing.unseal(identity, octets, read, settings));
    const more = unread === undefined ? [] : [context.text({ key: 'email.reader.unread' }, settings.language)];
    const taken = await turn.run(
      conversationOf(unsealed.mail, identity, author),
      async () =>
        await this.#judge({ identity, settings, unsealed, octets, source, now, notes: [...notes, ...more] }, author),
    );
    if (taken.kind !== 'refused' && taken.kind !== 'full') await direct?.done();
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
    const ofList = listOf(read);
    const mail = asWritten(read, ofList);
    const author = contactOf(mail.from[0]?.address ?? '') || sender || NOBODY;
    // A mail server hands each mail over once; what lies in a mailbox is read again, and then is nothing new of its author.
    const isFirst = source.via === 'lmtp' && source.released === undefined;
    const [known, parent, senders, lastSubject] = await Promise.all([
      records.get(identity.account, id),
      this.#parent(identity, read, source),
      judgement.senders(identity, author, ofList, isFirst),
      records.lastSubject(identity.account, ofList?.contact ?? author),
    ]);
    // Somebody else may use the same Message-ID; the user's own mail that came back, say over a list, is known.
    if (known !== undefined && (known.by === 'user' || known.print === print)) return { kind: 'known' };
    const judged = await judgement.of({
      identity,
      settings,
      mail: read,
      author,
      ...(ofList === undefined ? {} : { list: ofList }),
      ...(parent === undefined ? {} : { parent }),
      senders,
      now,
    });
    const came: Came = { ...one, read, mail, author, ofList, id, print, parent, lastSubject, judged };
    const waits = await this.#wait(came);
    if (waits !== undefined) return waits;
    return await this.#o.delivery.deliver(came);
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
}

const JUNK = { type: 'cancel', condition: 'policy-violation', text: { key: 'email.policy.junk' } } as const;
