import type { Gateway } from '../gateway.js';
import type { EmailConfig } from './config.js';

const DAY_MS = 86_400_000;

/** Of each mail its ids, subject and people are kept, so that answers find it; whole mails only where there is no mailbox (XEP-0504). */
export function emailPolicy({ addresses, rooms: { keep } }: EmailConfig): NonNullable<Gateway['dataPolicy']> {
  const days = Math.ceil((addresses?.keepRaw.for ?? 0) / DAY_MS);
  const rooms = Math.ceil(keep / DAY_MS);
  const extraInfo =
    days === 0 ? { key: 'email.policy', params: { rooms } } : { key: 'email.policy.kept', params: { days, rooms } };
  return { network: { extraInfo } };
}
