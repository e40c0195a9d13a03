import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CollectedSpan, TraceCollector } from '../../sandbox/trace-collector.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';
import { until } from '../support/until.js';

describe('traces over lanes', () => {
  let collector: TraceCollector;
  let world: E2eWorld;
  before(async () => {
    collector = await TraceCollector.start();
    world = await E2eWorld.start({ software: 'prosody', config: { telemetry: { otlp: collector.url, sample: 1 } } });
  });
  after(async () => {
    await world.stop();
    await collector.stop();
  });

  /** The spans of the trace that holds one of this name, once there are as many as that. */
  const traceWith = async (name: string, count: number): Promise<readonly CollectedSpan[]> => {
    let found: readonly CollectedSpan[] = [];
    await until(() => {
      const one = collector.spans.find((span) => span.name === name);
      found = collector.spans.filter((span) => span.traceId === one?.traceId);
      return found.length >= count;
    }, `${count} spans around ${name}`);
    return found.toSorted((first, second) => (first.start < second.start ? -1 : 1));
  };

  it('tell the way of a message to a phone up to the report of its delivery, and of its receipt nothing', async () => {
    const romeo = await world.registered('romeo');
    const phone = world.newPhone();
    collector.spans.length = 0;
    await romeo.send(
      `<message to="${world.jidOf(phone)}" type="chat" id="t1"><body>Wherefore art thou</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    const spans = await traceWith('report sms', 4);
    const names = new Set(spans.map(({ name }) => name));
    assert.deepEqual(names, new Set(['receive xmpp', 'lane sms.main.0', 'submit sms', 'report sms']));
    const [root] = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    assert.equal(root?.name, 'receive xmpp');
    for (const span of spans) if (span !== root) assert.equal(span.parentSpanId, root?.spanId, span.name);
    assert.equal(new Set(spans.map(({ attributes }) => attributes['isthmus.envelope'])).size, 1);
    const submitted = spans.find(({ name }) => name === 'submit sms');
    assert.deepEqual([submitted?.attributes['isthmus.outcome'], submitted?.failed], ['accepted', false]);
  });

  it('tell the way of a text to the XMPP server', async () => {
    await world.smsc.deliver({ from: `+1202555${String(1001)}`, to: OURS, text: 'Deny thy father' });
    const spans = await traceWith('receive sms', 3);
    const lane = `lane xmpp.${world.gateway}.0`;
    assert.deepEqual(new Set(spans.map(({ name }) => name)), new Set(['receive sms', lane, 'submit xmpp']));
  });

  it('hold no address and no text, and are all of the form', () => {
    assert.deepEqual(collector.faults, []);
    assert.doesNotMatch(collector.text, /\+1202555|romeo|Wherefore|father/);
  });
});

describe('a trace that a monitoring system has begun', () => {
  const TOKEN = 'token-of-the-script';
  const TRACE = '0af7651916cd43dd8448eb211c80319c';
  let collector: TraceCollector;
  let world: AlertsWorld;
  before(async () => {
    collector = await TraceCollector.start();
    world = await AlertsWorld.start({
      people: ['juliet'],
      book: (people) => ({
        sources: { script: { kind: 'json', token: TOKEN } },
        people: { juliet: { xmpp: people.juliet?.jid } },
        routes: [{ name: 'first', groupBy: 'all', groupWait: '0s', to: 'juliet' }],
      }),
      config: { telemetry: { otlp: collector.url, sample: 0 } },
    });
  });
  after(async () => {
    await world.stop();
    await collector.stop();
  });

  it('goes on with its alert, from the request to the lane of its group, and others are not traced', async () => {
    const post = async (headers: Record<string, string>, title: string): Promise<void> => {
      const response = await fetch(`${world.base}/alerts/v1/script`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ title, severity: 'error', labels: { title } }),
      });
      assert.equal(response.status, 200, await response.text());
    };
    await post({}, 'Not traced');
    await post({ traceparent: `00-${TRACE}-b7ad6b7169203331-01` }, 'Traced');
    await until(() => collector.spans.some(({ name }) => name === 'work alerts'), 'the alert was worked');
    assert.deepEqual(new Set(collector.spans.map(({ traceId }) => traceId)), new Set([TRACE]));
    const root = collector.spans.find(({ name }) => name.startsWith('POST '));
    assert.equal(root?.parentSpanId, 'b7ad6b7169203331');
    const work = collector.spans.filter(({ name }) => name === 'work alerts' || name.startsWith('lane alerts.'));
    assert.ok(work.length >= 2);
    for (const span of work) assert.equal(span.parentSpanId, root?.spanId, span.name);
    assert.deepEqual(collector.faults, []);
  });
});
