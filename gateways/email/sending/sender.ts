import type { Account, HoldContext, MessageEvent, Outcome, Problem, TextRef } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { readSettings, type Settings } from '../accounts/settings.js';
import { compose } from '../compose/compose.js';
import { type DkimSigner, dkimSigned } from '../compose/dkim.js';
import { messageIdFor } from '../compose/message-id.js';
import type { OutgoingMail } from '../compose/outgoing.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import { type OutPlan, type OutRecipient, planOut } from '../conversation/out-plan.js';
import type { Sealing } from '../secure/sealing.js';
import type { DsnRequest, Transaction } from '../smtp/transaction.js';
import { stylingToHtml } from '../text/styling.js';
import { type AddressBook, addresseesOf } from './addressees.js';
import { attach } from './files.js';
import { nextAttempt } from './next-attempt.js';
import { type Result, resultOf } from './results.js';
import type { Routes } from './routes.js';

/** One message on its way out. */
export interface Job {
  /** Id of its envelope: the Message-ID derives from it, so that a repeat is the same mail. */
  readonly id: string;
  readonly account: Account;
  readonly event: MessageEvent;
  /** Wall time at which it was written, ms. */
  readonly at: number;
  /** Only to these of its recipients: the others have it. */
  readonly only?: readonly string[];
}

/** A mail that is ready to go. */
export interface Ready {
  readonly identity: Identity;
  readonly plan: OutPlan;
  readonly octets: Uint8Array;
  /** Name of its record: envelope id (RFC 3461 4.4) and token of the return path. */
  readonly name: string;
}

export interface SenderParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: MailRecords;
  readonly book: AddressBook;
  readonly routes: Routes;
  readonly sealing: Pick<Sealing, 'seal'>;
  /** Signs what goes out from the gateway's own domain (RFC 6376); undefined: the admin's mail server does. */
  readonly signer: DkimSigner | undefined;
  /** Secret of Message-IDs: 32 octets. */
  readonly idKey: Buffer;
}

