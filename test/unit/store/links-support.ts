import type { Link } from '../../../src/store/links.js';

/** What one message of Alice became. */
export function link(envelope: string, contact = '+15550001111'): Link {
  const user = 'alice@example.org';
  const to = `${contact}@sms.example.org`;
  return { envelope, account: user, from: `${user}/phone`, to, contact, stanzaId: 's1', receipt: true };
}

/** Ids that a report is sure of. */
export const sure = (...ids: string[]) => ids.map((id) => ({ id, certain: true }));

export const FAILED = {
  type: 'cancel',
  condition: 'item-not-found',
  text: { key: 'sms.absent' },
  code: 'smpp 5',
} as const;
