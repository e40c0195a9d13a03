import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { fromBase32, toBase32 } from '../../../../gateways/email/policy/base32.js';
import { type ReplyBinding, ReplyTokens } from '../../../../gateways/email/policy/reply-tokens.js';
import { Tokens } from '../../../../gateways/email/policy/tokens.js';
import { bouncePayload, readBouncePayload } from '../../../../gateways/email/policy/verp.js';
import { newEnvelopeId } from '../../../../src/lanes/envelope.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

const KEY = Buffer.alloc(32, 1);
const DAY = 86_400_000;

const payloads = fc.uint8Array({ minLength: 17, maxLength: 17 });
const separators = fc.constantFrom('+' as const, '-' as const, '' as const);
const purposes = fc.constantFrom('reply' as const, 'bounces' as const);

/** The payload that a local part brings back, in hexadecimal, or why it brings none. */
function readBy(tokens: Tokens, local: string): string | undefined {
  const result = tokens.read(local);
  return result === undefined || result.state === 'forged'
    ? result?.state
    : `${result.state} ${result.purpose} ${result.token.payload.toString('hex')}`;
}

describe('base32', () => {
  it('is that of RFC 4648 in small letters', () => {
    for (const [text, encoded] of [
      ['', ''],
      ['f', 'my'],
      ['fo', 'mzxq'],
      ['foo', 'mzxw6'],
      ['foob', 'mzxw6yq'],
      ['fooba', 'mzxw6ytb'],
      ['foobar', 'mzxw6ytboi'],
    ] as const) {
      assert.equal(toBase32(Buffer.from(text)), encoded);
      assert.equal(fromBase32(encoded)?.toString(), text);
      assert.equal(fromBase32(encoded.toUpperCase())?.toString(), text);
    }
  });

  it('has one form for each content, and nothing else is read', () => {
    for (const text of ['m', 'mz9', 'mzx', 'mz', 'm!', 'mzxw6ytbo', 'mzxw6ytboj', 'ä'])
      assert.equal(fromBase32(text), undefined, text);
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => assert.deepEqual(fromBase32(toBase32(octets)), Buffer.from(octets))),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcdefgz234567'), maxLength: 30 }), (text) => {
        const octets = fromBase32(text);
        if (octets !== undefined) assert.equal(toBase32(octets), text);
      }),
    );
  });
});

