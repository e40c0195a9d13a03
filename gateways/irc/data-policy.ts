import type { Gateway } from '../gateway.js';
import type { IrcConfig } from './config.js';

const HOUR_MS = 3_600_000;

/** What happens to messages on their way to the networks, and beyond them (XEP-0504). */
export function ircPolicy({ networks, anyServer, history }: IrcConfig): NonNullable<Gateway['dataPolicy']> {
  // A user may ask for a server of their own without TLS.
  const encrypted = !anyServer && Object.values(networks).every(({ tls }) => tls);
  return {
    own: {
      transmission: encrypted ? 'encrypted' : 'plain',
      ...(encrypted ? { algorithm: 'TLS' } : {}),
      ...(history.keep > 0 ? { retention: Math.ceil(history.for / HOUR_MS) } : {}),
    },
    network: { retention: 'unknown', extraInfo: { key: 'irc.policy' } },
  };
}
