import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AddressSet } from '../../../../gateways/email/policy/address-set.js';
import { AddressRules, recipientProblem } from '../../../../gateways/email/policy/domains.js';
import { HeldMails } from '../../../../gateways/email/policy/held-mails.js';
import { KnownSenders } from '../../../../gateways/email/policy/known-senders.js';
import { decideOnSender, type SenderFacts } from '../../../../gateways/email/policy/unknown-senders.js';
import { policyTexts } from '../../../../gateways/email/texts/policy.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

let redis: TestStore;
before(async () => {
  redis = await testStore();
});
after(() => redis.close());

const ROMEO = 'romeo@example.org';

describe('a set of addresses', () => {
  const set = new AddressSet([
    'Alice@Example.com',
    'sub.example',
    '@only.example',
    'bücher.example',
    '',
    '@',
    'no such',
  ]);
  it('knows addresses, domains with all below them, and domains alone', () => {
    for (const [address, expected] of [
      ['alice@example.com', 'address'],
      ['ALICE@EXAMPLE.COM', 'address'],
      ['bob@example.com', undefined],
      ['bob@sub.example', 'domain'],
      ['bob@a.b.sub.example', 'domain'],
      ['bob@notsub.example', undefined],
      ['bob@only.example', 'domain'],
      ['bob@a.only.example', undefined],
      ['bob@xn--bcher-kva.example', 'domain'],
      ['bob@bücher.example', 'domain'],
      ['sub.example', 'domain'],
      ['', undefined],
      ['@', undefined],
      ['"a@sub.example"@x.example', undefined],
    ] as const) {
      assert.equal(set.match(address), expected, address);
    }
    assert.equal(set.size, 4);
  });
});

describe('rules for addresses', () => {
  it('go from the address to the domain, and deny before they allow', () => {
    const rules = new AddressRules({
      allow: ['good.example', 'friend@bad.example', 'both@both.example'],
      deny: ['bad.example', 'eve@good.example', 'both@both.example'],
    });
    for (const [address, expected] of [
      ['a@good.example', undefined],
      ['eve@good.example', 'denied'],
      ['a@bad.example', 'denied'],
      ['friend@bad.example', undefined],
      ['both@both.example', 'denied'],
      ['a@other.example', 'not-allowed'],
    ] as const) {
      assert.equal(rules.refusal(address), expected, address);
    }
  });

  it('are none where none are given, and deny alone leaves the rest', () => {
    assert.equal(new AddressRules({ allow: [], deny: [] }).refusal('a@b.example'), undefined);
    const deny = new AddressRules({ allow: [], deny: ['bad.example'] });
    assert.equal(deny.refusal('a@b.example'), undefined);
    assert.equal(recipientProblem(deny, 'a@b.example'), undefined);
    const problem = recipientProblem(deny, 'a@bad.example');
    assert.equal(problem?.condition, 'not-allowed');
    assert.ok((problem?.text.key ?? '') in policyTexts.en);
    assert.ok('email.policy.recipient-not-allowed' in policyTexts.en);
  });
});

