import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Here, joined } from '../../../../gateways/email/sending/here.js';
import type { SmtpReply } from '../../../../gateways/email/smtp/reply.js';
import type { TransactionResult } from '../../../../gateways/email/smtp/transaction.js';

const reply = (code: number): SmtpReply => ({ code, text: `said ${code}` });
const ABILITIES = { dsn: true, utf8: true, eightBit: true, pipelining: true };
const addresses = { here: ['a@here', 'b@here'], outside: ['c@there', 'd@there'] };

function here(codes: Readonly<Record<string, number>>, authservId?: string) {
  const taken: string[] = [];
  const room = {
    recipient: async (address: string) => (address in codes ? ('ok' as const) : reply(550)),
    mail: async ({ octets }: { readonly octets: Uint8Array }) => {
      taken.push(Buffer.from(octets).toString());
      return new Map(Object.entries(codes).map(([address, code]) => [address, reply(code)]));
    },
  };
  return { taken, post: new Here(authservId === undefined ? { room } : { room, authservId }) };
}

const transaction = (to: readonly string[]) => ({
  from: 'bounces+x@mail.example.org',
  to: to.map((address) => ({ address })),
  octets: Buffer.from('Subject: x\r\n\r\ny\r\n'),
  prefix: Buffer.from('DKIM-Signature: z\r\n'),
  utf8: false,
});

describe('a mail that does not leave the gateway', () => {
  it('has one end for each recipient', async () => {
    const ended = async (codes: Readonly<Record<string, number>>) => {
      const result = await here(codes).post.send(transaction(Object.keys(codes)));
      return [
        result.kind,
        'refused' in result ? result.refused.map(({ address, reply: { code } }) => [address, code]) : [],
      ];
    };
    assert.deepEqual(await ended({ a: 250, b: 550 }), ['sent', [['b', 550]]]);
    assert.deepEqual(await ended({ a: 550, b: 554 }), [
      'refused',
      [
        ['a', 550],
        ['b', 554],
      ],
    ]);
    assert.deepEqual(await ended({ a: 550, b: 451 }), [
      'not-now',
      [
        ['a', 550],
        ['b', 451],
      ],
    ]);
  });

  it('is for those alone whom somebody here has', async () => {
    const { post } = here({ a: 250 });
    assert.deepEqual([await post.knows('a'), await post.knows('b')], [true, false]);
  });

  it('says that it is from whom it names, where the mail server of the admin would', async () => {
    const without = here({ a: 250 });
    await without.post.send(transaction(['a']));
    assert.deepEqual(without.taken, ['DKIM-Signature: z\r\nSubject: x\r\n\r\ny\r\n']);
    const marked = here({ a: 250 }, 'mx.example.org');
    await marked.post.send(transaction(['a']));
    assert.match(
      marked.taken[0] ?? '',
      /^Authentication-Results: mx\.example\.org; spf=pass smtp\.mailfrom=mail\.example\.org\r\nDKIM-/,
    );
  });
});

describe('a mail that goes to some here and to others outside', () => {
  const sent = (accepted: string[], refused: Record<string, number> = {}): TransactionResult => ({
    kind: 'sent',
    accepted,
    refused: Object.entries(refused).map(([address, code]) => ({ address, reply: reply(code) })),
    serverId: 'queued',
    abilities: ABILITIES,
  });
  const summary = (result: TransactionResult) => [
    result.kind,
    result.kind === 'sent' ? result.accepted : [],
    result.kind === 'unknown' ? [] : result.refused.map(({ address, reply: { code } }) => `${address} ${code}`),
  ];

  it('has all their ends', () => {
    const both = joined(sent(['a@here'], { 'b@here': 550 }), sent(['c@there', 'd@there']), addresses);
    assert.deepEqual(summary(both), ['sent', ['a@here', 'c@there', 'd@there'], ['b@here 550']]);
    assert.ok(both.kind === 'sent' && both.serverId === 'queued');
  });

  it('is with those here when the server outside takes it later, or never', () => {
    const later: TransactionResult = {
      kind: 'not-now',
      reason: 'down',
      stage: 'connect',
      scope: 'server',
      refused: [],
    };
    assert.deepEqual(summary(joined(sent(['a@here', 'b@here']), later, addresses)), [
      'sent',
      ['a@here', 'b@here'],
      ['c@there 451', 'd@there 451'],
    ]);
    const closed = joined(sent(['a@here', 'b@here']), { ...later, stage: 'greeting', reply: reply(554) }, addresses);
    assert.deepEqual(summary(closed)[2], ['c@there 451', 'd@there 451'], 'it may let us in later');
    const never: TransactionResult = { kind: 'refused', reply: reply(554), stage: 'end', refused: [] };
    assert.deepEqual(summary(joined(sent(['a@here', 'b@here']), never, addresses))[2], ['c@there 554', 'd@there 554']);
  });

  it('is not known of those outside alone where nobody knows of the server there', () => {
    const unknown: TransactionResult = { kind: 'unknown', reason: 'lost' };
    const half = joined(sent(['a@here', 'b@here']), unknown, addresses);
    assert.deepEqual(summary(half), ['sent', ['a@here', 'b@here'], []]);
    assert.deepEqual(half.kind === 'sent' && half.unsure, ['c@there', 'd@there']);
  });

  it('says of each what is known when the answer outside is lost', () => {
    const lost: TransactionResult = {
      kind: 'unknown',
      reason: 'closed',
      refused: [{ address: 'd@there', reply: reply(550) }],
    };
    const half = joined(sent(['a@here'], { 'b@here': 550 }), lost, addresses);
    assert.deepEqual(summary(half), ['sent', ['a@here'], ['b@here 550', 'd@there 550']]);
    assert.ok(half.kind === 'sent');
    assert.deepEqual(half.unsure, ['c@there']);
    const nobody: TransactionResult = { kind: 'refused', reply: reply(550), stage: 'rcpt', refused: [] };
    const none = joined(nobody, lost, addresses);
    assert.ok(none.kind === 'unknown');
    assert.deepEqual(
      none.refused?.map(({ address }) => address),
      ['a@here', 'b@here', 'd@there'],
    );
  });
});
