import type { Field, MailHead } from '../../../../gateways/email/policy/mail.js';

/** A mail of a person, but for what the test says; `fields`: header fields by name, in order. */
export function mail(more: Partial<MailHead> = {}, fields: readonly (readonly [string, string])[] = []): MailHead {
  const headers: readonly Field[] = fields.map(([name, value]) => ({ name: name.toLowerCase(), value }));
  return {
    headers,
    from: [{ name: 'Alice', address: 'alice@example.com' }],
    replyTo: [],
    to: [{ address: 'romeo@mail.example.org' }],
    cc: [],
    messageId: 'm1@example.com',
    inReplyTo: [],
    references: [],
    subject: 'Dinner',
    returnPath: 'alice@example.com',
    ...more,
  };
}
