import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { transferable } from '../../../../gateways/email/reader/buffers.js';
import { OctetBudget } from '../../../../gateways/email/reader/octet-budget.js';
import { unreadMail } from '../../../../gateways/email/reader/unread-mail.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

describe('the budget of octets', () => {
  it('serves in order, and one that is too large alone', async () => {
    const budget = new OctetBudget(10);
    const order: string[] = [];
    const first = await budget.take(6);
    const large = budget.take(50).then((release) => {
      order.push('large');
      return release;
    });
    const small = budget.take(1).then((release) => {
      order.push('small');
      return release;
    });
    assert.equal(budget.waiting, 2);
    first();
    (await large)();
    (await small)();
    assert.deepEqual(order, ['large', 'small']);
    assert.deepEqual([budget.used, budget.waiting], [0, 0]);
  });

  it('lets go of who waits too long, and of the place before others', async () => {
    const budget = new OctetBudget(10);
    const clock = new ManualClock();
    const first = await budget.takeWithin(6, 1000, clock);
    const large = budget.takeWithin(5, 1000, clock);
    clock.advance(1);
    const small = budget.takeWithin(4, 1000, clock);
    clock.advance(999);
    assert.equal(await large, undefined);
    const release = await small;
    assert.deepEqual([budget.used, budget.waiting], [10, 0]);
    clock.advance(1000);
    first?.();
    release?.();
    assert.deepEqual([budget.used, budget.waiting], [0, 0]);
  });

  it('is never exceeded, and serves everybody', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), async (sizes) => {
        const budget = new OctetBudget(10);
        let served = 0;
        await Promise.all(
          sizes.map(async (size) => {
            const release = await budget.take(size);
            assert.ok(budget.used <= 10);
            await Promise.resolve();
            served += 1;
            release();
          }),
        );
        assert.deepEqual([served, budget.used, budget.waiting], [sizes.length, 0, 0]);
      }),
    );
  });
});

describe('what a thread hands over', () => {
  it('is the buffer of the mail, and those with one view', () => {
    const mail = new Uint8Array(100);
    const alone = new Uint8Array(5);
    const shared = new Uint8Array(50).subarray(3, 8);
    const value = { a: [mail.subarray(2, 4), { b: alone }], c: shared, d: 'x', e: null, f: mail.subarray(9) };
    assert.deepEqual(new Set(transferable(value, mail.buffer)), new Set([mail.buffer, alone.buffer]));
  });
});

describe('a mail that is not read', () => {
  it('has its header up to what is about its structure', () => {
    const octets = Buffer.from(
      'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nContent-Type: multipart/mixed;\n boundary=b\nFrom: Bob\n <bob@example.org>\n\n--b\n',
    );
    const mail = unreadMail(octets, 5);
    assert.equal(mail.subject, 'Grüße');
    assert.deepEqual(mail.from, [{ name: 'Bob', address: 'bob@example.org' }]);
    assert.deepEqual(mail.text, { body: '', kind: 'none' });
    assert.equal(mail.attachments[0]?.content, octets);
    assert.equal(mail.size, octets.length);
  });

  it('is given for any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (octets) => {
        assert.equal(unreadMail(octets, 0).attachments[0]?.size, octets.length);
      }),
    );
    assert.equal(unreadMail(Buffer.alloc(1_000_000, 'Subject: x '), 0).size, 1_000_000);
  });
});
