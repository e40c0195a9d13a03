import type { Problem } from '../../../gateway.js';
import { readMailboxes } from '../../mime/mailboxes.js';
import { readMessageIds } from '../../mime/message-ids.js';
import { type Part, parseMessage } from '../../mime/part.js';
import type { Certificate } from '../certificate.js';
import type { Identity } from '../identity.js';
import { decryptSmime, smimeKind, type VerdictFault, verifySmime } from '../smime.js';
import { type DirectTrust, notAllowed } from './trust.js';

/** Why an object is not taken. */
type DirectRefusal =
  /** Nothing is exchanged with its sender. */
  | 'not-allowed'
  /** It names no sender, or several. */
  | 'sender'
  | 'not-encrypted'
  /** For another key, or damaged. */
  | 'not-opened'
  | 'not-signed'
  | VerdictFault;

/** What a mail of the direct profile brings. */
export type DirectOpened =
  | {
      readonly kind: 'object';
      readonly from: string;
      readonly messageId?: string;
      /** The very octets that its sender gave away. */
      readonly object: Uint8Array;
      /** Its certificate, to answer with. */
      readonly signer: Certificate;
      /** Its sender wants to know when it is in the hands of the receiver. */
      readonly wantsDispatch: boolean;
    }
  | {
      /** A report on what we sent, to be read by `reports/`. It is of who it says, and nobody changed it. */
      readonly kind: 'notice';
      readonly from: string;
      readonly report: Part;
    }
  | {
      readonly kind: 'refused';
      readonly why: DirectRefusal;
      readonly problem: Problem;
      readonly from?: string;
      readonly messageId?: string;
      /** Its sender is one of our peers and may be told (`failed`); strangers learn nothing from us, not even that we are there. */
      readonly tell: boolean;
    };

interface DirectOpening {
  /** A whole mail, as it came. */
  readonly octets: Uint8Array;
  /** Keys of who it is for. */
  readonly identities: readonly Identity[];
  readonly trust: DirectTrust;
  /** Wall time at which it came, ms. */
  readonly at: number;
}

const DISPATCH = 'x-direct-final-destination-delivery';

/** Opens a mail: only what a peer signed and encrypted for us is taken; all else is refused, with the reason. */
export function openDirect({ octets, identities, trust, at }: DirectOpening): DirectOpened {
  const mail = parseMessage(octets);
  const [messageId] = readMessageIds(mail.headers.first('message-id') ?? '');
  const named = senderOf(mail);
  const known = { ...(named === undefined ? {} : { from: named }), ...(messageId === undefined ? {} : { messageId }) };
  const refuse = (why: DirectRefusal, tell: boolean): DirectOpened => ({
    kind: 'refused',
    why,
    problem: why === 'not-allowed' ? notAllowed(named ?? '?') : refusal(why, named ?? '?'),
    ...known,
    tell,
  });
  if (named === undefined) return refuse('sender', false);
  const peer = trust.of(named);
  if (peer === undefined) return refuse('not-allowed', false);
  const opened = decryptSmime(octets, identities);
  if (!opened.ok) return refuse(smimeKind(octets) === 'encrypted' ? 'not-opened' : 'not-encrypted', true);
  const options = { from: [named], byDomain: true, anchors: peer.anchors, others: peer.certificates, at } as const;
  const verified = verifySmime(opened.content, options);
  if (verified === undefined) return refuse('not-signed', true);
  if (!verified.verdict.good) return refuse(verified.verdict.why, true);
  const { signer } = verified.verdict;
  const entity = parseMessage(verified.entity);
  const wrapped = entity.type === 'message/rfc822' ? entity.raw : undefined;
  const inner = wrapped === undefined ? entity : parseMessage(wrapped);
  // Who is named inside is who people see; it must be the one that signed.
  const inside = inner.headers.has('from') ? senderOf(inner) : named;
  if (inside?.toLowerCase() !== named.toLowerCase()) return refuse('address', true);
  const isReport = inner.type === 'multipart/report' && inner.params['report-type'] === 'disposition-notification';
  if (isReport) return { kind: 'notice', from: named, report: inner };
  const asked = [mail, inner].some(({ headers }) =>
    (headers.first('disposition-notification-options') ?? '').toLowerCase().includes(DISPATCH),
  );
  return { kind: 'object', ...known, from: named, object: wrapped ?? verified.entity, signer, wantsDispatch: asked };
}

/** The one address of From; undefined where there is not exactly one. */
function senderOf({ headers }: Part): string | undefined {
  const fields = headers.all('from');
  const boxes = readMailboxes(fields[0] ?? '');
  return fields.length === 1 && boxes.length === 1 ? boxes[0]?.address : undefined;
}

const TEXTS = {
  sender: 'email.direct.sender',
  'not-encrypted': 'email.direct.not-encrypted',
  'not-opened': 'email.direct.not-opened',
  'not-signed': 'email.direct.not-signed',
  address: 'email.direct.address',
  changed: 'email.direct.changed',
  forged: 'email.direct.changed',
  malformed: 'email.direct.not-signed',
  'no-certificate': 'email.direct.untrusted',
  weak: 'email.direct.untrusted',
  unsupported: 'email.direct.untrusted',
  untrusted: 'email.direct.untrusted',
  expired: 'email.direct.expired',
  'not-yet-valid': 'email.direct.expired',
  usage: 'email.direct.untrusted',
  names: 'email.direct.untrusted',
  unknown: 'email.direct.untrusted',
} as const satisfies Readonly<Record<Exclude<DirectRefusal, 'not-allowed'>, string>>;

function refusal(why: Exclude<DirectRefusal, 'not-allowed'>, address: string): Problem {
  const text = { key: TEXTS[why], params: { address } };
  return { type: 'modify', condition: 'policy-violation', text, code: `direct ${why}` };
}
