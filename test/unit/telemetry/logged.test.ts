import assert from 'node:assert/strict';
import { test } from 'node:test';
import { began, ended, received, submitted, waits } from '../../../src/core/journey-steps.js';
import { loggedTrace } from '../../../src/core/telemetry/trace-context.js';
import { ENVELOPE_VERSION, type Envelope } from '../../../src/lanes/envelope.js';
import { type Log, silentLog } from '../../../src/log.js';
import { siteWithout } from '../core/support/site.js';

const ID = '0af7651916cd43dd8448eb211c80319c';
const TRACE = `00-${ID}-b7ad6b7169203331-01`;

test('a line says the id of a trace, and nothing where a message is not traced', () => {
  assert.deepEqual(loggedTrace(TRACE), { trace: ID });
  assert.deepEqual(loggedTrace(`00-${ID}-b7ad6b7169203331-00`), {});
  assert.deepEqual(loggedTrace('junk'), {});
  assert.deepEqual(loggedTrace(undefined), {});
});

test('each line about the way of a message has its trace, in every process that the message comes to', () => {
  const lines: (readonly [string, unknown])[] = [];
  const log: Log = {
    ...silentLog,
    wantsDebug: () => true,
    debug: (fields, message) => lines.push([message, 'trace' in fields ? fields.trace : undefined]),
  };
  const site = siteWithout({ log });
  const envelope = (trace?: string) => ({
    v: ENVELOPE_VERSION,
    id: 'e1',
    gateway: 'echo',
    account: 'romeo@example.org',
    rev: 1,
    conversation: 'c',
    kind: 'message' as const,
    event: {
      type: 'message' as const,
      from: 'romeo@example.org',
      to: 'x@echo.example.org',
      contact: 'x',
      receipt: false,
      body: 'Wherefore',
    },
    at: 1,
    ...(trace === undefined ? {} : { trace }),
  });
  const way = (trace?: string) => {
    lines.length = 0;
    const one = envelope(trace);
    began(site, one, 'echo.0');
    submitted(site, one, 'echo.0');
    waits(site, one, 'busy');
    ended(site, one satisfies Envelope, { kind: 'accepted', parts: [] });
    received(site, 'romeo@example.org', 'x', [{ id: 'e2' }], trace);
    return [...lines];
  };
  const steps = [
    'message taken',
    'message handed to the network',
    'message waits',
    'message ended',
    'message of the network taken',
  ];
  assert.deepEqual(
    way(TRACE),
    steps.map((step) => [step, ID]),
  );
  assert.deepEqual(
    way(),
    steps.map((step) => [step, undefined]),
  );
});
