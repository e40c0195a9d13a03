import { MOST_INLINE_OCTETS } from '../../../src/xmpp/objects.js';
import type { FileLink, HoldContext, Incoming, TextRef, WholeObject } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';
import type { Identity } from '../conversation/identity.js';
import { autocryptOf } from '../crypto/autocrypt.js';
import { e2eObject } from '../crypto/e2e.js';
import { divide, unite } from '../crypto/entity.js';
import { repaired, xmppMessageIn } from '../crypto/openpgp-parts.js';
import { closedText } from '../crypto/verdict-text.js';
import type { ReadMail } from '../mime/mail.js';
import { mailFile } from '../mime/mail-file.js';
import { parseMessage } from '../mime/part.js';
import type { MailReader } from '../reader/reader.js';
import type { Correspondents } from './correspondents.js';
import { withCpim } from './cpim-in.js';
import type { DirectArrivals } from './direct/arrivals.js';
import type { Opening } from './jobs.js';
import type { KeyRing } from './key-ring.js';
import { objectFor } from './whole-objects.js';
import type { Workshop } from './workshop.js';

/** A mail as its receiver is to see it. */
export interface Unsealed {
  readonly mail: ReadMail;
  /** Sentences in front of the text. */
  readonly warnings: readonly string[];
  /** Sentences behind it. */
  readonly notes: readonly string[];
  /** What stands in the place of a text, once the attachments are kept as `files`. */
  readonly object?: (files: readonly FileLink[]) => WholeObject | undefined;
  /** What its sender wants to know of the user. */
  readonly asks?: Incoming['asks'];
}

interface UnsealingParts {
  readonly context: Pick<HoldContext, 'text' | 'clock' | 'log' | 'metrics'>;
  readonly reader: Pick<MailReader, 'read'>;
  readonly workshop: Workshop;
  readonly keys: KeyRing;
  readonly correspondents: Correspondents;
  /** Undefined where nobody exchanges objects with peers. */
  readonly direct: Pick<DirectArrivals, 'again'> | undefined;
}

type How = Pick<Settings, 'quotes'> & { readonly language?: string | undefined };

/** Opens, judges, and passes on whole, what came signed or encrypted. */
export class Unsealing {
  readonly #o: UnsealingParts;

  constructor(parts: UnsealingParts) {
    this.#o = parts;
  }

  /** `mail` is what was read of `octets`. Rejects where the store cannot be asked. */
  async unseal(identity: Identity, octets: Uint8Array, mail: ReadMail, how: How): Promise<Unsealed> {
    const { protection } = mail;
    const object = protection === undefined ? undefined : await this.#o.direct?.again(identity, octets, mail, how);
    if (object !== undefined) return object;
    if (protection === undefined || protection.inline === true)
      return { mail: withCpim(mail), warnings: [], notes: [] };
    this.#o.context.metrics.count('protected_mails', { kind: protection.kind });
    if (protection.kind === 'pgp-encrypted') return this.#openPgp(octets, mail, how);
    if (protection.kind === 'pgp-signed') {
      return { mail: withCpim(mail), warnings: [], notes: [this.#say({ key: 'email.openpgp.signed' }, how)] };
    }
    return await this.#smime(identity, octets, mail, how);
  }

  async #smime({ account }: Identity, octets: Uint8Array, mail: ReadMail, how: How): Promise<Unsealed> {
    const { keys, correspondents, context, workshop } = this.#o;
    const [sender] = mail.from;
    const [key, known] = await Promise.all([
      keys.text(account),
      sender === undefined ? undefined : correspondents.get(account, sender.address),
    ]);
    const opening = await workshop.open({
      do: 'open',
      octets,
      identities: key === undefined ? [] : [key],
      from: mail.from.map(({ address }) => address),
      ...(known === undefined ? {} : { known }),
      at: context.clock.now(),
    });
    if (opening.known !== undefined && sender !== undefined) {
      await correspondents.put(account, sender.address, opening.known);
    }
    const { entity, closed, signature } = opening;
    const isEncrypted = mail.protection?.kind === 'smime-encrypted';
    if (closed !== undefined || (isEncrypted && opening.encrypted === undefined)) {
      return this.#closed(octets, mail, this.#say(closedText(closed ?? 'unsupported', key !== undefined), how));
    }
    const inner = entity === undefined ? mail : await this.#read(octets, entity, mail, how);
    const said = signature === undefined ? undefined : this.#say(signature.text, how);
    const bad = said !== undefined && signature?.good !== true ? [said] : [];
    const good = said !== undefined && signature?.good === true ? [said] : [];
    return { mail: withCpim(inner), warnings: bad, notes: [...this.#encryption(opening, how), ...good] };
  }

  /** The mail anew, by what is inside of it. The return path is what the transport told. */
  async #read(octets: Uint8Array, unwrapped: Uint8Array, { returnPath }: ReadMail, how: How): Promise<ReadMail> {
    const { mail } = await this.#o.reader.read(octets, { strip: how.quotes === 'strip', unwrapped });
    return returnPath === undefined ? mail : { ...mail, returnPath };
  }

  #encryption({ encrypted, signature }: Opening, how: How): readonly string[] {
    if (encrypted === undefined) return [];
    const isWhole = encrypted.authenticated || signature?.good === true;
    return [this.#say({ key: isWhole ? 'email.encrypted.opened' : 'email.encrypted.unsure' }, how)];
  }

  /** An S/MIME mail that nobody here can open: its receiver gets it as it came. */
  #closed(octets: Uint8Array, mail: ReadMail, note: string): Unsealed {
    return passedOn(octets, mail, [note], () => {
      const { entity } = divide(octets);
      return entity.length > MOST_INLINE_OCTETS ? undefined : e2eObject(entity);
    });
  }

  /** Only programs of users have keys of OpenPGP. */
  #openPgp(octets: Uint8Array, mail: ReadMail, how: How): Unsealed {
    const fields = mail.headers.filter(({ name }) => name === 'autocrypt').map(({ value }) => value);
    const key = autocryptOf({
      fields,
      from: mail.from.map(({ address }) => address),
      automated: false,
    });
    const notes = [this.#say({ key: 'email.openpgp.encrypted' }, how)];
    if (key !== undefined) notes.push(this.#say({ key: 'email.openpgp.key', params: { address: key.address } }, how));
    const mended = mail.protection?.mixedUp === true ? repaired(parseMessage(octets)) : undefined;
    const whole = mended === undefined ? octets : unite(divide(octets).header, mended);
    return passedOn(whole, mail, notes, () => {
      // In base64 and with a header it is larger than what it becomes.
      const content = octets.length > MOST_INLINE_OCTETS * 2 ? undefined : xmppMessageIn(parseMessage(octets));
      return content === undefined ? undefined : { kind: 'openpgp', content };
    });
  }

  #say(text: TextRef, { language }: How): string {
    return this.#o.context.text(text, language);
  }
}

/**
 * The mail as an object, and as a file for mail programs: all octets of it, so that nothing of its header is lost either. `own`: a form
 * that clients know better.
 */
function passedOn(
  octets: Uint8Array,
  mail: ReadMail,
  notes: readonly string[],
  own: () => WholeObject | undefined,
): Unsealed {
  return {
    mail: {
      ...mail,
      text: { body: '', kind: 'none' },
      attachments: [mailFile('encrypted.eml', octets)],
    },
    warnings: [],
    notes,
    object: (files) => own() ?? objectFor(octets, files),
  };
}