/** Only what is styled has another form worth sending (XEP-0393 5). */
const STYLED = /[*_~`]|^>/m;
/** A conversation by mail that was quiet for so long does not go on by itself: a message begins another one. */
const QUIET_MS = 30 * 86_400_000;
/** What MIME adds to a file: base64, and line breaks. */
const GROWTH = 0.72;

/** Writes mails of messages, and hands them to the mail servers. */
export class Sender {
  readonly #o: SenderParts;

  constructor(parts: SenderParts) {
    this.#o = parts;
  }

  /** The Message-ID of a message that was or will be sent. */
  messageIdOf(id: string, identity: Identity): string {
    return messageIdFor(id, identity.domain, this.#o.idKey);
  }

  /** What becomes of a message. Never rejects for what the mail side does. */
  async send(job: Job): Promise<Result> {
    const ready = await this.prepare(job);
    if ('condition' in ready) return { outcome: { kind: 'rejected', problem: ready }, again: [] };
    return await this.handOver(job, ready);
  }

  /** Writes the mail; or says why there is none. */
  async prepare({ id, account, event, at }: Job): Promise<Ready | Problem> {
    const { config, records, book, context, sealing, signer } = this.#o;
    const identity = identityOf(account, config);
    if (identity === undefined) return problem('registration-required', 'auth', 'email.account.gone');
    const settings = readSettings({ ...account.fields, ...event.settings }, config);
    const messageId = this.messageIdOf(id, identity);
    const { base, asked } = await this.#base(event, account, at);
    const addressees = await addresseesOf(event, identity, base, book);
    if ('condition' in addressees) return addressees;
    const name = records.nameOf(account, messageId);
    const say = (ref: TextRef): string => context.text(ref, event.lang ?? settings.language);
    const replyTo = this.#replyTo(identity, name);
    const plan = planOut({
      event,
      identity,
      messageId,
      asked,
      ...addressees,
      ...(base === undefined ? {} : { base }),
      ...(replyTo === undefined ? {} : { replyTo }),
      now: at,
      settings: {
        html: settings.html && event.unstyled !== true,
        signature: settings.signature ?? '',
        askWhetherRead: settings.receipts === 'displayed',
        tellJid: identity.kind === 'address' && config.addresses?.jabberId === true,
      },
      words: {
        noSubject: say({
          key: 'email.subject.none',
          params: { name: identity.self.name ?? event.nick ?? identity.self.address },
        }),
        correction: (text) => say({ key: 'email.correction', params: { text } }),
        toHtml: (text) => (STYLED.test(text) ? stylingToHtml(text, { lang: event.lang }) : undefined),
      },
    });
    if (plan.recipients.length === 0) return problem('item-not-found', 'cancel', 'email.nobody');
    const mail = await this.#withFiles(plan.mail, event, say);
    const { recipients } = plan;
    const written = await sealing.seal({ event, identity, settings, mail, recipients }, () => compose(mail));
    if ('condition' in written) return written;
    if (written.length > config.sizes.outgoing) {
      return {
        ...problem('not-acceptable', 'modify', 'email.too-large'),
        text: { key: 'email.too-large', params: { most: String(Math.floor(config.sizes.outgoing / 1_048_576)) } },
      };
    }
    const octets =
      identity.kind === 'address' && signer !== undefined
        ? await dkimSigned(written, signer, context.clock.now())
        : written;
    return { identity, plan, octets, name };
  }

  /** Gives the mail to its server. */
  async handOver({ event, at, only }: Job, ready: Ready): Promise<Result> {
    const { context, records, routes } = this.#o;
    const { identity, plan, octets, name } = ready;
    const route = await routes.of(identity);
    if ('condition' in route) return { outcome: { kind: 'rejected', problem: route }, again: [] };
    // Before it goes: what comes back may be quicker than the answer.
    await records.put(plan.record);
    if (!context.mayWrite()) return { outcome: ANOTHER_HOLDER, again: [] };
    const recipients = plan.recipients.filter(({ address }) => only === undefined || only.includes(address));
    const settings = readSettings({ ...identity.account.fields, ...event.settings }, this.#o.config);
    const result = await route.pool.send({
      from: this.#returnPath(identity, name),
      to: recipients.map(({ address }) => ({ address })),
      dsn: dsnFor(event, settings, name),
      octets,
      utf8: needsUtf8(plan, recipients),
      mayWrite: () => context.mayWrite(),
    } satisfies Transaction);
    const read = resultOf(
      result,
      recipients,
      plan.record.id,
      identity.self.address,
      nextAttempt(at, context.clock.now(), result),
    );
    if (read.locked !== undefined) await routes.locked(identity, read.locked);
    if (result.kind === 'sent') this.#sent(ready, route);
    return read;
  }

  #sent({ identity, octets }: Ready, route: Awaited<ReturnType<Routes['of']>>): void {
    if ('condition' in route) return;
    route.keepCopy?.(identity, octets);
  }

  /** The mail that a message would answer: the one that the user chose, else the newest of the thread, or of the conversation. */
  async #base(
    { reply, replaces, retracts, reactions, thread, contact, recipients }: MessageEvent,
    account: Account,
    at: number,
  ): Promise<{ readonly base?: MailRecord; readonly asked: boolean }> {
    const { records } = this.#o;
    const chosen = reply ?? replaces ?? retracts ?? reactions;
    if (chosen?.networkIds !== undefined) {
      const base = await records.newest(
        account,
        chosen.networkIds.map((one) => one.replace(/#\d+$/, '')),
      );
      if (base !== undefined) return { base, asked: true };
    }
    if (recipients !== undefined) return { asked: false };
    const base = await records.last(account, contact, thread);
    return base === undefined || at - base.at > QUIET_MS ? { asked: false } : { base, asked: false };
  }

  async #withFiles(mail: OutgoingMail, event: MessageEvent, say: (ref: TextRef) => string): Promise<OutgoingMail> {
    if (event.files === undefined) return mail;
    const { context, config } = this.#o;
    const { files, links } = await attach(event.files, context.media, Math.floor(config.sizes.outgoing * GROWTH));
    // A client's text that is nothing but the address of the file says it to those who see only the text.
    const named = new Set(event.files.map(({ url }) => url));
    const text = (body: string): string => {
      const own = named.has(body.trim()) ? '' : body;
      const lines = links.map(({ url, name, description }) => {
        const called = description ?? name;
        return called === undefined ? url : say({ key: 'email.file.link', params: { name: called, url } });
      });
      return [own, ...lines].filter((line) => line !== '').join('\n');
    };
    const bodies = mail.bodies.map(({ html: _, ...body }) => ({ ...body, text: text(body.text) }));
    return { ...mail, bodies, attachments: files };
  }

  /** Answers find their conversation by a token also where a program loses what they answer. */
  #replyTo(identity: Identity, name: string): OutgoingMail['replyTo'] {
    if (identity.kind !== 'address') return undefined;
    const [local = '', domain = ''] = identity.self.address.split('@');
    const tagged = `${local}+${name}`;
    const address = tagged.length <= 64 ? `${tagged}@${domain}` : `reply+${name}@${domain}`;
    return { ...identity.self, address };
  }

  #returnPath({ kind, self, domain }: Identity, name: string): string {
    return kind === 'address' ? `bounces+${name}@${domain}` : self.address;
  }
}

const ANOTHER_HOLDER: Outcome = { kind: 'retry', after: 0, reason: 'another process may hold the lane', scope: 'lane' };

function dsnFor(event: MessageEvent, { receipts }: Settings, name: string): DsnRequest {
  const success = event.receipt && (receipts === 'delivered' || receipts === 'displayed');
  return { notify: success ? ['success', 'failure', 'delay'] : ['failure', 'delay'], ret: 'HDRS', envid: name };
}

/** RFC 6531 3.6: whether the server must know SMTPUTF8. */
function needsUtf8({ mail }: OutPlan, recipients: readonly OutRecipient[]): boolean {
  const ascii = /^[\x20-\x7e]*$/;
  const named = [mail.from, ...(mail.replyTo === undefined ? [] : [mail.replyTo]), ...mail.to, ...mail.cc];
  return [...named, ...recipients].some(({ address }) => !ascii.test(address));
}

function problem(condition: Problem['condition'], type: Problem['type'], key: string): Problem {
  return { type, condition, text: { key } };
}
