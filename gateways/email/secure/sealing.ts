import type { HoldContext, MessageEvent, Problem, WholeObject } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';
import type { OutgoingMail } from '../compose/outgoing.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { OutRecipient } from '../conversation/out-plan.js';
import { AddressSet } from '../policy/address-set.js';
import type { Correspondents } from './correspondents.js';
import { cpimMail } from './cpim-out.js';
import type { DirectSealing } from './direct/sealing.js';
import type { KeyRing } from './key-ring.js';
import { objectMail, octetsOf } from './whole-objects.js';
import type { Workshop } from './workshop.js';

/** A mail that is about to be written. */
export interface Unwritten {
  readonly event: Pick<MessageEvent, 'object' | 'files' | 'body'>;
  readonly identity: Identity;
  readonly settings: Pick<Settings, 'smime' | 'cpim' | 'language'>;
  readonly mail: OutgoingMail;
  /** Everybody who gets it, also those whom nobody is told of. */
  readonly recipients: readonly OutRecipient[];
}

/** The octets of the mail, or why it does not go out. */
export type Sealed = Uint8Array | Problem;

interface SealingParts {
  readonly context: Pick<HoldContext, 'media' | 'clock'>;
  readonly config: Pick<EmailConfig, 'sizes' | 'cpim'>;
  readonly workshop: Workshop;
  readonly keys: KeyRing;
  readonly correspondents: Correspondents;
  /** Undefined where nobody takes part. */
  readonly direct: DirectSealing | undefined;
}

const NO_RECIPIENTS: readonly string[] = [];

/** Writes mails that are more than a text: whole objects, signed and encrypted ones, those of the format of CPIM. */
export class Sealing {
  readonly #o: SealingParts;
  readonly #cpim: AddressSet;

  constructor(parts: SealingParts) {
    this.#o = parts;
    this.#cpim = new AddressSet(parts.config.cpim.recipients);
  }

  /** `compose` writes the mail as it is without all this. Rejects where the store cannot be asked. */
  async seal(unwritten: Unwritten, compose: () => Promise<Uint8Array> | Uint8Array): Promise<Sealed> {
    const { event, mail, settings, identity } = unwritten;
    const { direct } = this.#o;
    if (direct?.has(identity)) {
      const object = event.object === undefined ? await compose() : await this.#object(event.object);
      return 'condition' in object ? object : await direct.seal(unwritten, object);
    }
    if (event.object !== undefined) {
      const object = await this.#object(event.object);
      return 'condition' in object ? object : objectMail(mail, object);
    }
    const written = this.#isCpim(unwritten) ? cpimMail(mail) : await compose();
    return settings.smime === 'never' ? written : await this.#smime(unwritten, written);
  }

  async #object(object: WholeObject): Promise<Sealed> {
    const { context, config } = this.#o;
    return await octetsOf(object, context.media, config.sizes.outgoing);
  }

  #isCpim({ event, settings, mail, recipients }: Unwritten): boolean {
    const isText = mail.attachments.length === 0 && mail.bodies.length === 1 && event.body !== '';
    if (!isText || mail.reaction !== undefined) return false;
    return settings.cpim || recipients.every(({ address }) => this.#cpim.match(address) !== undefined);
  }

  async #smime({ identity, settings, recipients, mail }: Unwritten, message: Uint8Array): Promise<Sealed> {
    const { keys, workshop, context } = this.#o;
    const key = await keys.text(identity.account);
    // Who asks for encryption only where it is possible does not ask for it here.
    if (key === undefined) return settings.smime === 'possible' ? message : NO_KEY;
    const known = settings.smime === 'sign' ? {} : await this.#known(identity, recipients);
    const all = recipients.map(({ address }) => address);
    const isKnown = all.every((address) => Object.hasOwn(known, address));
    const job = { do: 'seal', octets: message, identity: key, known, at: context.clock.now() } as const;
    if (settings.smime !== 'sign' && (isKnown || settings.smime === 'always')) {
      // Each certificate is named in the object (RFC 5652 6.2): all who get it would see of whom nobody was to be told.
      if (!all.every((address) => isNamed(mail, address))) return HIDDEN;
      const encrypted = await workshop.seal({ ...job, recipients: all });
      if (encrypted.ok) return encrypted.octets;
      if (settings.smime === 'always') return encrypted.problem;
    }
    const signed = await workshop.seal({ ...job, recipients: NO_RECIPIENTS });
    return signed.ok ? signed.octets : signed.problem;
  }

  async #known({ account }: Identity, recipients: readonly OutRecipient[]): Promise<Readonly<Record<string, string>>> {
    const found = await Promise.all(
      recipients.map(async ({ address }) => [address, await this.#o.correspondents.get(account, address)] as const),
    );
    return Object.fromEntries(found.flatMap(([address, text]) => (text === undefined ? [] : [[address, text]])));
  }
}

function isNamed({ to, cc }: OutgoingMail, whom: string): boolean {
  return [...to, ...cc].some(({ address }) => address === whom);
}

const HIDDEN: Problem = {
  type: 'modify',
  condition: 'not-acceptable',
  text: { key: 'email.encrypt.hidden' },
};
const NO_KEY: Problem = {
  type: 'cancel',
  condition: 'not-acceptable',
  text: { key: 'email.encrypt.no-key' },
};