describe('whom a user knows', () => {
  const begin = () => {
    const clock = new ManualClock();
    return { clock, known: new KnownSenders({ kv: redis.store.kv(`email-${Math.random()}`), clock }) };
  };

  it('is who was written to, in whatever form the address is', async () => {
    const { known, clock } = begin();
    await known.wrote(ROMEO, ['Alice@Example.com', 'a@xn--bcher-kva.example']);
    assert.deepEqual(await known.of(ROMEO, 'alice@example.com'), { written: clock.now() });
    assert.deepEqual(await known.of(ROMEO, 'A@bücher.example'), { written: clock.now() });
    assert.deepEqual(await known.of(ROMEO, 'bob@example.com'), {});
    assert.deepEqual(await known.of('juliet@example.org', 'alice@example.com'), {});
  });

  it('is noted anew only after some time', async () => {
    const { known, clock } = begin();
    const first = clock.now();
    await known.wrote(ROMEO, ['a@b.example']);
    clock.advance(3_600_000);
    await known.wrote(ROMEO, ['a@b.example']);
    assert.deepEqual(await known.of(ROMEO, 'a@b.example'), { written: first });
    clock.advance(6 * 3_600_000);
    await known.wrote(ROMEO, ['a@b.example']);
    assert.deepEqual(await known.of(ROMEO, 'a@b.example'), { written: clock.now() });
  });

  it('is accepted, blocked or important, one by one or by domain, the address before its domain', async () => {
    const { known, clock } = begin();
    const at = clock.now();
    assert.ok(await known.mark(ROMEO, 'a@b.example', 'accepted', true));
    assert.ok(await known.mark(ROMEO, '@B.example', 'blocked', true));
    assert.ok(await known.mark(ROMEO, '@B.example', 'important', true));
    assert.deepEqual(await known.of(ROMEO, 'a@b.example'), { accepted: at, important: at });
    assert.deepEqual(await known.of(ROMEO, 'c@b.example'), { blocked: at, important: at });
    assert.deepEqual(await known.of(ROMEO, 'c@x.b.example'), {});
    assert.ok(await known.mark(ROMEO, 'a@b.example', 'blocked', true));
    assert.deepEqual(await known.of(ROMEO, 'a@b.example'), { blocked: at, important: at });
    assert.deepEqual(await known.list(ROMEO, 'blocked'), [
      { who: '@b.example', since: at },
      { who: 'a@b.example', since: at },
    ]);
    assert.ok(await known.mark(ROMEO, 'a@b.example', 'blocked', false));
    assert.ok(await known.mark(ROMEO, '@b.example', 'blocked', false));
    assert.deepEqual(await known.list(ROMEO, 'blocked'), []);
    assert.deepEqual(await known.of(ROMEO, 'a@b.example'), { important: at });
  });

  it('is forgotten with the user', async () => {
    const { known } = begin();
    await known.wrote(
      ROMEO,
      Array.from({ length: 40 }, (_, at) => `a${at}@b.example`),
    );
    assert.equal((await known.list(ROMEO, 'written')).length, 40);
    await known.forget(ROMEO);
    assert.deepEqual(await known.list(ROMEO, 'written'), []);
  });

  it('never grows without end; what the user has set stays', async () => {
    const { known, clock } = begin();
    await known.mark(ROMEO, 'a@b.example', 'blocked', true);
    for (let round = 0; round < 30; round += 1) {
      clock.advance(1000);
      await known.wrote(
        ROMEO,
        Array.from({ length: 1000 }, (_, at) => `a${round}-${at}@b.example`),
      );
      for (let at = 0; at < 100; at += 1) await known.of(ROMEO, `a${round}-${at}@b.example`);
    }
    const written = await known.list(ROMEO, 'written');
    assert.ok(written.length < 32 * 256 + 1000, String(written.length));
    // The newest are there, the oldest are not.
    assert.ok(written.some(({ who }) => who.startsWith('a29-')));
    assert.ok(!written.some(({ who }) => who.startsWith('a0-')));
    assert.equal((await known.list(ROMEO, 'blocked')).length, 1);
  });

  it('is refused where the user has set more than anybody needs', async () => {
    const { known } = begin();
    let refused = false;
    for (let at = 0; at < 32 * 256 + 1 && !refused; at += 200) {
      const marks = Array.from({ length: 200 }, (_, one) =>
        known.mark(ROMEO, `b${at + one}@b.example`, 'blocked', true),
      );
      refused = (await Promise.all(marks)).includes(false);
    }
    assert.ok(refused);
  });
});