describe('an address with a token', () => {
  const clock = new ManualClock();
  const tokens = (separator: '+' | '-' | '' = '+', key = KEY) => new Tokens({ key, clock, separator });

  it('is what it was defined to be', () => {
    // 2023-11-14T22:13:20Z and ten days end in the course of day 19685 since 1970, and the token with that day: 0x4ce6.
    const signed = Buffer.concat([Buffer.alloc(17, 7), Buffer.from([0x4c, 0xe6])]);
    const mac = createHmac('sha256', KEY).update('reply\0').update(signed).digest().subarray(0, 13);
    const local = tokens().make('reply', Buffer.alloc(17, 7), 10 * DAY);
    assert.equal(local, `reply+${toBase32(Buffer.concat([signed, mac]))}`);
    assert.deepEqual(tokens().read(local), {
      state: 'good',
      purpose: 'reply',
      token: { payload: Buffer.alloc(17, 7), expires: 0x4ce6 * DAY },
    });
  });

  it('fits a local part, is ASCII, and comes back', () => {
    fc.assert(
      fc.property(payloads, purposes, separators, (payload, purpose, separator) => {
        const local = tokens(separator).make(purpose, payload, DAY);
        assert.ok(Buffer.byteLength(local) <= 64);
        assert.match(local, /^[a-z0-9+-]+$/);
        assert.equal(readBy(tokens(), local), `good ${purpose} ${Buffer.from(payload).toString('hex')}`);
      }),
    );
  });

  it('survives what mail programs, mail servers and people do to it', () => {
    const marks = fc.constantFrom('+', '-', '=', '_', '#', '*', '~', '/', ' ', '%2b', '%2B', '');
    const cases = fc.infiniteStream(fc.boolean());
    const dots = fc.array(fc.nat(50), { maxLength: 5 });
    const around = fc.constantFrom(
      (local: string) => local,
      (local: string) => `"${local}"`,
      (local: string) => `SRS0=Ab1C=XY=mail.example.org=${local}`,
      (local: string) => `prvs=1234abcdef=${local}`,
      (local: string) => `${local}=mail.example.org`,
      (local: string) => `forward+${local}`,
    );
    fc.assert(
      fc.property(payloads, purposes, marks, cases, dots, around, (payload, purpose, mark, upper, places, wrap) => {
        const made = tokens().make(purpose, payload, DAY);
        let text = [...made.slice(purpose.length + 1)]
          .map((one) => (upper.next().value ? one.toUpperCase() : one))
          .join('');
        for (const place of places) text = `${text.slice(0, place)}.${text.slice(place)}`;
        const written = wrap(`${upper.next().value ? purpose.toUpperCase() : purpose}${mark}${text}`);
        assert.equal(readBy(tokens(), written), `good ${purpose} ${Buffer.from(payload).toString('hex')}`, written);
      }),
    );
  });

  it('survives a server that cuts addresses at a plus sign, where it was made without one', () => {
    fc.assert(
      fc.property(payloads, purposes, fc.constantFrom('-' as const, '' as const), (payload, purpose, separator) => {
        const [cut = ''] = tokens(separator).make(purpose, payload, DAY).split('+');
        assert.equal(readBy(tokens(), cut), `good ${purpose} ${Buffer.from(payload).toString('hex')}`);
      }),
    );
  });

  it('read out by a person has letters for digits that look like them', () => {
    const local = tokens().make('reply', Buffer.alloc(17, 0xff), DAY);
    const [word = '', token = ''] = local.split('+');
    const typed = `${word}+${token.replaceAll('o', '0').replaceAll('l', '1').replaceAll('b', '8')}`;
    assert.equal(readBy(tokens(), typed), readBy(tokens(), local));
  });

  it('cannot be changed, nor made without the key, nor for another purpose', () => {
    const alphabet = [...'abcdefghijklmnopqrstuvwxyz234567'];
    fc.assert(
      fc.property(payloads, fc.nat(51), fc.constantFrom(...alphabet), (payload, place, letter) => {
        const local = tokens().make('reply', payload, DAY);
        const at = 'reply+'.length + place;
        fc.pre(local[at] !== letter);
        assert.equal(readBy(tokens(), `${local.slice(0, at)}${letter}${local.slice(at + 1)}`), 'forged');
      }),
    );
    fc.assert(
      fc.property(payloads, (payload) => {
        const local = tokens('+', Buffer.alloc(32, 2)).make('reply', payload, DAY);
        assert.equal(readBy(tokens(), local), 'forged');
        assert.equal(readBy(tokens(), tokens().make('reply', payload, DAY).replace('reply', 'bounces')), 'forged');
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...alphabet), minLength: 52, maxLength: 52 }), (text) =>
        assert.equal(readBy(tokens(), `reply+${text}`), 'forged'),
      ),
    );
  });

  it('is none where there is no token, whatever it is', () => {
    for (const local of [
      '',
      'reply',
      'reply+',
      'romeo',
      'reply+abc',
      'bounces',
      `reply+${'a'.repeat(53)}`,
      `replies+${'a'.repeat(52)}`,
    ]) {
      assert.equal(tokens().read(local), undefined, local);
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void tokens().read(text)));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void tokens().read(`reply+${text}`)));
    const began = performance.now();
    tokens().read('reply'.repeat(1_000_000));
    assert.ok(performance.now() - began < 2000);
  });

  it('ends, and is known to have ended', () => {
    const moving = new ManualClock();
    const own = new Tokens({ key: KEY, clock: moving });
    const local = own.make('bounces', Buffer.alloc(17), 2 * DAY);
    moving.advance(2 * DAY - 1);
    assert.equal(own.read(local)?.state, 'good');
    moving.advance(DAY + 1);
    assert.equal(own.read(local)?.state, 'expired');
  });
});

