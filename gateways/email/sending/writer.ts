import type { Account, HoldContext, MessageEvent, Problem, RefusedRecipient, TextRef } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { composeInTurns } from '../compose/compose.js';
import { type DkimSigner, dkimFields } from '../compose/dkim.js';
import { messageIdFor } from '../compose/message-id.js';
import type { OutgoingMail } from '../compose/outgoing.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import { planOut } from '../conversation/out-plan.js';
import type { Reactors } from '../conversation/reactors.js';
import { type SenderFields, senderFields } from '../policy/identity.js';
import { HOPS_FIELD, nextGateway } from '../policy/loops.js';
import type { Sealing } from '../secure/sealing.js';
import { mailHtml } from '../text/mail-html.js';
import { stylingToHtml } from '../text/styling.js';
import { type AddressBook, addresseesOf, everybody, someOf } from './addressees.js';
import { changeProblem, knowsReactions, reactionProblem, TOO_MANY_REACTIONS } from './changes.js';
import { attach, mostOfFiles, tooLarge } from './files.js';
import type { Addressed, Job, Ready } from './job.js';
import { settingsFor } from './job-settings.js';
import { messageIdOf } from './results.js';
import type { SendingRules } from './rules.js';

interface WriterParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: MailRecords;
  readonly book: AddressBook;
  readonly reactors: Reactors;
  readonly rules: Pick<SendingRules, 'refusal' | 'tooMany'>;
  readonly sealing: Pick<Sealing, 'seal'>;
  /** A whole mail of an account, to be passed on; or why it cannot be had. */
  readonly original: (account: Account, messageId: string) => Promise<Uint8Array | Problem>;
  /** Signs what goes out from the gateway's own domain (RFC 6376); undefined: the admin's mail server does. */
  readonly signer: DkimSigner | undefined;
  /** Secret of Message-IDs: 32 octets. */
  readonly idKey: Buffer;
}

/** What goes with a mail, and the message with the links to what cannot. */
interface Carried extends Pick<OutgoingMail, 'calendarReply'> {
  readonly files: OutgoingMail['attachments'];
  readonly said: MessageEvent;
}

