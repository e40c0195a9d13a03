import type { Problem } from '../../../gateway.js';
import type { MailFields } from '../../compose/mail-fields.js';
import { wrapMessage, wrapWhole } from '../../compose/whole.js';
import { parseMessage } from '../../mime/part.js';
import type { Suite } from '../capabilities.js';
import type { Certificate } from '../certificate.js';
import type { Identity } from '../identity.js';
import { encryptSmime, signSmime } from '../smime.js';
import type { DirectTrust } from './trust.js';

/** Asks for a notice when the object is in the hands of its receiver, not only in those of the other agent. */
const OPTIONS = {
  name: 'Disposition-Notification-Options',
  value: 'X-DIRECT-FINAL-DESTINATION-DELIVERY=optional,true',
} as const;

interface DirectSeal {
  /** A MIME entity or a whole message: its octets come out at the other end as they are. */
  readonly object: Uint8Array;
  /** The mail around it; every one of `to` and `cc` must be a peer. Nothing in it is secret. */
  readonly mail: MailFields;
  readonly identity: Identity;
  readonly trust: DirectTrust;
  /** `compatible` is what every peer has to read. */
  readonly suite: Suite;
  /** Wall time, ms. */
  readonly at: number;
}

/** A mail that is ready for SMTP, or why there is none: then nothing of it may go out to anybody. */
export type DirectSealed =
  | { readonly ok: true; readonly octets: Uint8Array }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Signs a whole object, encrypts it for all recipients and puts a mail around it (Applicability Statement for Secure Health
 * Transport). The way out is closed where one recipient is not trusted: no part of the object is for who is left.
 */
export function sealDirect({ object, mail, identity, trust, suite, at }: DirectSeal): DirectSealed {
  const { certificate } = identity;
  const sender = mail.from.address;
  if (!certificate.isFor(sender) && !certificate.isForDomainOf(sender))
    return refuse('email.direct.own-address', sender);
  if (at > certificate.notAfter || at < certificate.notBefore) return refuse('email.direct.own-expired', sender);
  const recipients: Certificate[] = [];
  for (const { address } of [...mail.to, ...mail.cc]) {
    const found = trust.certificateFor(address, at);
    if ('condition' in found) return { ok: false, problem: found };
    recipients.push(found);
  }
  const signed = signSmime(needsWrapping(object) ? wrapMessage(object) : object, identity, at);
  const sealed = signed === undefined ? undefined : encryptSmime(signed, recipients, suite);
  if (sealed === undefined) return refuse('email.direct.own-key', sender);
  const notify = { name: 'Disposition-Notification-To', value: sender };
  return { ok: true, octets: wrapWhole({ ...mail, headers: [...mail.headers, notify, OPTIONS] }, sealed) };
}

/**
 * Whether an object goes inside of a message/rfc822, which is taken off at the other end: messages with fields of their own; and what
 * is of that type, so that what is taken off is never its own. So does what does not plainly begin with fields of content alone: put
 * behind the fields of a mail, whatever reads it might take some of it for fields of that mail.
 */
export function needsWrapping(object: Uint8Array): boolean {
  return !beginsWithContentFields(object) || parseMessage(object).type === 'message/rfc822';
}

const CONTENT_FIELD = /^content-[!-9;-~]+:/i;

/** Each line up to the first empty one is a field of content, or goes on with one (RFC 5322 2.2). */
function beginsWithContentFields(object: Uint8Array): boolean {
  const octets = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
  for (let at = 0; at < octets.length; ) {
    const end = octets.indexOf('\r\n', at);
    const line = octets.toString('latin1', at, end === -1 ? octets.length : end);
    if (line === '') return true;
    const goesOn = at > 0 && /^[ \t]+\S/.test(line);
    if (!goesOn && !CONTENT_FIELD.test(line)) return false;
    if (end === -1) return true;
    at = end + 2;
  }
  return true;
}

function refuse(
  key: 'email.direct.own-address' | 'email.direct.own-expired' | 'email.direct.own-key',
  address: string,
): DirectSealed {
  return { ok: false, problem: { type: 'cancel', condition: 'not-acceptable', text: { key, params: { address } } } };
}
