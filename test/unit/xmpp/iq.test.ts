import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Element, el } from '../../../src/xmpp/element.js';
import { classifyIq, iqResult, PendingRequests } from '../../../src/xmpp/iq.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { ManualClock } from './manual-clock.js';

test('a get or set with an id and exactly one child is a request', () => {
  const iq = el('iq', { type: 'get', id: '1' }, ' ', el('query', { xmlns: 'jabber:iq:version' }), '\n');
  const kind = classifyIq(iq);
  assert.equal(kind.kind, 'request');
  assert.equal(kind.kind === 'request' && kind.payload.ns, 'jabber:iq:version');
});

test('what breaks the rules of IQ is a bad request, and broken responses are ignored', () => {
  const query = () => el('query', { xmlns: 'x' });
  const cases: [Element, string][] = [
    [el('iq', { type: 'get', id: '1' }), 'bad'],
    [el('iq', { type: 'set', id: '1' }, query(), query()), 'bad'],
    [el('iq', { type: 'get' }, query()), 'bad'],
    [el('iq', { type: 'get', id: '' }, query()), 'bad'],
    [el('iq', { id: '1' }, query()), 'bad'],
    [el('iq', { type: 'put', id: '1' }, query()), 'bad'],
    [el('iq', { type: 'result' }), 'ignore'],
    [el('iq', { type: 'error', id: '1' }), 'response'],
    [el('iq', { type: 'result', id: '1' }, query(), query()), 'response'],
  ];
  for (const [iq, kind] of cases) assert.equal(classifyIq(iq).kind, kind, serialise(iq));
});

test('a result goes back to the sender with the id', () => {
  const request = el('iq', { type: 'get', id: '7', from: 'u@s/r', to: 'gw.test' });
  assert.equal(serialise(iqResult(request)), '<iq type="result" id="7" from="gw.test" to="u@s/r"/>');
});

test('an answer counts with the right id from the right sender, once', async () => {
  const pending = new PendingRequests(new ManualClock(), () => 'id1');
  const { id, answer } = pending.start('U@Server.test', 1000);
  assert.equal(id, 'id1');
  const result = (attrs: Record<string, string>) => el('iq', { type: 'result', ...attrs });
  assert.equal(pending.settle(result({ id, from: 'attacker@evil.test/r' })), false);
  assert.equal(pending.settle(result({ id: 'other', from: 'u@server.test' })), false);
  assert.equal(pending.settle(result({ id, from: 'u@server.test/phone' })), false);
  assert.equal(pending.settle(result({ id })), false);
  assert.equal(pending.settle(el('iq', { type: 'set', id, from: 'u@server.test' })), false);
  const right = result({ id, from: 'u@server.test' });
  assert.equal(pending.settle(right), true);
  assert.equal(pending.settle(right), false);
  assert.deepEqual(await answer, { ok: true, iq: right });
  assert.equal(pending.size, 0);
});

test('a request ends by its timeout or with the stream, and its ids cannot be guessed', async () => {
  const clock = new ManualClock();
  const pending = new PendingRequests(clock);
  const first = pending.start('server.test', 1000);
  const second = pending.start('server.test', 5000);
  assert.match(first.id, /^[0-9a-f-]{36}$/);
  assert.notEqual(first.id, second.id);
  clock.advance(1000);
  assert.deepEqual(await first.answer, { ok: false, failure: 'timeout' });
  pending.failAll('disconnected');
  assert.deepEqual(await second.answer, { ok: false, failure: 'disconnected' });
  assert.equal(pending.settle(el('iq', { type: 'result', id: second.id, from: 'server.test' })), false);
});
