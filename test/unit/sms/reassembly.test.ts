import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type Group, type Part, Reassembly } from '../../../gateways/sms/reassembly.js';
import { encodeForm, plainForm } from '../../../gateways/sms/text/form.js';
import { limitsOf } from '../../../gateways/sms/text/limits.js';
import { splitText } from '../../../gateways/sms/text/split.js';
import { FakeClock } from './support/fake-clock.js';
import { TestRedis, World } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

function setUp() {
  const clock = new FakeClock();
  const world = new World(redis.kv(), clock);
  const make = () => new Reassembly({ context: world, carrier: 'main', alphabet: 'gsm', timeout: 60_000 });
  return { clock, world, reassembly: make(), make };
}

function parts(text: string, more: { reference?: number; width?: 8 | 16; source?: string } = {}): Part[] {
  const { reference = 7, width = 8, source = '+15551234567' } = more;
  const ucs2 = /[^\u0020-\u007e]/.test(text);
  const form = plainForm(ucs2 ? 'ucs2' : 'gsm');
  const pieces = splitText(text, form, limitsOf(form, 'udh8'), 'anywhere');
  return pieces.map((piece, index) => ({
    source,
    destination: '*',
    place: { width, reference, total: pieces.length, part: index + 1 },
    dataCoding: ucs2 ? 8 : 0,
    octets: encodeForm(piece, form),
  }));
}

const THREE = `${'a'.repeat(153)}${'b'.repeat(153)}${'c'.repeat(20)}`;

test('parts in any order, with repeats in between, give the text once, when the last one is there', async () => {
  const { reassembly } = setUp();
  let reference = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      fc.array(fc.nat({ max: 2 }), { maxLength: 4 }),
      async (order, repeats) => {
        reference += 1;
        const all = parts(THREE, { reference, width: 16 });
        // Repeats come before the last part, so that none of them completes the text.
        const early = order.slice(0, 2);
        const sequence = [...early, ...repeats.map((repeat) => early[repeat % 2] ?? 0), ...order.slice(2)];
        const results = [];
        for (const index of sequence) {
          const part = all[index];
          if (part !== undefined) results.push(await reassembly.add(part));
        }
        assert.ok(results.slice(0, -1).every(({ kind }) => kind === 'kept'));
        const last = results.at(-1);
        assert.equal(last?.kind === 'whole' && last.text, THREE);
        if (last?.kind === 'whole') await last.finish();
      },
    ),
    { numRuns: 40 },
  );
});

test('the parts are kept in the store, so another process goes on with them', async () => {
  const { make } = setUp();
  const [first, second, third] = parts(THREE);
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  assert.equal((await make().add(third)).kind, 'kept');
  assert.equal((await make().add(first)).kind, 'kept');
  const whole = await make().add(second);
  assert.equal(whole.kind === 'whole' && whole.text, THREE);
});

test('a whole text that was not finished is whole again when its last part is repeated, under the same key', async () => {
  const { reassembly } = setUp();
  const [first, second] = parts('a'.repeat(200));
  assert.ok(first !== undefined && second !== undefined);
  await reassembly.add(first);
  const once = await reassembly.add(second);
  const again = await reassembly.add(second);
  assert.ok(once.kind === 'whole' && again.kind === 'whole');
  assert.equal(once.dedupe, again.dedupe);
  await again.finish();
  assert.equal((await reassembly.add(second)).kind, 'repeat');
});

test('the same reference serves a new text once the old one is finished', async () => {
  const { reassembly } = setUp();
  for (const text of ['a'.repeat(200), 'b'.repeat(200)]) {
    const [first, second] = parts(text);
    assert.ok(first !== undefined && second !== undefined);
    assert.equal((await reassembly.add(first)).kind, 'kept');
    const whole = await reassembly.add(second);
    assert.ok(whole.kind === 'whole');
    assert.equal(whole.text, text);
    await whole.finish();
  }
});

test('references of 8 and 16 bits, and of different senders, are different texts', async () => {
  const { reassembly } = setUp();
  const [narrow] = parts('a'.repeat(200));
  const [, wide] = parts('b'.repeat(200), { width: 16 });
  const [, other] = parts('c'.repeat(200), { source: '+15557654321' });
  assert.ok(narrow !== undefined && wide !== undefined && other !== undefined);
  for (const part of [narrow, wide, other]) assert.equal((await reassembly.add(part)).kind, 'kept');
});

