import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MailAddresses } from '../../../../gateways/email/address/contact-codec.js';
import { namedMail } from '../../../../gateways/email/commands/parts.js';
import { peopleIn, recipientsOf } from '../../../../gateways/email/commands/people.js';
import { emailConfig } from '../../../../gateways/email/config.js';
import type { GatewayCall } from '../../../../gateways/gateway.js';

const addresses = new MailAddresses();
const parts = { config: emailConfig.parse({ domain: 'email.example.org', secret: 'x' }), orders: () => assert.fail() };
const call = {
  jid: 'romeo@example.org',
  account: undefined,
  values: new Map(),
  say: ({ key }: { readonly key: string }) => key,
  desk: { contact: (typed: string) => addresses.prompt(typed) },
} as unknown as GatewayCall;

describe('recipients as people type them', () => {
  const reads = (typed: string, expected: readonly string[]): void => {
    it(JSON.stringify(typed), () => assert.deepEqual(peopleIn(parts, call, typed), { contacts: expected }));
  };

  reads('', []);
  reads(' , ;\n', []);
  reads('alice@example.net', ['alice@example.net']);
  reads('Alice@Example.NET, bob@example.net', ['alice@example.net', 'bob@example.net']);
  reads('alice@example.net; alice@example.net\nALICE@example.net', ['alice@example.net']);
  reads('Alice Liddell <alice@example.net>', ['alice@example.net']);
  reads('"Liddell, Alice" <alice@example.net>, <bob@example.net>', ['alice@example.net', 'bob@example.net']);
  reads('mailto:alice@example.net', ['alice@example.net']);
  reads('alice\\40example.net@email.example.org', ['alice@example.net']);
  reads('xmpp:alice\\40example.net@email.example.org', ['alice@example.net']);

  it('the first that is none is told', () => {
    const read = peopleIn(parts, call, 'alice@example.net, bob, carol');
    assert.ok('problem' in read);
    assert.deepEqual([read.problem.type, read.problem.condition], ['modify', 'not-acceptable']);
  });

  it('more than any mail may go to are refused', () => {
    const all = Array.from({ length: 201 }, (_, n) => `a${n}@example.net`).join(',');
    const read = peopleIn(parts, call, all);
    assert.ok('problem' in read);
    assert.equal(read.problem.text.key, 'email.limit.per-mail');
  });

  it('each gets the mail once, where it is named first', () => {
    assert.deepEqual(recipientsOf({ to: ['a', 'b'], cc: ['b', 'c'], bcc: ['a', 'd'] }), [
      { type: 'to', contact: 'a' },
      { type: 'to', contact: 'b' },
      { type: 'cc', contact: 'c' },
      { type: 'bcc', contact: 'd' },
    ]);
  });
});

describe('a mail as somebody names it', () => {
  const names = (typed: string, expected: object): void => {
    it(JSON.stringify(typed), () => assert.deepEqual(namedMail(parts, call, typed), expected));
  };

  names('', { by: 'last' });
  names('Last', { by: 'last' });
  names('7', { by: 'row', row: 7 });
  names('#12', { by: 'row', row: 12 });
  names('<a.b@example.net>', { by: 'id', id: 'a.b@example.net' });
  names('alice@example.net', { by: 'contact', contact: 'alice@example.net' });
  names('dev.lists.example.net', { by: 'contact', contact: 'dev.lists.example.net' });

  it('what names none is told', () => {
    assert.ok('problem' in namedMail(parts, call, 'the one about soup'));
  });
});
