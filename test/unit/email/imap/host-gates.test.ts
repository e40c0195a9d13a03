import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HostGates } from '../../../../gateways/email/imap/host-gates.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the gates of mail servers', () => {
  it('let so many through at once, and so many of them to one host', async () => {
    const gates = new HostGates(3, 2);
    const inside: string[] = [];
    const leave: (() => void)[] = [];
    const enter = (host: string): Promise<void> =>
      gates.to(host).run(async () => {
        inside.push(host);
        await new Promise<void>((resolve) => leave.push(resolve));
      });
    const all = ['a.example', 'A.example', 'a.example', 'b.example', 'c.example'].map(enter);
    await turn();
    assert.deepEqual(inside, ['a.example', 'A.example', 'b.example']);
    leave.shift()?.();
    await turn();
    assert.deepEqual(inside.slice(3), ['c.example'], 'who waited for a place longer than the third of one host');
    while (leave.length > 0) {
      leave.shift()?.();
      await turn();
    }
    await Promise.all(all);
    assert.deepEqual(inside.toSorted(), ['A.example', 'a.example', 'a.example', 'b.example', 'c.example']);
  });

  it('give the place back where what was to be done fails', async () => {
    const way = new HostGates(1, 1).to('a.example');
    await assert.rejects(
      way.run(() => Promise.reject(new Error('not reached'))),
      /not reached/,
    );
    assert.equal(await way.run(async () => 'through'), 'through');
  });
});