test('a character that a bad sender cut in two comes out whole', async () => {
  const { reassembly } = setUp();
  const octets = Buffer.from('d83dde00', 'hex');
  const part = (place: number, piece: Buffer): Part => ({
    source: '+15551234567',
    destination: '*',
    place: { width: 8, reference: 3, total: 2, part: place },
    dataCoding: 8,
    octets: piece,
  });
  await reassembly.add(part(2, octets.subarray(2)));
  const whole = await reassembly.add(part(1, octets.subarray(0, 2)));
  assert.equal(whole.kind === 'whole' && whole.text, '\u{1f600}');
});

test('when the time is over the text says what is missing, and a late part says its place', async () => {
  const { world, reassembly } = setUp();
  const [first, second, third] = parts(THREE);
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  await reassembly.add(third);
  await reassembly.add(first);
  const [wait] = world.waits.values();
  assert.ok(wait !== undefined);
  assert.equal(wait.ms, 60_000);
  const { group } = wait.payload as { group: Group };
  const late = await reassembly.timedOut(group);
  assert.equal(late?.text, `${'a'.repeat(153)}[part 2 of 3 is missing]${'c'.repeat(20)}`);
  // Run again after a crash: the same text under the same key.
  assert.deepEqual(await reassembly.timedOut(group), late);
  const straggler = await reassembly.add(second);
  assert.equal(straggler.kind === 'late' && straggler.text, `[part 2 of 3] ${'b'.repeat(153)}`);
});

test('a time that is over for a finished text tells nothing', async () => {
  const { world, reassembly } = setUp();
  const [first, second] = parts('a'.repeat(200));
  assert.ok(first !== undefined && second !== undefined);
  await reassembly.add(first);
  const [wait] = world.waits.values();
  assert.ok(wait !== undefined);
  const { group } = wait.payload as { group: Group };
  const whole = await reassembly.add(second);
  assert.ok(whole.kind === 'whole');
  await whole.finish();
  assert.equal(world.waits.size, 0);
  assert.equal(await reassembly.timedOut(group), undefined);
});

test('a sender may have 20 open texts; finished and old ones do not count', async () => {
  const { clock, reassembly } = setUp();
  const begin = (reference: number) => {
    const [first] = parts('a'.repeat(200), { reference });
    assert.ok(first !== undefined);
    return reassembly.add(first);
  };
  for (let reference = 0; reference < 20; reference += 1) assert.equal((await begin(reference)).kind, 'kept');
  assert.equal((await begin(100)).kind, 'refused');
  const [, second] = parts('a'.repeat(200), { reference: 0 });
  assert.ok(second !== undefined);
  const whole = await reassembly.add(second);
  assert.ok(whole.kind === 'whole');
  await whole.finish();
  assert.equal((await begin(101)).kind, 'kept');
  assert.equal((await begin(102)).kind, 'refused');
  clock.advance(61_000);
  assert.equal((await begin(102)).kind, 'kept');
});

test('a text whose time is over is told again after a crash, though a late part came in between', async () => {
  const { world, reassembly } = setUp();
  const [first, second] = parts('a'.repeat(200));
  assert.ok(first !== undefined && second !== undefined);
  await reassembly.add(first);
  const [wait] = world.waits.values();
  assert.ok(wait !== undefined);
  const { group } = wait.payload as { group: Group };
  const once = await reassembly.timedOut(group);
  assert.equal((await reassembly.add(second)).kind, 'late');
  assert.deepEqual(await reassembly.timedOut(group), once);
});

test('a text whose last part was kept but not delivered comes whole when its time is over, under the same key', async () => {
  const { world, reassembly } = setUp();
  const [first, second] = parts('a'.repeat(200));
  assert.ok(first !== undefined && second !== undefined);
  await reassembly.add(first);
  const [wait] = world.waits.values();
  assert.ok(wait !== undefined);
  const whole = await reassembly.add(second);
  const { group } = wait.payload as { group: Group };
  const late = await reassembly.timedOut(group);
  assert.ok(whole.kind === 'whole');
  assert.deepEqual(late, { text: whole.text, dedupe: whole.dedupe });
});

