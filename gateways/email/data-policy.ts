import type { Gateway } from '../gateway.js';
import type { EmailConfig } from './config.js';

/** Bodies are kept only on their way; of each mail its ids, subject and people are, so that answers find it (XEP-0504). */
export function emailPolicy(_config: EmailConfig): NonNullable<Gateway['dataPolicy']> {
  return { network: { extraInfo: { key: 'email.policy' } } };
}
