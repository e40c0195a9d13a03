import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SendQueue } from '../../../../gateways/irc/connection/send-queue.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

function queue(throttle: { burst: number; perSecond: number } | undefined) {
  const clock = new FakeClock();
  const out: string[] = [];
  const state = { open: true };
  const sends = new SendQueue({
    throttle,
    clock,
    write: (line) => {
      out.push(line);
      return state.open;
    },
  });
  const push = (line: string, flow = '', written?: () => void) =>
    sends.push({ lines: [line], flow, ...(written === undefined ? {} : { written }) });
  return { clock, out, sends, push, state };
}

test('a burst goes at once, then so many a second, then there is a burst again', () => {
  const { clock, out, push } = queue({ burst: 3, perSecond: 2 });
  for (let index = 0; index < 6; index += 1) push(`l${index}`);
  assert.deepEqual(out, ['l0', 'l1', 'l2']);
  clock.advance(499);
  assert.equal(out.length, 3);
  clock.advance(1);
  assert.deepEqual(out.slice(3), ['l3']);
  clock.advance(1000);
  assert.equal(out.length, 6);
  clock.advance(10_000);
  for (let index = 0; index < 4; index += 1) push(`m${index}`);
  assert.deepEqual(out.slice(6), ['m0', 'm1', 'm2']);
});

test('without a limit everything goes at once', () => {
  const { out, push } = queue(undefined);
  for (let index = 0; index < 400; index += 1) push(`l${index}`);
  assert.equal(out.length, 400);
});

test('a rate that is none limits nothing', () => {
  for (const perSecond of [Number.POSITIVE_INFINITY, 0, -1, Number.NaN]) {
    const { out, push } = queue({ burst: 1, perSecond });
    for (let index = 0; index < 10; index += 1) push(`l${index}`);
    assert.equal(out.length, 10, String(perSecond));
  }
});

test('flows take turns, each in its order', () => {
  const { clock, out, push } = queue({ burst: 1, perSecond: 1 });
  push('first', '#a');
  for (const line of ['a1', 'a2', 'a3']) push(line, '#a');
  for (const line of ['b1', 'b2']) push(line, '#b');
  clock.advance(10_000);
  assert.deepEqual(out, ['first', 'a1', 'b1', 'a2', 'b2', 'a3']);
});

test('lines that belong together have nothing between them, and are told once', () => {
  const { clock, out, sends, push } = queue({ burst: 1, perSecond: 1 });
  let told = 0;
  push('first');
  sends.push({ lines: ['x1', 'x2', 'x3'], flow: '#a', written: () => (told += 1) });
  push('b1', '#b');
  clock.advance(3000);
  assert.deepEqual([out, told], [['first', 'x1', 'x2', 'x3'], 1]);
  clock.advance(1000);
  assert.equal(out.at(-1), 'b1');
});

test('a full queue says so and takes nothing', () => {
  const { sends, push } = queue({ burst: 1, perSecond: 1 });
  push('now');
  for (let index = 0; index < 500; index += 1) assert.equal(push(`l${index}`), true);
  assert.equal(push('one too many'), false);
  assert.equal(sends.size, 500);
});

test('what is dropped is told, what was written is not told again', () => {
  const { sends } = queue({ burst: 1, perSecond: 1 });
  const told: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    sends.push({
      lines: [name],
      flow: name,
      written: () => told.push(`+${name}`),
      dropped: () => told.push(`-${name}`),
    });
  }
  sends.clear();
  assert.deepEqual(told, ['+a', '-b', '-c']);
  assert.equal(sends.size, 0);
});

test('nothing goes while the socket takes nothing', () => {
  const { out, sends, push, state } = queue(undefined);
  state.open = false;
  push('a');
  push('b');
  assert.deepEqual(out, ['a']);
  state.open = true;
  sends.resume();
  assert.deepEqual(out, ['a', 'b']);
});

test('a callback may send', () => {
  const { out, push } = queue(undefined);
  push('a', '', () => push('b'));
  assert.deepEqual(out, ['a', 'b']);
});

test('whatever is pushed when: never more than the bucket gives, each flow in order, all of it in the end', () => {
  const pushes = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 2000 }), flow: fc.constantFrom('a', 'b', 'c') }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(pushes, fc.integer({ min: 1, max: 5 }), fc.constantFrom(0.5, 1, 4), (plan, burst, perSecond) => {
      const clock = new FakeClock();
      const out: { readonly line: string; readonly at: number }[] = [];
      const start = clock.now();
      const sends = new SendQueue({
        throttle: { burst, perSecond },
        clock,
        write: (line) => out.push({ line, at: clock.now() - start }) > 0,
      });
      for (const [index, { wait, flow }] of plan.entries()) {
        clock.advance(wait);
        sends.push({ lines: [`${flow}${index}`], flow });
      }
      clock.advance(200_000);
      assert.equal(out.length, plan.length);
      for (const [index, { at }] of out.entries()) {
        assert.ok(index + 1 <= burst + (at / 1000) * perSecond + 0.01, `line ${index} at ${at}`);
      }
      for (const flow of ['a', 'b', 'c']) {
        const numbers = out.filter(({ line }) => line.startsWith(flow)).map(({ line }) => Number(line.slice(1)));
        assert.deepEqual(
          numbers,
          numbers.toSorted((one, other) => one - other),
        );
      }
    }),
  );
});
