/** S/MIME of one mail as a piece of work: plain data goes in and comes out, so that a thread can do it. */
import type { Problem, TextRef } from '../../gateway.js';
import type { Certificate } from '../crypto/certificate.js';
import { knownAfter, readKnown, writeKnown } from '../crypto/certificate-book.js';
import type { DecryptFault } from '../crypto/enveloped-data.js';
import { readIdentity } from '../crypto/identity.js';
import { openMail } from '../crypto/open-mail.js';
import { type SecuredMail, secureMail } from '../crypto/secure-mail.js';
import { verdictText } from '../crypto/verdict-text.js';
import type { DirectOpenJob, DirectSealJob } from './direct/jobs.js';

/** A mail that came, to be opened and judged. */
export interface OpenJob {
  readonly do: 'open';
  readonly octets: Uint8Array;
  /** Of the user, as `writeIdentity` writes them. */
  readonly identities: readonly string[];
  /** All addresses of From. */
  readonly from: readonly string[];
  /** What is known of its sender, as `writeKnown` writes it. */
  readonly known?: string;
  /** Wall time at which it came, ms. */
  readonly at: number;
}

/** What opening a protected mail brought. */
export interface Opening {
  /** What is inside of the layers that opened; missing: none did. */
  readonly entity?: Uint8Array;
  readonly signature?: { readonly good: boolean; readonly text: TextRef };
  /** It was encrypted and could be read; see `OpenedMail`. */
  readonly encrypted?: { readonly authenticated: boolean };
  readonly closed?: DecryptFault;
  /** What is known of its sender from now on, where that is something new. */
  readonly known?: string;
}

/** A mail that is to go out signed, or signed and encrypted; see `SecureMail`. */
export interface SealJob {
  readonly do: 'seal';
  /** The message. */
  readonly octets: Uint8Array;
  readonly identity: string;
  readonly recipients: readonly string[];
  /** What is known of each recipient by the address, as `writeKnown` writes it. */
  readonly known: Readonly<Record<string, string>>;
  readonly at: number;
}

/** What is done in a thread of its own because it takes long. */
export type SecureJob = OpenJob | SealJob | DirectOpenJob | DirectSealJob;

/** In the thread: decrypts a mail and checks its signature, by what is known of the sender. */
export function openJob({ octets, identities, from, known, at }: OpenJob, anchors: readonly Certificate[]): Opening {
  const before = readKnown(known);
  const opened = openMail(octets, {
    identities: identities.flatMap((text) => readIdentity(text) ?? []),
    from,
    anchors,
    // Some programs send their certificate once, and only signatures later.
    others: before.map(({ certificate }) => certificate),
    at,
  });
  const { entity, signed, encrypted, closed } = opened;
  const [sender, ...others] = from;
  const after =
    signed === undefined || sender === undefined || others.length > 0 ? before : knownAfter(before, signed, sender, at);
  return {
    ...(entity === octets ? {} : { entity }),
    ...(signed === undefined ? {} : { signature: { good: signed.verdict.good, text: verdictText(signed.verdict) } }),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(closed === undefined ? {} : { closed }),
    ...(after === before ? {} : { known: writeKnown(after) }),
  };
}

/** In the thread: signs a mail, and encrypts it where every recipient has a certificate. */
export function sealJob(job: SealJob, anchors: readonly Certificate[]): SecuredMail {
  const { octets: message, recipients, known, at } = job;
  const identity = readIdentity(job.identity);
  if (identity === undefined) return { ok: false, problem: NO_KEY };
  const { notAfter } = identity.certificate;
  if (at > notAfter) return { ok: false, problem: ended(notAfter) };
  return secureMail({
    message,
    identity,
    recipients,
    known: (address) => readKnown(Object.hasOwn(known, address) ? known[address] : undefined),
    anchors,
    at,
  });
}

function ended(notAfter: number): Problem {
  const text = { key: 'email.encrypt.expired', params: { day: new Date(notAfter).toISOString().slice(0, 10) } };
  return { type: 'cancel', condition: 'not-acceptable', text };
}

const NO_KEY = {
  type: 'cancel',
  condition: 'not-acceptable',
  text: { key: 'email.encrypt.no-key' },
} as const;