describe('the envelope sender of a mail', () => {
  it('tells which mail and which recipient it was', () => {
    assert.equal(
      bouncePayload({ envelope: 'eAAAAAAAAAAAAAAAAAAAAA', recipient: 1023 })?.toString('hex'),
      '00000000000000000000000000000003ff',
    );
    assert.equal(
      bouncePayload({ envelope: 'e_____________________', recipient: 0 })?.toString('hex'),
      'fffffffffffffffffffffffffffffffc00',
    );
    fc.assert(
      fc.property(fc.nat(1023), (recipient) => {
        const sent = { envelope: newEnvelopeId(), recipient };
        const payload = bouncePayload(sent);
        assert.ok(payload !== undefined);
        assert.deepEqual(readBouncePayload(payload), sent);
      }),
    );
  });

  it('is none for what does not fit', () => {
    const envelope = newEnvelopeId();
    for (const sent of [
      { envelope: 'x', recipient: 0 },
      { envelope: `${envelope}a`, recipient: 0 },
      { envelope, recipient: 1024 },
      { envelope, recipient: -1 },
      { envelope, recipient: 0.5 },
    ]) {
      assert.equal(bouncePayload(sent), undefined);
    }
  });
});

describe('the address of a conversation', () => {
  let redis: TestStore;
  before(async () => {
    redis = await testStore();
  });
  after(() => redis.close());

  const binding: ReplyBinding = { account: 'romeo@example.org', born: 3, contact: 'alice@example.com', thread: 't' };
  const begin = () => {
    const clock = new ManualClock();
    const tokens = new Tokens({ key: KEY, clock });
    return {
      clock,
      tokens: new ReplyTokens({ tokens, key: Buffer.alloc(32, 9), kv: redis.store.kv('email'), clock, ttl: 10 * DAY }),
    };
  };

  it('is the same for the same one, and leads back to it', async () => {
    const { tokens } = begin();
    const local = await tokens.issue(binding);
    assert.equal(await tokens.issue(binding), local);
    assert.notEqual(await tokens.issue({ ...binding, thread: 'u' }), local);
    assert.notEqual(await tokens.issue({ ...binding, born: 4 }), local);
    assert.deepEqual(await tokens.resolve(local.toUpperCase()), { state: 'good', binding, once: undefined });
    assert.deepEqual(await begin().tokens.resolve(local), { state: 'good', binding, once: undefined });
  });

  it('for one answer is good for one', async () => {
    const { tokens } = begin();
    const [local, other] = [await tokens.issue(binding, true), await tokens.issue(binding, true)];
    assert.notEqual(local, other);
    const first = await tokens.resolve(local);
    assert.ok(first?.state === 'good' && first.once !== undefined);
    // Asked for again before the answer is taken in: it still counts.
    assert.equal((await tokens.resolve(local))?.state, 'good');
    assert.ok(await tokens.spend(first.once));
    assert.ok(!(await tokens.spend(first.once)));
    assert.deepEqual(await tokens.resolve(local), { state: 'used' });
    assert.equal((await tokens.resolve(other))?.state, 'good');
  });

  it('leads nowhere when it is over, forged, or of another kind', async () => {
    const { tokens, clock } = begin();
    const local = await tokens.issue(binding);
    clock.advance(11 * DAY);
    assert.deepEqual(await tokens.resolve(local), { state: 'expired' });
    assert.deepEqual(await tokens.resolve(`reply+${'a'.repeat(52)}`), { state: 'forged' });
    const plain = new Tokens({ key: KEY, clock });
    assert.equal(await tokens.resolve(plain.make('bounces', Buffer.alloc(17), DAY)), undefined);
    assert.deepEqual(await tokens.resolve(plain.make('reply', Buffer.alloc(17), DAY)), { state: 'expired' });
    assert.equal(await tokens.resolve('romeo'), undefined);
  });

  it('is kept as long as it counts, however often it is given out', async () => {
    const { tokens, clock } = begin();
    for (let day = 0; day < 30; day += 1) {
      const local = await tokens.issue({ ...binding, thread: 'long' });
      assert.equal((await tokens.resolve(local))?.state, 'good');
      clock.advance(DAY);
    }
  });
});
