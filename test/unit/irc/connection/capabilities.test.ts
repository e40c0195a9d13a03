import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capabilities } from '../../../../gateways/irc/connection/capabilities.js';
import { parseLine } from '../../../../gateways/irc/wire/parse.js';
import { serialiseLine } from '../../../../gateways/irc/wire/serialise.js';

function negotiation(wanted: (name: string) => boolean) {
  const sent: string[] = [];
  const told: string[] = [];
  const capabilities = new Capabilities(wanted, {
    send: (params) => void sent.push(serialiseLine({ command: 'CAP', params })),
    listed: () => {
      told.push('listed');
      return true;
    },
    settled: () => void told.push('settled'),
    changed: (added, removed) => void told.push(`+${added.join(' ')} -${removed.join(' ')}`),
  });
  const server = (...lines: string[]): void => {
    for (const line of lines) {
      const message = parseLine(line);
      assert.ok(message);
      capabilities.receive(message);
    }
  };
  capabilities.start();
  return { sent, told, server, capabilities };
}
const these =
  (...names: string[]) =>
  (name: string): boolean =>
    names.includes(name);

test('what is wanted and offered is requested, with the values of a list in several lines', () => {
  const { sent, told, server, capabilities } = negotiation(these('sasl', 'batch', 'nothing'));
  server(':s CAP * LS * :multi-prefix sasl=PLAIN,EXTERNAL', ':s CAP * LS * :batch');
  assert.deepEqual([sent, told], [['CAP LS 302'], []]);
  server(':s CAP * LS :draft/multiline=max-bytes=4096,max-lines=24');
  assert.deepEqual(sent, ['CAP LS 302', 'CAP REQ :sasl batch']);
  server(':s CAP alice ACK :sasl batch ');
  assert.deepEqual(told, ['listed', '+sasl batch -', 'settled']);
  assert.deepEqual(
    [...capabilities.enabled],
    [
      ['sasl', 'PLAIN,EXTERNAL'],
      ['batch', ''],
    ],
  );
  assert.equal(capabilities.offered.get('draft/multiline'), 'max-bytes=4096,max-lines=24');
});

test('nothing wanted is settled at once', () => {
  const { sent, told, server } = negotiation(() => false);
  server(':s CAP * LS :multi-prefix');
  assert.deepEqual([sent, told], [['CAP LS 302'], ['listed', 'settled']]);
});

test('requests are lines of at most 510 octets', () => {
  const names = Array.from({ length: 60 }, (_, index) => `vendor.example/capability-${index}`);
  const { sent, told, server } = negotiation(() => true);
  server(...names.map((name, index) => `:s CAP * LS ${index === 59 ? '' : '* '}:${name}`));
  const requests = sent.slice(1);
  assert.ok(requests.length > 1);
  for (const line of requests) assert.ok(Buffer.byteLength(line) <= 510, line);
  assert.deepEqual(
    requests.flatMap((line) => line.slice('CAP REQ :'.length).split(' ')),
    names,
  );
  for (const line of requests.slice(1)) server(`:s CAP * ACK :${line.slice('CAP REQ :'.length)}`);
  assert.ok(!told.includes('settled'));
  server(`:s CAP * ACK :${requests[0]?.slice('CAP REQ :'.length)}`);
  assert.equal(told.at(-1), 'settled');
});

test('after the refusal of several each is asked for alone, and all of it comes to an end', () => {
  const { sent, told, server, capabilities } = negotiation(these('a', 'b', 'c'));
  server(':s CAP * LS :a b c', ':s CAP * NAK :a b c');
  assert.deepEqual(sent.slice(2), ['CAP REQ a', 'CAP REQ b', 'CAP REQ c']);
  server(':s CAP * ACK :a', ':s CAP * NAK :b');
  assert.ok(!told.includes('settled'));
  server(':s CAP * ACK :c');
  assert.equal(told.at(-1), 'settled');
  assert.deepEqual([...capabilities.enabled.keys()], ['a', 'c']);
});

test('a refusal whose list is cut off or empty is of the oldest request', () => {
  const { told, server } = negotiation(these('sasl'));
  server(':s CAP * LS :sasl', ':s CAP * NAK :');
  assert.deepEqual(told, ['listed', 'settled']);
});

test('an acknowledgement in several lines counts when it is whole', () => {
  const { told, server } = negotiation(these('a', 'b'));
  server(':s CAP * LS :a b', ':s CAP * ACK :a', ':s CAP * ACK :b');
  assert.deepEqual(told, ['listed', '+a -', '+b -', 'settled']);
});

test('what nobody asked for is not enabled', () => {
  const { server, capabilities } = negotiation(these('a'));
  server(':s CAP * LS :a', ':s CAP * ACK :evil', ':s CAP * ACK :a');
  assert.deepEqual([...capabilities.enabled.keys()], ['a']);
});

test('NEW asks for what is wanted of it, DEL takes it away, and values change', () => {
  const { sent, told, server, capabilities } = negotiation(these('sasl', 'away-notify'));
  server(':s CAP * LS :sasl=PLAIN', ':s CAP * ACK :sasl');
  server(':s CAP alice DEL :sasl other');
  assert.equal(told.at(-1), '+ -sasl');
  assert.equal(capabilities.offered.has('sasl'), false);
  server(':s CAP alice NEW :sasl=EXTERNAL away-notify unwanted');
  assert.equal(sent.at(-1), 'CAP REQ :sasl away-notify');
  server(':s CAP alice ACK :sasl away-notify');
  assert.equal(told.at(-2), '+sasl away-notify -');
  assert.equal(capabilities.enabled.get('sasl'), 'EXTERNAL');
  server(':s CAP alice NEW :sasl=PLAIN,EXTERNAL');
  assert.equal(capabilities.enabled.get('sasl'), 'PLAIN,EXTERNAL');
  assert.equal(sent.length, 3, 'what is enabled is not asked for again');
});

test('a server may take a capability back by itself', () => {
  const { told, server, capabilities } = negotiation(these('a'));
  server(':s CAP * LS :a', ':s CAP * ACK :a', ':s CAP * ACK :-a');
  assert.equal(told.at(-1), '+ -a');
  assert.equal(capabilities.enabled.size, 0);
});

test('a list without end does not grow', () => {
  const { server, capabilities } = negotiation(() => false);
  for (let index = 0; index < 1000; index += 1) server(`:s CAP * LS * :a${index}=${'x'.repeat(3000)} b${index}`);
  assert.equal(capabilities.offered.size, 256);
  assert.ok([...capabilities.offered.values()].every((value) => value.length <= 1024));
});
