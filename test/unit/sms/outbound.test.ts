import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HoldContext, Outcome } from '../../../gateways/gateway.js';
import { smsConfig } from '../../../gateways/sms/config.js';
import type { Departures } from '../../../gateways/sms/departures.js';
import { LocalRates } from '../../../gateways/sms/local-rates.js';
import { Outbound } from '../../../gateways/sms/outbound.js';
import type { Bind } from '../../../gateways/sms/smpp/bind.js';
import type { SubmitSm } from '../../../gateways/sms/smpp/pdu.js';
import type { SubmitAnswer } from '../../../gateways/sms/smpp/submits.js';
import { silentLog } from '../../../src/log.js';
import { FakeClock } from './support/fake-clock.js';
import { message } from './support/world.js';

async function turn(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

const status = (status: number): SubmitAnswer => ({ kind: 'answered', status, messageId: '1' });
const LOST: SubmitAnswer = { kind: 'lost', reason: 'the carrier did not answer in time' };

/** A bind whose submits are answered by the test. */
class FakeBind implements Bind {
  ready = true;
  readonly sent: { readonly sm: SubmitSm; readonly answer: (answer: SubmitAnswer) => void }[] = [];
  open = 0;
  /** Answers at once; unset: the test does. */
  script: ((sm: SubmitSm) => SubmitAnswer) | undefined;

  submit(sm: SubmitSm, done: (answer: SubmitAnswer) => void): void {
    this.open += 1;
    const answer = (given: SubmitAnswer): void => {
      this.open -= 1;
      done(given);
    };
    this.sent.push({ sm, answer });
    const { script } = this;
    if (script !== undefined) queueMicrotask(() => answer(script(sm)));
  }

  start(): void {}
  restart(): void {}
  stopTaking(): void {}
  async unbind(): Promise<void> {}
  close(): void {}
}

/** Messages of as many segments as their bodies have words, each segment its word. */
function open(more: object, binds: readonly FakeBind[]) {
  const clock = new FakeClock();
  const [carrier] = smsConfig.parse({
    domain: 'sms.example.org',
    carriers: [{ name: 'main', host: 'h', systemId: 'me', password: 'pw', binds: binds.length, ...more }],
  }).carriers;
  assert.ok(carrier);
  const rates: number[] = [];
  const context = {
    clock,
    log: silentLog,
    rates: new LocalRates(clock),
    metrics: { count: () => {}, gauge: (_: string, value: number) => rates.push(value) },
    wake: () => {},
    answeredLate: async () => {},
  } as unknown as HoldContext;
  const address = { ton: 1, npi: 1, value: '1' };
  const departures = {
    prepare: (_: unknown, { body }: { body: string }) => ({
      segments: body.split(' ').map((word) => ({
        source: address,
        destination: address,
        esmClass: 0,
        dataCoding: 0,
        registeredDelivery: 0,
        validityPeriod: '',
        serviceType: '',
        shortMessage: Buffer.from(word),
      })),
      wanted: () => true,
      notSent: () => {},
    }),
  } as unknown as Departures;
  const outbound = new Outbound({ carrier, context, departures });
  outbound.use(binds);
  return { clock, outbound, rates };
}

const wordsOf = ({ sent }: FakeBind) => sent.map(({ sm }) => sm.shortMessage.toString());

test('the rest of a message goes over a bind that is up, and one that is down takes no room', async () => {
  const [first, second] = [new FakeBind(), new FakeBind()];
  const { clock, outbound } = open({}, [first, second]);
  second.ready = false;
  const outcomes: Outcome[] = [];
  outbound.submit(message('a b c'), (outcome) => outcomes.push(outcome));
  first.sent[0]?.answer(status(0));
  first.sent[1]?.answer(status(0x14));
  first.sent[2]?.answer(status(0x14));
  first.ready = false;
  outbound.lost(first, 'the connection closed');
  clock.advance(6000);
  await turn();
  assert.equal(outbound.open, 1);
  second.ready = true;
  second.script = () => status(0);
  // Half of the 20 a second that it began with: the carrier had too much.
  for (let time = 0; time < 20; time += 1) {
    clock.advance(100);
    await turn();
  }
  assert.deepEqual(wordsOf(second), ['b', 'c']);
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['accepted'],
  );
  assert.equal(outbound.open, 0);
});

test('what waits for a bind that is down counts for nobody else', async () => {
  const [first, second] = [new FakeBind(), new FakeBind()];
  const { outbound, clock } = open({ rate: 10, window: 10 }, [first, second]);
  clock.advance(1000);
  second.ready = false;
  outbound.submit(message('a b c d e f'), () => {});
  first.ready = false;
  second.ready = true;
  assert.equal(outbound.free(), 1);
});

test('a lost answer is no refusal, and is remembered with the message', async () => {
  const bind = new FakeBind();
  const { outbound } = open({ unknownOutcome: 'resend' }, [bind]);
  const sent = message('a');
  const outcomes: string[] = [];
  for (const answer of [LOST, LOST, LOST, status(0x08), status(0x0b), status(0x0b)]) {
    bind.script = () => answer;
    outbound.submit(sent, ({ kind }) => outcomes.push(kind));
    await turn();
  }
  assert.deepEqual(outcomes, ['retry', 'retry', 'retry', 'retry', 'unknown', 'rejected']);
});

test('one phone whose queue is full does not slow the others', async () => {
  const bind = new FakeBind();
  const { clock, outbound, rates } = open({ rate: 100 }, [bind]);
  const poisoned = message('full');
  const outcomes: Outcome[] = [];
  bind.script = (sm) => status(sm.shortMessage.toString() === 'full' ? 0x14 : 0);
  let taken = 0;
  let waits = false;
  for (let ms = 0; ms < 60_000; ms += 10) {
    while (outbound.free() > 0) {
      const first = !waits;
      waits = true;
      if (!first) {
        outbound.submit(message('other'), ({ kind }) => {
          if (kind === 'accepted') taken += 1;
        });
        continue;
      }
      outbound.submit(poisoned, (outcome) => {
        outcomes.push(outcome);
        if (outcome.kind !== 'retry') return;
        clock.after(outcome.after, () => {
          waits = false;
        });
      });
    }
    clock.advance(10);
    await turn();
  }
  // A minute at 100 a second, but for two pauses of 5 and 10 s at most and a rate that grows back.
  assert.ok(taken > 3000, `${taken}`);
  assert.ok(Math.min(...rates) >= 25);
  assert.deepEqual(
    outcomes.slice(-2).map((outcome) => outcome.kind),
    ['retry', 'elsewhere'],
  );
});

test('a carrier that has too much of everything is slowed down for, whichever message it refuses', async () => {
  const bind = new FakeBind();
  const { clock, outbound } = open({}, [bind]);
  bind.script = () => status(0x14);
  const [one, two] = [message('a'), message('b')];
  const scopes: unknown[] = [];
  for (let time = 0; time < 4; time += 1) {
    for (const sent of [one, two]) {
      outbound.submit(sent, (outcome) => scopes.push(outcome.kind === 'retry' && outcome.scope));
    }
    await turn();
    assert.equal(outbound.free(), 0);
    clock.advance(31_000);
    await turn();
  }
  assert.deepEqual(new Set(scopes), new Set(['lane']));
});
