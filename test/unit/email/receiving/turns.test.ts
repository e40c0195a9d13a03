import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { Turns } from '../../../../gateways/email/receiving/turns.js';

/** A promise that is ended from outside. */
function latch(): { readonly over: Promise<void>; open(): void; fail(): void } {
  let [open, fail] = [(): void => {}, (): void => {}];
  const over = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = () => reject(new Error('failed'));
  });
  over.catch(() => undefined);
  return { over, open, fail };
}

describe('the turns of mails', () => {
  it('follow the order of arrival, not that of reading', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const note = (what: string): number => done.push(what);
    const large = turns.arrive('romeo', true);
    const small = turns.arrive('romeo', true);
    const second = small.run('alice', async () => note('small'));
    await tick();
    assert.deepEqual(done, []);
    await large.run('alice', async () => note('large'));
    await second;
    assert.deepEqual(done, ['large', 'small']);
  });

  it('wait for nobody of another conversation or account once all are read', async () => {
    const turns = new Turns();
    const held = latch();
    const [one, other, neighbour] = [
      turns.arrive('romeo', true),
      turns.arrive('romeo', true),
      turns.arrive('juliet', true),
    ];
    const slow = one.run('alice', () => held.over);
    assert.equal(await other.run('bob', async () => 'bob'), 'bob');
    assert.equal(await neighbour.run('alice', async () => 'juliet'), 'juliet');
    held.open();
    await slow;
  });

  it('pass those that need none, in their order', async () => {
    const turns = new Turns();
    const done: number[] = [];
    const note = (what: number): number => done.push(what);
    const [first, report, last] = [1, 2, 3].map(() => turns.arrive('romeo', true));
    const third = last?.run('alice', async () => note(3));
    report?.end();
    await tick();
    assert.deepEqual(done, []);
    await first?.run('alice', async () => note(1));
    await third;
    assert.deepEqual(done, [1, 3]);
  });

  it('do not come to those behind one that failed, until it has come again', async () => {
    const turns = new Turns();
    const held = latch();
    const first = turns.arrive('romeo', true).run('alice', () => held.over);
    const behind = turns.arrive('romeo', true).run('alice', async () => 'behind');
    const unread = turns.arrive('romeo', true);
    const apart = turns.arrive('romeo', true);
    behind.catch(() => undefined);
    held.fail();
    await assert.rejects(first, /failed/);
    await assert.rejects(behind, /has to come first/);
    await assert.rejects(
      unread.run('alice', async () => 'unread'),
      /has to come first/,
    );
    assert.equal(await apart.run('bob', async () => 'apart'), 'apart');
    assert.equal(await turns.arrive('romeo', true).run('alice', async () => 'again'), 'again');
    assert.equal(await turns.arrive('romeo', true).run('alice', async () => 'behind'), 'behind');
  });

  it('do not come to those behind one that failed before its own turn', async () => {
    const turns = new Turns();
    const [first, behind, apart] = [1, 2, 3].map(() => turns.arrive('romeo', true));
    first?.fail('alice');
    await assert.rejects(async () => await behind?.run('alice', async () => 'behind'), /has to come first/);
    assert.equal(await apart?.run('bob', async () => 'apart'), 'apart');
    assert.equal(await turns.arrive('romeo', true).run('alice', async () => 'again'), 'again');
  });

  it('come to nobody of the account behind one that failed before it was known whose it is', async () => {
    const turns = new Turns();
    const [first, behind] = [1, 2].map(() => turns.arrive('romeo', true));
    const neighbour = turns.arrive('juliet', true);
    first?.fail(undefined);
    await assert.rejects(async () => await behind?.run('bob', async () => 'behind'), /has to come first/);
    assert.equal(await neighbour.run('bob', async () => 'juliet'), 'juliet');
    assert.equal(await turns.arrive('romeo', true).run('bob', async () => 'again'), 'again');
  });

  it('come to those behind one that failed and is repeated by itself', async () => {
    const turns = new Turns();
    const [first, behind] = [1, 2].map(() => turns.arrive('romeo', false));
    first?.fail(undefined);
    assert.equal(await behind?.run('alice', async () => 'behind'), 'behind');
  });

  it('come to all where each is repeated by itself', async () => {
    const turns = new Turns();
    const first = turns.arrive('romeo', false).run('alice', () => Promise.reject(new Error('failed')));
    const behind = turns.arrive('romeo', false).run('alice', async () => 'behind');
    await assert.rejects(first, /failed/);
    assert.equal(await behind, 'behind');
  });
});
