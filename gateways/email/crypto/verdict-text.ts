import type { TextRef } from '../../gateway.js';
import type { DecryptFault } from './enveloped-data.js';
import type { Verdict, VerdictFault } from './smime.js';

const BAD = {
  address: 'email.signature.address',
  changed: 'email.signature.changed',
  forged: 'email.signature.forged',
  malformed: 'email.signature.malformed',
  'no-certificate': 'email.signature.no-certificate',
  weak: 'email.signature.weak',
  unsupported: 'email.signature.unsupported',
  untrusted: 'email.signature.untrusted',
  expired: 'email.signature.expired',
  'not-yet-valid': 'email.signature.not-yet-valid',
  usage: 'email.signature.usage',
  names: 'email.signature.names',
  unknown: 'email.signature.unknown',
} as const satisfies Readonly<Record<VerdictFault, string>>;

const CLOSED = {
  'not-for-us': 'email.decrypt.not-for-us',
  unsupported: 'email.decrypt.unsupported',
  broken: 'email.decrypt.broken',
  malformed: 'email.decrypt.malformed',
} as const satisfies Readonly<Record<DecryptFault, string>>;

/** What is told of a signature. */
export function verdictText(verdict: Verdict): TextRef {
  const { signer } = verdict;
  const params = {
    owner: signer?.owner ?? '?',
    maker: signer?.maker ?? '?',
    address: signer?.addresses.join(', ') ?? '?',
    fingerprint: signer?.fingerprint ?? '?',
  };
  return { key: verdict.good ? 'email.signature.good' : BAD[verdict.why], params };
}

/** What is told of a mail that stays closed. `hasKey`: the gateway keeps a key of the user. */
export function closedText(why: DecryptFault, hasKey: boolean): TextRef {
  return { key: hasKey ? CLOSED[why] : 'email.decrypt.no-key' };
}