test('another text under the same reference does not overwrite the parts of the first', async () => {
  const { reassembly } = setUp();
  const [first] = parts('a'.repeat(200));
  const [other, rest] = parts('b'.repeat(200));
  assert.ok(first !== undefined && other !== undefined && rest !== undefined);
  await reassembly.add(first);
  const clash = await reassembly.add(other);
  assert.ok(clash.kind === 'clash');
  assert.equal(clash.left?.text, `${'a'.repeat(153)}[part 2 of 2 is missing]`);
  await clash.discard();
  assert.equal((await reassembly.add(other)).kind, 'kept');
  const whole = await reassembly.add(rest);
  assert.equal(whole.kind === 'whole' && whole.text, 'b'.repeat(200));
});

test('the same text sent again later under the same reference is a text of its own', async () => {
  const { clock, reassembly } = setUp();
  const keys = [];
  for (let again = 0; again < 2; again += 1) {
    const [first, second] = parts('a'.repeat(200));
    assert.ok(first !== undefined && second !== undefined);
    await reassembly.add(first);
    const whole = await reassembly.add(second);
    assert.ok(whole.kind === 'whole');
    keys.push(whole.dedupe);
    // Not finished through `finish`, whose marks live by the time of the store, but as they end.
    const other = await reassembly.add({ ...first, octets: Buffer.from('x') });
    assert.ok(other.kind === 'clash');
    await other.discard();
    clock.advance(300_000);
  }
  assert.notEqual(keys[0], keys[1]);
});

test('neighbours in several codings are each read in their own', async () => {
  const { reassembly } = setUp();
  const place = (part: number) => ({ width: 16, reference: 9, total: 4, part }) as const;
  const common = { source: '+15551234567', destination: '*' };
  await reassembly.add({ ...common, place: place(4), dataCoding: 4, octets: Buffer.from('0102', 'hex') });
  await reassembly.add({ ...common, place: place(2), dataCoding: 8, octets: Buffer.from('0436', 'hex') });
  await reassembly.add({ ...common, place: place(3), dataCoding: 3, octets: Buffer.from('e7', 'hex') });
  const whole = await reassembly.add({ ...common, place: place(1), dataCoding: 0, octets: Buffer.from('00', 'hex') });
  assert.equal(whole.kind === 'whole' && whole.text, '@жç[data of 2 octets that is not text]');
});

test('the national tables of each part are kept with it', async () => {
  const { reassembly, make } = setUp();
  const place = (part: number) => ({ width: 8, reference: 9, total: 3, part }) as const;
  const common = { source: '+15551234567', destination: '*', dataCoding: 0, octets: Buffer.from('1b63', 'hex') };
  await reassembly.add({ ...common, place: place(1), shift: { locking: 0, single: 1 } });
  await reassembly.add({ ...common, place: place(3) });
  const whole = await make().add({ ...common, place: place(2), shift: { locking: 1, single: 0 } });
  // Turkish single shift, Turkish locking with the usual extension (which lacks 0x63), and none.
  assert.equal(whole.kind === 'whole' && whole.text, 'çcc');
});

test('data for a port is named once, with the size of all its parts', async () => {
  const { reassembly } = setUp();
  const place = (part: number) => ({ width: 8, reference: 9, total: 2, part }) as const;
  const common = { source: '+15551234567', destination: '*', dataCoding: 4, port: 9204 };
  await reassembly.add({ ...common, place: place(2), octets: Buffer.from('END:VCARD') });
  const whole = await reassembly.add({ ...common, place: place(1), octets: Buffer.from('BEGIN:VCARD') });
  assert.equal(whole.kind === 'whole' && whole.text, '[contact card (vCard) of 20 octets, which cannot be shown here]');
});

test('a character of a multi-byte set that was cut over two parts comes out whole', async () => {
  const { reassembly } = setUp();
  const place = (part: number) => ({ width: 8, reference: 9, total: 2, part }) as const;
  const common = { source: '+15551234567', destination: '*', dataCoding: 0x0e };
  await reassembly.add({ ...common, place: place(1), octets: Buffer.from('b0a1b3', 'hex') });
  const whole = await reassembly.add({ ...common, place: place(2), octets: Buffer.from('aa', 'hex') });
  assert.equal(whole.kind === 'whole' && whole.text, '가나');
});

test('an escape that was cut from its character over two parts is one character', async () => {
  const { reassembly } = setUp();
  const place = (part: number) => ({ width: 8, reference: 9, total: 2, part }) as const;
  const common = { source: '+15551234567', destination: '*', dataCoding: 0 };
  await reassembly.add({ ...common, place: place(2), octets: Buffer.from('65', 'hex') });
  const whole = await reassembly.add({ ...common, place: place(1), octets: Buffer.from('1b', 'hex') });
  assert.equal(whole.kind === 'whole' && whole.text, '€');
});