describe('mail of a stranger', () => {
  const facts: SenderFacts = { known: {}, listedImportant: false, answers: false, reports: false, authentic: true };
  const decide = (more: Partial<SenderFacts>, strangers: 'deliver' | 'ask' | 'leave' = 'ask') => {
    const decision = decideOnSender({ ...facts, ...more }, strangers);
    return decision.action === 'deliver' && decision.important ? 'important' : decision.action;
  };

  it('goes as the user wishes', () => {
    for (const wish of ['deliver', 'ask', 'leave'] as const) assert.equal(decide({}, wish), wish);
  });

  it('comes where it is none: known, accepted, important, an answer, a report', () => {
    assert.equal(decide({ known: { written: 1 } }), 'deliver');
    assert.equal(decide({ known: { accepted: 1 } }), 'deliver');
    assert.equal(decide({ known: { important: 1 } }), 'important');
    assert.equal(decide({ listedImportant: true }), 'important');
    assert.equal(decide({ answers: true }, 'leave'), 'deliver');
    assert.equal(decide({ reports: true, known: { blocked: 1 } }, 'leave'), 'deliver');
  });

  it('does not come where it only says that it is none', () => {
    for (const known of [{ written: 1 }, { accepted: 1 }, { important: 1 }])
      assert.equal(decide({ known, authentic: false }), 'ask');
    assert.equal(decide({ listedImportant: true, authentic: false }, 'leave'), 'leave');
    assert.equal(decide({ listedImportant: true, authentic: false }, 'deliver'), 'deliver');
  });

  it('does not come where its sender is blocked', () => {
    assert.equal(decide({ known: { blocked: 1, written: 1, important: 1 }, answers: true }, 'deliver'), 'block');
    assert.equal(decide({ known: { blocked: 1 }, authentic: false }, 'deliver'), 'block');
  });
});

describe('held mail', () => {
  const begin = () => {
    const clock = new ManualClock();
    return {
      clock,
      held: new HeldMails<{ readonly n: number }>({ kv: redis.store.kv(`held-${Math.random()}`), clock }),
    };
  };

  it('waits in order until the user has decided, asked about once', async () => {
    const { held, clock } = begin();
    assert.equal(await held.hold('a', 'x@b.example', 'm2', { n: 2 }), 'first');
    clock.advance(1);
    assert.equal(await held.hold('a', 'x@b.example', 'm1', { n: 1 }), 'more');
    assert.equal(await held.hold('a', 'x@b.example', 'm2', { n: 9 }), 'more');
    assert.deepEqual(await held.of('a', 'x@b.example'), [{ n: 2 }, { n: 1 }]);
    assert.deepEqual(await held.of('a', 'x@b.example'), [{ n: 2 }, { n: 1 }]);
    assert.deepEqual(await held.of('b', 'x@b.example'), []);
    await held.clear('a', 'x@b.example');
    assert.deepEqual(await held.of('a', 'x@b.example'), []);
    assert.deepEqual(await held.list('a'), []);
    assert.equal(await held.hold('a', 'x@b.example', 'm3', { n: 3 }), 'first');
  });

  it('never grows without end', async () => {
    const { held, clock } = begin();
    for (let at = 0; at < 20; at += 1) await held.hold('a', 'x@b.example', `m${at}`, { n: at });
    assert.equal(await held.hold('a', 'x@b.example', 'm20', { n: 20 }), 'full');
    for (let at = 1; at < 100; at += 1) {
      clock.advance(1);
      assert.equal(await held.hold('a', `x${at}@b.example`, 'm', { n: 0 }), 'first');
    }
    assert.equal(await held.hold('a', 'y@b.example', 'm', { n: 0 }), 'full');
    const waiting = await held.list('a');
    assert.deepEqual(
      [waiting.length, waiting[0]?.contact, waiting[99]?.contact],
      [100, 'x@b.example', 'x99@b.example'],
    );
    const large = new HeldMails<string>({ kv: redis.store.kv('held-large'), clock });
    assert.equal(await large.hold('a', 'x@b.example', 'm', 'x'.repeat(70_000)), 'full');
    await held.forget('a');
    assert.deepEqual([await held.list('a'), await held.of('a', 'x@b.example')], [[], []]);
  });
});
