import type { Certificate } from './certificate.js';
import type { DecryptFault } from './enveloped-data.js';
import type { Identity } from './identity.js';
import { decryptSmime, smimeKind, type Verdict, type Verified, type VerifyOptions, verifySmime } from './smime.js';

/** Signed, encrypted, signed again is what some programs write; more is a trick. */
const MOST_LAYERS = 4;

/** What is in a mail below its layers of S/MIME. */
interface OpenedMail {
  /** The entity inside; the one that was given where there is no layer, or none that opens. */
  readonly entity: Uint8Array;
  /** Of the innermost signature, which is the one that covers all of the entity; undefined: not signed. */
  readonly signed?: Verified;
  /** It was encrypted, and opened. `authenticated`: nobody can have put anything in (see `DecryptResult`). */
  readonly encrypted?: { readonly authenticated: boolean };
  /** Why a layer stays closed: `entity` is encrypted still, and is given to its receiver as it came. */
  readonly closed?: DecryptFault;
}

/** What a mail is opened and checked with. */
export interface MailOpening extends VerifyOptions {
  /** Keys of the user; empty where there is none. */
  readonly identities: readonly Identity[];
}

/** Opens a mail layer by layer, from outside. Only what lies in the innermost layer is given. */
export function openMail(octets: Uint8Array, options: MailOpening): OpenedMail {
  let opened: OpenedMail = { entity: octets };
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const { entity } = opened;
    const kind = smimeKind(entity);
    if (kind === 'encrypted') {
      const result = decryptSmime(entity, options.identities);
      if (!result.ok) return { ...opened, closed: result.why };
      // A signature outside of this layer says who encrypted it, not who wrote what is in it.
      const { signed: _, ...rest } = opened;
      const authenticated = result.authenticated && opened.encrypted?.authenticated !== false;
      opened = { ...rest, entity: result.content, encrypted: { authenticated } };
    } else if (kind === 'signed') {
      const signed = verifySmime(entity, options);
      if (signed === undefined) return opened;
      opened = { ...opened, entity: signed.entity, signed };
    } else {
      return kind === undefined ? opened : { ...opened, closed: kind === 'compressed' ? 'unsupported' : 'malformed' };
    }
  }
  return smimeKind(opened.entity) === undefined ? opened : { ...opened, closed: 'unsupported' };
}

/** Whose signature is good; undefined where there is none that is. */
export function signerOf({ signed }: OpenedMail): Certificate | undefined {
  const verdict: Verdict | undefined = signed?.verdict;
  return verdict?.good ? verdict.signer : undefined;
}
