import type { HoldContext, Problem } from '../../../gateway.js';
import type { MailFields } from '../../compose/mail-fields.js';
import type { OutgoingMail } from '../../compose/outgoing.js';
import { writeIdentity } from '../../crypto/identity.js';
import type { Sealed, Unwritten } from '../sealing.js';
import type { Workshop } from '../workshop.js';
import type { DirectProfile } from './profile.js';

/** Puts objects into mails that only peers can open. */
export class DirectSealing {
  readonly #context: Pick<HoldContext, 'clock' | 'text'>;
  readonly #profile: DirectProfile;
  readonly #workshop: Workshop;

  constructor(context: Pick<HoldContext, 'clock' | 'text'>, profile: DirectProfile, workshop: Workshop) {
    this.#context = context;
    this.#profile = profile;
    this.#workshop = workshop;
  }

  /** Whether all that an account sends goes this way. */
  has(identity: Unwritten['identity']): boolean {
    return this.#profile.has(identity);
  }

  /** `object`: a MIME entity or a whole mail; it arrives as it is. */
  async seal({ identity, mail, recipients, settings }: Unwritten, object: Uint8Array): Promise<Sealed> {
    const named = [...mail.to, ...mail.cc].map(({ address }) => address);
    // Certificates are for those who are named: what others get they could not read.
    if (recipients.some(({ address }) => !named.includes(address))) return refusal('email.direct.hidden');
    const [[own], peers] = await Promise.all([this.#profile.identitiesOf(identity), this.#profile.peersFor(named)]);
    if (own === undefined) return refusal('email.direct.no-key');
    // What the object is about is within it: everybody on the way reads this.
    const subject = this.#context.text({ key: 'email.direct.subject' }, settings.language);
    const sealed = await this.#workshop.sealDirect({
      do: 'direct-seal',
      octets: object,
      mail: { ...fieldsOf(mail), subject },
      identity: writeIdentity(own),
      peers,
      at: this.#context.clock.now(),
    });
    return sealed.ok ? sealed.octets : sealed.problem;
  }
}

/** What stands in the header; bodies and files are in the object. */
function fieldsOf({ bodies: _, attachments: __, ...fields }: OutgoingMail): MailFields {
  return fields;
}

function refusal(key: string): Problem {
  return { type: 'cancel', condition: 'not-acceptable', text: { key } };
}
