import type { FileLink, HoldContext, Problem, TextRef } from '../../../gateway.js';
import type { Settings } from '../../accounts/settings.js';
import type { Identity } from '../../conversation/identity.js';
import { Certificate } from '../../crypto/certificate.js';
import { notAllowed } from '../../crypto/direct/trust.js';
import { writeIdentity } from '../../crypto/identity.js';
import type { ReadMail } from '../../mime/mail.js';
import { mailFile } from '../../mime/mail-file.js';
import { parseMessage } from '../../mime/part.js';
import type { MailReader } from '../../reader/reader.js';
import { readReport } from '../../reports/read-report.js';
import type { Unsealed } from '../unsealing.js';
import { objectFor } from '../whole-objects.js';
import type { Workshop } from '../workshop.js';
import type { PlainOpened } from './jobs.js';
import type { DirectNotices } from './notices.js';
import type { DirectProfile } from './profile.js';
import type { DirectProgressBook } from './progress-book.js';

/** What a mail for an account of the profile is. */
type DirectArrival =
  | {
      readonly kind: 'object';
      readonly unsealed: Unsealed;
      /** It is in a lane: its sender is told. */
      readonly done: () => Promise<void>;
    }
  /** It told something about an object of the user, or its sender has heard why it is not taken. */
  | { readonly kind: 'told' }
  /** A report of a mail server. Where it speaks of nothing that the user has sent it is refused: anybody may write one. */
  | { readonly kind: 'report'; readonly problem: Problem }
  | { readonly kind: 'refused'; readonly problem: Problem };

interface DirectArrivalsParts {
  readonly context: Pick<HoldContext, 'clock' | 'text' | 'log' | 'metrics' | 'kv'>;
  readonly reader: Pick<MailReader, 'read'>;
  readonly workshop: Workshop;
  readonly profile: DirectProfile;
  readonly notices: DirectNotices;
  readonly progress: DirectProgressBook;
}

/** Seconds for which the sender of an object can be told of it. */
const KEPT_SECONDS = 30 * 86_400;

type How = Pick<Settings, 'quotes'> & { readonly language?: string | undefined };

type Kept = { readonly sender: string };

/** Takes objects from peers, and refuses everything else. */
export class DirectArrivals {
  readonly #o: DirectArrivalsParts;

  constructor(parts: DirectArrivalsParts) {
    this.#o = parts;
  }

  /** Undefined: the account takes no part. Rejects where the store cannot be asked. */
  async take(identity: Identity, octets: Uint8Array, mail: ReadMail, how: How): Promise<DirectArrival | undefined> {
    const { profile, context, progress } = this.#o;
    if (!profile.has(identity)) return undefined;
    if (mail.report?.kind === 'dsn') {
      await progress.bounced(identity, mail.report);
      return { kind: 'report', problem: notAllowed(mail.from[0]?.address ?? '?') };
    }
    const at = context.clock.now();
    const opened = await this.#open(identity, octets, mail);
    context.metrics.count('direct_mails', { kind: opened.kind });
    if (opened.kind === 'refused') return await this.#refuse(identity, opened);
    if (opened.kind === 'notice') {
      const report = readReport(parseMessage(opened.report));
      if (report?.kind === 'mdn') await progress.noticed(identity, opened.from, report);
      return { kind: 'told' };
    }
    const [signer] = Certificate.readPem(opened.signer);
    if (signer !== undefined) await profile.learn(opened.from, signer, at);
    return await this.#object(identity, mail, opened, how);
  }

