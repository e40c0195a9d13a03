import { composeMdn } from '../../compose/reports.js';
import type { Certificate } from '../certificate.js';
import { divide, unite } from '../entity.js';
import type { Identity } from '../identity.js';
import { encryptSmime, signSmime } from '../smime.js';

/** What is told to the agent of a sender, by a mail that is signed and encrypted itself. It goes out with an empty return path. */
export interface DirectNotice {
  readonly type: 'processed' | 'dispatched' | 'displayed' | 'failed';
  /** Who the object was for; tells it. */
  readonly recipient: string;
  /** Who sent it. */
  readonly sender: string;
  /** Of the mail that it came in, and of this one, without angle brackets. */
  readonly originalMessageId: string;
  readonly messageId: string;
  /** For people, in one sentence; of failures the reason. */
  readonly text: string;
  /** Name of this program. */
  readonly agent: string;
  /** Wall time, ms. */
  readonly at: number;
}

const SUBJECTS = {
  processed: 'Processed',
  dispatched: 'Dispatched',
  displayed: 'Displayed',
  failed: 'Failed',
} as const;

/**
 * Makes a notice. `certificate`: of the sender, where it is known and relied on; without it the notice can only be signed.
 * Undefined: our key can sign nothing.
 */
export function directNotice(
  { type, recipient, sender, originalMessageId, messageId, text, agent, at }: DirectNotice,
  identity: Identity,
  certificate: Certificate | undefined,
): Uint8Array | undefined {
  const mdn = composeMdn({
    from: { address: recipient },
    to: [{ address: sender }],
    subject: `${SUBJECTS[type]}: ${originalMessageId}`,
    date: at,
    messageId,
    originalMessageId,
    text,
    agent,
    finalRecipient: recipient,
    disposition: {
      action: type === 'displayed' ? 'manual-action' : 'automatic-action',
      sending: 'MDN-sent-automatically',
      type,
    },
    extra: extraOf(type, text),
  });
  const { header, entity } = divide(mdn);
  const signed = signSmime(entity, identity, at);
  if (signed === undefined) return undefined;
  const secured = certificate === undefined ? signed : encryptSmime(signed, [certificate], 'compatible');
  return secured === undefined ? undefined : unite(header, secured);
}

function extraOf(
  type: DirectNotice['type'],
  text: string,
): readonly { readonly name: string; readonly value: string }[] {
  if (type === 'dispatched') return [{ name: 'X-DIRECT-FINAL-DESTINATION-DELIVERY', value: 'true' }];
  return type === 'failed' ? [{ name: 'Failure', value: text }] : [];
}
