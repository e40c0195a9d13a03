import type { SaslName } from '../settings.js';

/**
 * What a mechanism says next: octets for the server; that the server has refused us within the mechanism; or that the server is
 * not to be trusted with more.
 */
export type SaslStep =
  | { readonly kind: 'respond'; readonly octets: Buffer }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'distrust'; readonly why: string };

/** One login with one mechanism (RFC 4422), client side; IRC has no initial response, so that an empty challenge starts it. */
export interface Mechanism {
  readonly name: SaslName;
  /** Answers a challenge; `done` is called exactly once, now or later. */
  challenge(octets: Buffer, done: (step: SaslStep) => void): void;
  /** Whether all that the mechanism proves of the server has been proved: a success before that is none. */
  readonly satisfied: boolean;
}

/** The next response of the client. */
export function respond(octets: Buffer): SaslStep {
  return { kind: 'respond', octets };
}

/** The server has not proved that it knows the password; nothing more is said to it. */
export function distrust(why: string): SaslStep {
  return { kind: 'distrust', why };
}