  /** An object that has come before, as it was shown then; undefined: it is none. Nobody is told anything. */
  async again(identity: Identity, octets: Uint8Array, mail: ReadMail, how: How): Promise<Unsealed | undefined> {
    if (!this.#o.profile.has(identity)) return undefined;
    const opened = await this.#open(identity, octets, mail);
    return opened.kind === 'object' ? await this.#unsealed(mail, opened, how) : undefined;
  }

  async #open(identity: Identity, octets: Uint8Array, mail: ReadMail): Promise<PlainOpened> {
    const { profile, workshop, context } = this.#o;
    const [identities, peers] = await Promise.all([
      profile.identitiesOf(identity),
      profile.peersFor(mail.from.map(({ address }) => address)),
    ]);
    const keys = identities.map(writeIdentity);
    return await workshop.openDirect({ do: 'direct-open', octets, identities: keys, peers, at: context.clock.now() });
  }

  /** A client of the user has an object, or a person has seen it. `ids`: those by which it is known, the Message-ID among them. */
  async reached(identity: Identity, ids: readonly string[], type: 'dispatched' | 'displayed'): Promise<void> {
    if (!this.#o.profile.has(identity)) return;
    for (const id of ids) {
      const kept = await this.#o.context.kv.get<Kept>(keyOf(identity, id));
      if (kept === undefined) continue;
      const tell = (what: 'dispatched' | 'displayed') =>
        this.#o.notices.tell(identity, { type: what, sender: kept.sender, id, text: textOf(what, identity) });
      // What was seen was received, also where a client does not say so.
      await tell('dispatched');
      if (type === 'displayed') await tell('displayed');
    }
  }

  async #refuse(
    identity: Identity,
    { from, messageId, problem, tell, why }: Extract<PlainOpened, { kind: 'refused' }>,
  ): Promise<DirectArrival> {
    this.#o.context.log.info({ why }, 'an object was refused');
    if (!tell || from === undefined || messageId === undefined) return { kind: 'refused', problem };
    await this.#o.notices.tell(identity, { type: 'failed', sender: from, id: messageId, text: problem.text });
    return { kind: 'told' };
  }

  async #object(
    identity: Identity,
    mail: ReadMail,
    opened: Extract<PlainOpened, { kind: 'object' }>,
    how: How,
  ): Promise<DirectArrival> {
    const { context, notices } = this.#o;
    const { from, messageId: id = mail.messageId } = opened;
    // Before it comes: a client may be quick to say that it has it.
    if (id !== undefined) await context.kv.set(keyOf(identity, id), { sender: from } satisfies Kept, KEPT_SECONDS);
    return {
      kind: 'object',
      unsealed: await this.#unsealed(mail, opened, how),
      done: async () => {
        if (id === undefined) return;
        await notices.tell(identity, { type: 'processed', sender: from, id, text: textOf('processed', identity) });
      },
    };
  }

  /** What people see of an object: the text in it, and the object itself for programs, as a file too. */
  async #unsealed(
    mail: ReadMail,
    { object, from }: Extract<PlainOpened, { kind: 'object' }>,
    { language, quotes }: How,
  ): Promise<Unsealed> {
    const { context, reader } = this.#o;
    const { mail: inner } = await reader.read(object, { strip: quotes === 'strip' });
    const { subject: _, ...outer } = mail;
    return {
      mail: {
        ...outer,
        ...(inner.subject === undefined ? {} : { subject: inner.subject }),
        text: inner.text,
        attachments: [mailFile(inner.from.length > 0 ? 'message.eml' : 'object.eml', object)],
      },
      warnings: [],
      notes: [context.text({ key: 'email.direct.object', params: { address: from } }, language)],
      object: (files: readonly FileLink[]) => objectFor(object, files),
      asks: { delivered: true, displayed: true },
    };
  }
}

function keyOf({ account: { id, born } }: Identity, messageId: string): string {
  return `direct-in:${JSON.stringify([id, born, messageId])}`;
}

const TEXTS = {
  processed: 'email.direct.processed',
  dispatched: 'email.direct.dispatched',
  displayed: 'email.direct.displayed',
} as const;

function textOf(type: keyof typeof TEXTS, { self }: Identity): TextRef {
  return { key: TEXTS[type], params: { address: self.address } };
}
