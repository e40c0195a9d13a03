import { type EmailConfig, emailConfig } from '../../../../gateways/email/config.js';
import type { Identity } from '../../../../gateways/email/conversation/identity.js';
import type { ReadMail } from '../../../../gateways/email/mime/mail.js';
import { readMail } from '../../../../gateways/email/mime/read-mail.js';
import type { Account } from '../../../../gateways/gateway.js';

/** Sat, 1 Aug 2026 12:00 UTC. */
export const NOW = Date.UTC(2026, 7, 1, 12);

/** A gateway that gives addresses, with further keys of its section. */
export function config(more: Readonly<Record<string, unknown>> = {}): EmailConfig {
  return emailConfig.parse({
    domain: 'email.example.org',
    secret: 'x',
    addresses: {
      domain: 'mail.example.org',
      lmtp: '127.0.0.1:24',
      smtp: { host: '127.0.0.1' },
      authservIds: ['mx.example.org'],
    },
    ...more,
  });
}

export function account(fields: Readonly<Record<string, string>> = {}): Account {
  const found = { 'found-kind': 'address', 'x-alias': 'romeo' };
  return { id: 'a1', jid: 'romeo@example.org', label: '', born: 1, rev: 1, since: 0, fields: { ...found, ...fields } };
}

/** Romeo with an address of the gateway's. */
export function romeo(fields: Readonly<Record<string, string>> = {}): Identity {
  return {
    account: account(fields),
    kind: 'address',
    self: { address: 'romeo@mail.example.org' },
    own: new Set(['romeo@mail.example.org']),
    domain: 'mail.example.org',
  };
}

/** A mail by its lines. */
export function read(...lines: string[]): ReadMail {
  return readMail(Buffer.from(lines.join('\r\n')), {
    now: NOW,
    chooseText: ({ plain }) => ({ body: plain[0]?.text ?? '', kind: plain.length === 0 ? 'none' : 'plain' }),
  });
}
