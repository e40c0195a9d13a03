import type { SaslName, SaslSettings } from '../settings.js';
import { External } from './external.js';
import type { Mechanism } from './mechanism.js';
import { Plain } from './plain.js';
import { ScramSha256 } from './scram.js';

/** What there is to log in with. */
export interface Credentials {
  readonly sasl: SaslSettings;
  readonly nick: string;
  /** A client certificate is shown on this connection. */
  readonly hasCertificate: boolean;
}

/**
 * The mechanisms to try, in order: those of the settings that we have credentials for and that the server offers. `offered` is
 * the value of the capability, empty where the server does not say (SASL 3.1): all are worth a try then.
 */
export function usableMechanisms({ sasl, hasCertificate }: Credentials, offered: string): SaslName[] {
  const names = new Set(
    offered
      .toUpperCase()
      .split(',')
      .filter((name) => name !== ''),
  );
  return sasl.mechanisms.filter((name) => {
    if (names.size > 0 && !names.has(name)) return false;
    return name === 'EXTERNAL' ? hasCertificate : sasl.password !== undefined;
  });
}

/** One side of a mechanism, ready for the first challenge (IRCv3 SASL 3.1). */
export function createMechanism(name: SaslName, { sasl, nick }: Credentials): Mechanism {
  const account = sasl.account ?? nick;
  const password = sasl.password ?? '';
  switch (name) {
    case 'EXTERNAL':
      return new External(sasl.account);
    case 'SCRAM-SHA-256':
      return new ScramSha256(account, password);
    case 'PLAIN':
      return new Plain(account, password);
  }
}
