import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BehindFailure, InOrder } from '../../../../gateways/alerts/in-order.js';

/** Something that ends when it is told to. */
function open(): {
  readonly work: () => Promise<string>;
  readonly end: (what: string) => void;
  readonly fail: () => void;
} {
  let [end, fail] = [(_: string) => {}, () => {}];
  const done = new Promise<string>((resolve, reject) => {
    end = resolve;
    fail = () => reject(new Error('broken'));
  });
  done.catch(() => {});
  return { work: () => done, end, fail };
}

describe('what is done in order', () => {
  it('waits for what came before under the same key, and for nothing else', async () => {
    const [order, said] = [new InOrder(), [] as string[]];
    const first = open();
    const all = [
      order.run('a', first.work).then((what) => said.push(what)),
      order.run('a', async () => said.push('second')),
      order.run('b', async () => said.push('other')),
    ];
    await all[2];
    assert.deepEqual(said, ['other']);
    first.end('first');
    await Promise.all(all);
    assert.deepEqual(said, ['other', 'first', 'second']);
  });

  it('gives back all that waits behind a failure, and goes on with what comes then', async () => {
    const order = new InOrder();
    const first = open();
    let ran = false;
    const failed = order.run('a', first.work);
    const behind = order.run('a', async () => {
      ran = true;
    });
    first.fail();
    await assert.rejects(failed, /broken/);
    await assert.rejects(behind, BehindFailure);
    assert.equal(ran, false);
    assert.equal(await order.run('a', async () => 'again'), 'again');
  });
});