test('a new text that shares a part with the one before it, in another place, is put together', async () => {
  const { reassembly } = setUp();
  const [first, second] = parts(`${'a'.repeat(153)}${'b'.repeat(153)}`);
  assert.ok(first !== undefined && second !== undefined);
  await reassembly.add(first);
  const whole = await reassembly.add(second);
  assert.ok(whole.kind === 'whole');
  await whole.finish();
  assert.equal((await reassembly.add({ ...second, place: first.place })).kind, 'kept');
  const swapped = await reassembly.add({ ...first, place: second.place });
  assert.equal(swapped.kind === 'whole' && swapped.text, `${'b'.repeat(153)}${'a'.repeat(153)}`);
});

test('a repeat of a part that was delivered when the time was over is not delivered again', async () => {
  const { reassembly } = setUp();
  const [first, second, third] = parts(THREE);
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  await reassembly.add(first);
  const { source, destination, place } = first;
  const key = `parts:main|${source}|*|${place.width}|${place.reference}|${place.total}`;
  await reassembly.timedOut({ key, source, destination, total: 3 });
  assert.equal((await reassembly.add(first)).kind, 'repeat');
  const late = await reassembly.add(second);
  const again = await reassembly.add(second);
  assert.ok(late.kind === 'late' && again.kind === 'late');
  assert.equal(late.dedupe, again.dedupe);
  assert.equal((await reassembly.add(third)).kind, 'late');
});

test('parts that wait are there for hours more than their time, for the clock of the store may be put ahead', async () => {
  const { reassembly } = setUp();
  const [first, second] = parts(THREE, { reference: 91, source: '+15559990000' });
  assert.ok(first !== undefined && second !== undefined);
  assert.equal((await reassembly.add(first)).kind, 'kept');
  const ttl = async () => {
    const [key = ''] = await redis.client.keys('*parts:main|+15559990000|*|91|3');
    return await redis.client.ttl(key);
  };
  assert.ok((await ttl()) > 3600 * 12);
  const group: Group = { key: 'parts:main|+15559990000|*|8|91|3', source: '+15559990000', destination: '*', total: 3 };
  await reassembly.timedOut(group);
  assert.ok((await ttl()) <= 120);
  assert.equal((await reassembly.add(second)).kind, 'late');
  assert.ok((await ttl()) <= 120);
});

test('a new text that ends or begins as the one before it, under the same reference and at once, is whole', async () => {
  const { reassembly } = setUp();
  const deliver = async (all: readonly Part[]): Promise<string | undefined> => {
    let text: string | undefined;
    for (const part of all) {
      const added = await reassembly.add(part);
      if (added.kind !== 'whole') continue;
      text = added.text;
      await added.finish();
    }
    return text;
  };
  const [head, tail] = ['a'.repeat(153), 'z'.repeat(40)];
  const texts = [
    `${head}${tail}`,
    `${'b'.repeat(153)}${tail}`,
    `${'b'.repeat(153)}${'y'.repeat(40)}`,
    THREE,
    `${'a'.repeat(153)}${'b'.repeat(153)}other`,
    `${'x'.repeat(153)}${'b'.repeat(153)}other`,
  ];
  for (const text of texts) assert.equal(await deliver(parts(text)), text);
  // All of it once more is what a carrier repeats.
  assert.equal(await deliver(parts(texts.at(-1) ?? '')), undefined);
});

test('a part that the carrier repeats is not taken into the next text, which brings its own', async () => {
  const { reassembly } = setUp();
  const [one, other] = [parts(`${'a'.repeat(153)}the first text`), parts(`${'b'.repeat(153)}the second text`)];
  const [first, last] = one;
  const [begins, ends] = other;
  assert.ok(first !== undefined && last !== undefined && begins !== undefined && ends !== undefined);
  await reassembly.add(first);
  const whole = await reassembly.add(last);
  assert.ok(whole.kind === 'whole');
  await whole.finish();
  assert.equal((await reassembly.add(first)).kind, 'repeat');
  assert.equal((await reassembly.add(last)).kind, 'repeat');
  assert.equal((await reassembly.add(begins)).kind, 'kept');
  const next = await reassembly.add(ends);
  assert.equal(next.kind === 'whole' && next.text, `${'b'.repeat(153)}the second text`);
});