/** Only what is styled has another form worth sending (XEP-0393 5). */
const STYLED = /[*_~`]|^>/m;
/** A conversation by mail that was quiet for so long does not go on by itself: a message begins another one. */
const QUIET_MS = 30 * 86_400_000;

/** Makes mails of messages. */
export class Writer {
  readonly #o: WriterParts;

  constructor(parts: WriterParts) {
    this.#o = parts;
  }

  /** The Message-ID of a message that was or will be sent. */
  messageIdOf(id: string, identity: Identity): string {
    return messageIdFor(id, identity.domain, this.#o.idKey);
  }

  /** Whom a message goes to, or why to nobody. Rejects where the store cannot be asked. */
  async address(job: Job): Promise<Addressed | Problem> {
    const { config, records, book, rules } = this.#o;
    const { account, event, id, at } = job;
    const identity = identityOf(account, config);
    if (identity === undefined) return problem('registration-required', 'auth', 'email.account.gone');
    const settings = settingsFor(job, config);
    const { base, asked } = await this.#base(job);
    const unsaid = changeProblem(event, settings) ?? (await this.#reactionProblem(job, settings, base));
    if (unsaid !== undefined) return unsaid;
    const wanted = await addresseesOf(event, identity, base, book);
    if ('condition' in wanted) return wanted;
    const refused: RefusedRecipient[] = [...wanted.refused];
    const addressees = someOf(wanted, ({ contact, address }) => {
      const why = rules.refusal(address);
      if (why !== undefined) refused.push({ contact, problem: why });
      return why === undefined;
    });
    const recipients = everybody(addressees).map(({ contact, address }) => ({ contact, address }));
    const [first] = refused;
    if (recipients.length === 0 && (first === undefined || event.recipients === undefined)) {
      return first?.problem ?? problem('item-not-found', 'cancel', 'email.nobody');
    }
    const tooMany = rules.tooMany(recipients.length);
    if (tooMany !== undefined) return tooMany;
    const messageId = this.messageIdOf(id, identity);
    return {
      job: { ...job, at },
      identity,
      settings,
      addressees,
      recipients,
      refused,
      ...(base === undefined ? {} : { base }),
      asked,
      messageId,
      name: records.nameOf(account, messageId),
    };
  }

  /** Writes the mail; or says why there is none. */
  async write(addressed: Addressed): Promise<Ready | Problem> {
    const { config, context, sealing, signer } = this.#o;
    const { job, identity, settings, addressees, recipients, base, asked, messageId, name } = addressed;
    const { event, at } = job;
    const hops = nextGateway(event.headers?.find((header) => header.name.toLowerCase() === HOPS)?.value);
    if (hops === undefined) return problem('policy-violation', 'cancel', 'email.loop');
    const say = (ref: TextRef): string => context.text(ref, event.lang ?? settings.language);
    const sender = this.#sender(identity, name, event.nick);
    const carried = await this.#withFiles(job, say);
    if ('condition' in carried) return carried;
    const { files, calendarReply } = carried;
    const said = withOwnHtml(carried.said, settings);
    const plan = planOut({
      event: said,
      identity,
      messageId,
      asked,
      ...addressees,
      ...(base === undefined ? {} : { base }),
      now: at,
      sender,
      hops,
      settings: {
        html: settings.html && event.unstyled !== true,
        signature: event.reactions === undefined ? (settings.signature ?? '') : '',
        ...(settings.language === undefined ? {} : { language: settings.language }),
        askWhetherRead: settings.receipts === 'displayed',
        promise: settings.receipts === 'accepted',
      },
      words: {
        noSubject: say({
          key: 'email.subject.none',
          params: { name: sender.from.name ?? identity.self.address },
        }),
        correction: (text) => say({ key: 'email.correction', params: { text } }),
        toHtml: (text) => (STYLED.test(text) ? stylingToHtml(text, { lang: event.lang }) : undefined),
      },
    });
    const mail = { ...plan.mail, attachments: files, ...(calendarReply === undefined ? {} : { calendarReply }) };
    const octets = await sealing.seal({ event: said, identity, settings, mail, recipients }, () =>
      composeInTurns(mail),
    );
    if ('condition' in octets) return octets;
    if (octets.length > config.sizes.outgoing) return tooLarge(config.sizes.outgoing);
    const signs = identity.kind === 'address' && signer !== undefined;
    const prefix = signs ? await dkimFields(octets, signer, context.clock.now()) : undefined;
    const ready = { ...addressed, plan, returnPath: sender.envelope, octets };
    return prefix === undefined ? ready : { ...ready, prefix };
  }

  /** The mail that a message would answer: the one that the user chose, else the newest of the thread, or of the conversation. */
  async #base({
    event: { reply, replaces, retracts, reactions, thread, contact, recipients },
    account,
    at,
  }: Job): Promise<{ readonly base?: MailRecord; readonly asked: boolean }> {
    const { records } = this.#o;
    const chosen = reply ?? replaces ?? retracts ?? reactions;
    if (chosen?.networkIds !== undefined) {
      const base = await records.newest(account, [...new Set(chosen.networkIds.map(messageIdOf))]);
      if (base !== undefined) return { base, asked: true };
    }
    if (recipients !== undefined) return { asked: false };
    const base = await records.last(account, contact, thread);
    return base === undefined || at - base.at > QUIET_MS ? { asked: false } : { base, asked: false };
  }

  async #reactionProblem(
    { account, event: { reactions, contact } }: Job,
    settings: Addressed['settings'],
    base: MailRecord | undefined,
  ): Promise<Problem | undefined> {
    if (reactions === undefined) return undefined;
    const { reactors } = this.#o;
    const understood =
      (base?.by === 'contact' && knowsReactions(base.id)) ||
      (settings.reactions === 'capable' && (await reactors.knows(account, contact)));
    const why = reactionProblem(reactions, settings, { understood, found: base !== undefined });
    if (why !== undefined) return why;
    return (await reactors.count(account, contact)) ? undefined : TOO_MANY_REACTIONS;
  }

  /** Answers find their conversation by a token also where a program loses what they answer. */
  #sender({ kind, self, domain, account }: Identity, name: string, nick: string | undefined): SenderFields {
    const called = self.name ?? nick;
    const [local = '', at = ''] = self.address.split('@');
    const tagged = `${local}+${name}`;
    return senderFields(
      {
        own: kind === 'address',
        address: self.address,
        ...(called === undefined ? {} : { name: called }),
        ...(kind === 'address' && this.#o.config.addresses?.jabberId ? { jabberId: account.jid } : {}),
      },
      {
        reply: tagged.length <= 64 ? `${tagged}@${at}` : `reply+${name}@${at}`,
        bounces: `bounces+${name}@${domain}`,
      },
    );
  }

  /** The files of a message, and the message with the links to those that cannot go along. */
  async #withFiles({ account, event }: Job, say: (ref: TextRef) => string): Promise<Carried | Problem> {
    if (event.files === undefined) return { files: [], said: event };
    const { context, config, original } = this.#o;
    const { clock, media } = context;
    const contents = { clock, media, original: (id: string) => original(account, id) };
    const attached = await attach(event.files, contents, mostOfFiles(config));
    if ('condition' in attached) return attached;
    const { files, links, calendarReply } = attached;
    // A client's text that is nothing but the address of the file says it to those who see only the text.
    const named = new Set(event.files.map(({ url }) => url));
    const lines = links.map(({ url, name, description }) => {
      const called = description ?? name;
      return called === undefined ? url : say({ key: 'email.file.link', params: { name: called, url } });
    });
    const text = (body: string): string =>
      [named.has(body.trim()) ? '' : body, ...lines].filter((line) => line !== '').join('\n');
    const bodies = event.bodies?.map((body) => ({ ...body, text: text(body.text) }));
    // Its HTML names none of the links.
    const { html, ...rest } = event;
    return {
      files,
      said: {
        ...rest,
        ...(html !== undefined && lines.length === 0 && { html }),
        body: text(event.body),
        ...(bodies === undefined ? {} : { bodies }),
      },
      ...(calendarReply === undefined ? {} : { calendarReply }),
    };
  }
}

/** With the HTML that came with it made fit for a mail; without any where the user wants none. */
function withOwnHtml({ html, ...event }: MessageEvent, settings: Addressed['settings']): MessageEvent {
  if (html === undefined || !settings.html) return event;
  const { signature = '' } = settings;
  const behind = signature === '' ? '' : `-- \n${signature}`;
  return { ...event, html: mailHtml(html, { behind, ...(event.lang !== undefined && { lang: event.lang }) }) };
}

const HOPS = HOPS_FIELD.toLowerCase();

function problem(condition: Problem['condition'], type: Problem['type'], key: string): Problem {
  return { type, condition, text: { key } };
}
