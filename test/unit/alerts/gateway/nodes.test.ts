import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { Nodes } from '../../../../gateways/alerts/post/nodes.js';
import type { Post } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import type { Element } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { bookOf } from '../book/helpers.js';

const SERVICE = 'pubsub.example.org';
const BOOK = bookOf(`
sources: { weather: { kind: pubsub, places: ['pubsub:${SERVICE}/weather'] } }
routes: [{ name: db, to: 'xmpp:a@example.org' }]
`);

function element(xml: string): Element {
  const parsed = parseStanza(xml);
  assert.ok(parsed !== undefined);
  return parsed;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function world() {
  const [kv, clock] = [new MemoryKv(), new FakeClock()];
  const posted: Post[] = [];
  const taken: Alert[] = [];
  const over: string[] = [];
  const lane = () =>
    new Nodes({
      book: () => BOOK,
      post: async (one) => void posted.push(one),
      intake: { take: async (alerts) => void taken.push(...alerts) },
      rates: { mayBring: async (_, __, cause) => !cause.startsWith('over') },
      over: async ({ name }) => void over.push(name),
      kv,
      agent: 'alerts@alerts.example.org/relay',
      clock,
      log: silentLog,
    });
  const asked = (): string => element(posted.at(-1)?.stanza ?? '<none/>').attrs.id ?? '';
  const answer = (type: string, from = SERVICE) =>
    element(
      `<iq type='${type}' id='${asked()}' from='${from}'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
    );
  return { lane, clock, posted, taken, over, asked, answer };
}

const item = (inner: string) => `<items node='weather'><item id='w1'>${inner}</item></items>`;
const entry = `<entry xmlns='http://www.w3.org/2005/Atom'><title>Storm</title></entry>`;

describe('nodes of PubSub', () => {
  it('are subscribed to until they may be: a node may be made later', async () => {
    const { lane, clock, posted, answer } = world();
    const nodes = lane();
    await nodes.open();
    assert.match(posted[0]?.stanza ?? '', /<subscribe[^>]*jid="alerts@alerts.example.org"/);
    assert.equal(await nodes.answered(answer('error')), true);
    clock.advance(5000);
    await settled();
    assert.equal(posted.length, 2);
    assert.notEqual(posted[0]?.id, posted[1]?.id, 'it is carried again');
    // Another lane hears that it is granted.
    assert.equal(await lane().answered(answer('result')), true);
    clock.advance(3600_000);
    await settled();
    assert.equal(posted.length, 2);
    nodes.close();
  });

  it('are asked by nobody but their own service whether it is granted', async () => {
    const { lane, clock, posted, answer } = world();
    const nodes = lane();
    await nodes.open();
    assert.equal(await nodes.answered(answer('result', 'mallory.example.org')), false);
    clock.advance(5000);
    await settled();
    assert.equal(posted.length, 2);
    nodes.close();
  });

  it('that tell of an item without its content are asked for it, once', async () => {
    const { lane, posted, taken } = world();
    const nodes = lane();
    const event = element(
      `<message from='${SERVICE}' to='alerts@alerts.example.org'><event xmlns='http://jabber.org/protocol/pubsub#event'>${item('')}</event></message>`,
    );
    assert.equal(await nodes.hear(event, SERVICE, 'e1'), true);
    assert.deepEqual(taken, []);
    assert.match(posted[0]?.stanza ?? '', /<items node="weather"><item id="w1"\/>/);
    const result = (inner: string) =>
      element(
        `<iq type='result' id='x' from='${SERVICE}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>${item(inner)}</pubsub></iq>`,
      );
    assert.equal(await nodes.answered(result('')), true);
    assert.equal(posted.length, 1);
    assert.equal(await nodes.answered(result(entry)), true);
    assert.deepEqual(
      taken.map(({ title }) => title),
      ['Storm'],
    );
  });

  it('bring no more than their source may, and admins hear of it', async () => {
    const { lane, taken, over } = world();
    const event = element(
      `<message from='${SERVICE}' to='alerts@alerts.example.org'><event xmlns='http://jabber.org/protocol/pubsub#event'>${item(entry)}</event></message>`,
    );
    assert.equal(await lane().hear(event, SERVICE, 'over the rate'), true);
    assert.deepEqual([taken.length, over], [0, ['weather']]);
  });

  it('leave alone what is no answer to them', async () => {
    const { lane } = world();
    assert.equal(await lane().answered(element(`<iq type='result' id='y' from='${SERVICE}'/>`)), false);
    assert.equal(
      await lane().hear(element(`<message from='${SERVICE}'><body>x</body></message>`), SERVICE, 'e1'),
      false,
    );
  });
});
