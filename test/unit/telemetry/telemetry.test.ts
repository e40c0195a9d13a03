import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TraceCollector } from '../../../sandbox/trace-collector.js';
import { systemClock } from '../../../src/clock.js';
import { Metrics } from '../../../src/core/metrics.js';
import { OtlpExporter } from '../../../src/core/telemetry/otlp-exporter.js';
import { readTraceparent, writeTraceparent } from '../../../src/core/telemetry/trace-context.js';
import { Tracer } from '../../../src/core/telemetry/tracer.js';
import { silentLog } from '../../../src/log.js';
import { MetricsPage } from '../../support/metrics-page.js';

const GIVEN = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a traceparent', () => {
  it('is read and written as W3C has it', () => {
    const context = readTraceparent(GIVEN);
    assert.deepEqual(context, {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      sampled: true,
    });
    assert.equal(context && writeTraceparent(context), GIVEN);
    assert.equal(readTraceparent(GIVEN.replace(/01$/, '00'))?.sampled, false);
  });

  it('that is none is nothing', () => {
    for (const text of [
      '',
      'ff-',
      GIVEN.slice(3),
      GIVEN.toUpperCase(),
      `${GIVEN}-x`,
      GIVEN.replace(/-b.{15}/, `-${'0'.repeat(16)}`),
    ]) {
      assert.equal(readTraceparent(text), undefined, text);
    }
  });
});

describe('the tracer', () => {
  let collector: TraceCollector;
  const metrics = new Metrics();
  const tracerOf = (sample: number, random = 0.5): readonly [Tracer, OtlpExporter] => {
    const settings = { otlp: `${collector.url}/`, sample, token: 'let-me-in' };
    const resource = [{ key: 'service.name', value: { stringValue: 'isthmus' } }];
    const exporter = new OtlpExporter(settings, resource, { metrics, clock: systemClock, log: silentLog });
    return [new Tracer(exporter, { sample, clock: systemClock, random: () => random }), exporter];
  };
  before(async () => {
    collector = await TraceCollector.start();
  });
  after(async () => await collector.stop());

  it('takes its part of what comes, and whatever has decided it already', () => {
    const [tracer] = tracerOf(0.4);
    assert.equal(tracer.begin(), undefined);
    assert.equal(tracer.begin(GIVEN.replace(/01$/, '00')), undefined);
    const taken = tracer.begin(GIVEN);
    assert.equal(taken?.parent, 'b7ad6b7169203331');
    assert.match(taken?.trace ?? '', /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    assert.notEqual(tracerOf(0.4, 0.3)[0].begin(), undefined);
  });

  it('gives a collector spans of one trace, the first with the parent that was given', async () => {
    const [tracer, exporter] = tracerOf(1);
    await tracer.serve('GET /x', GIVEN, async () => {
      const trace = tracer.current ?? '';
      tracer.left({ id: 'e1', at: systemClock.now() - 5, trace }, 'sms.0');
      tracer.settled({ id: 'e1', trace }, { name: 'submit sms', outcome: 'rejected', error: 'sms.refused' });
    });
    await exporter.flush();
    const told = collector.spans.map(({ name, traceId, parentSpanId, kind, failed }) => ({
      name,
      traceId,
      parentSpanId,
      kind,
      failed,
    }));
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const [, , request] = collector.spans;
    const parentSpanId = request?.spanId;
    assert.deepEqual(told, [
      { name: 'lane sms.0', traceId, parentSpanId, kind: 5, failed: false },
      { name: 'submit sms', traceId, parentSpanId, kind: 3, failed: true },
      { name: 'GET /x', traceId, parentSpanId: 'b7ad6b7169203331', kind: 2, failed: false },
    ]);
    assert.deepEqual(
      [[...collector.tokens], [...collector.services], collector.faults],
      [['Bearer let-me-in'], ['isthmus'], []],
    );
  });

  it('waits for no collector: what it does not take is dropped and counted', async () => {
    const [tracer, exporter] = tracerOf(1);
    collector.status = 503;
    const begun = tracer.begin();
    for (let at = 0; at < 5000; at++) {
      tracer.tell({ trace: begun?.trace ?? '', name: 'x', kind: 'internal', from: 0, attributes: {} });
    }
    await exporter.flush();
    const page = new MetricsPage(await metrics.registry.metrics());
    assert.equal(page.sum('isthmus_trace_spans_total', { outcome: 'dropped' }), 5000);
    assert.equal(page.sum('isthmus_trace_spans_total', { outcome: 'sent' }), 3);
    collector.status = 200;
  });
});
