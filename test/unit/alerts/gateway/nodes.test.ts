import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { Nodes } from '../../../../gateways/alerts/post/nodes.js';
import type { Post } from '../../../../gateways/gateway.js';
import { newEnvelopeId } from '../../../../src/lanes/envelope.js';
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
  const titles = () => taken.map(({ title }) => title);
  /** The service grants what was asked for last. */
  const grant = async (nodes: Nodes): Promise<void> => {
    const subscribing = posted.findLast(({ stanza }) => stanza.includes('<subscribe'));
    const { id = '' } = element(subscribing?.stanza ?? '<none/>').attrs;
    assert.equal(await nodes.answered(element(`<iq type='result' id='${id}' from='${SERVICE}'/>`)), true);
  };
  const items = (...of: readonly (readonly [id: string, title: string])[]) =>
    `<items node='weather'>${of.map(([id, title]) => `<item id='${id}'>${entryOf(title)}</item>`).join('')}</items>`;
  /** The service answers with what is in the node. */
  const answered = async (nodes: Nodes, inner: string): Promise<void> => {
    const pubsub = `<pubsub xmlns='http://jabber.org/protocol/pubsub'>${inner}</pubsub>`;
    const iq = element(`<iq type='result' id='${asked()}' from='${SERVICE}'>${pubsub}</iq>`);
    assert.equal(await nodes.answered(iq), true);
  };
  const event = (of: readonly [id: string, title: string], more = '') => eventOf(items(of), more);
  return { lane, kv, clock, posted, taken, over, asked, answer, titles, grant, items, event, answered };
}

const eventOf = (inner: string, more = '') =>
  element(
    `<message from='${SERVICE}' to='alerts@alerts.example.org'><event xmlns='http://jabber.org/protocol/pubsub#event'>${inner}</event>${more}</message>`,
  );
const deleted = eventOf(`<delete node='weather'/>`);
const ended = eventOf(`<subscription node='weather' jid='alerts@alerts.example.org' subscription='none'/>`);
const entryOf = (title: string) => `<entry xmlns='http://www.w3.org/2005/Atom'><title>${title}</title></entry>`;

const item = (inner: string) => `<items node='weather'><item id='w1'>${inner}</item></items>`;
const entry = entryOf('Storm');

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
    assert.match(posted[2]?.stanza ?? '', /<items node="weather"/);
    // Meanwhile it is looked what is in the node, as it may have been deleted without a word.
    clock.advance(600_000);
    await settled();
    const asked = () => posted.filter(({ stanza }) => stanza.includes('<subscribe')).length;
    assert.deepEqual([posted.length, asked()], [4, 2]);
    await nodes.answered(answer('error'));
    clock.advance(600_000);
    await settled();
    assert.equal(asked(), 3);
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

  it('are asked for what was published while we were away, and each item is taken once', async () => {
    const { lane, posted, titles, grant, items, event, answered } = world();
    const nodes = lane();
    await nodes.open();
    await grant(nodes);
    // Older than our subscription.
    await answered(nodes, items(['w1', 'Rain']));
    assert.deepEqual(titles(), []);
    await nodes.hear(event(['w2', 'Storm']), SERVICE, newEnvelopeId());
    const before = posted.length;
    await nodes.anew();
    assert.match(posted[before]?.stanza ?? '', /<subscribe /);
    await grant(nodes);
    await answered(nodes, items(['w3', 'Hail'], ['w2', 'Storm'], ['w1', 'Rain']));
    assert.deepEqual(titles(), ['Storm', 'Hail']);
    // As services do to whoever comes, and where it crosses with what was asked for.
    await nodes.hear(
      event(['w3', 'Hail'], '<delay xmlns="urn:xmpp:delay" stamp="2026-11-26T10:00:00Z"/>'),
      SERVICE,
      newEnvelopeId(),
    );
    await nodes.hear(event(['w3', 'Hail']), SERVICE, newEnvelopeId());
    assert.deepEqual(titles(), ['Storm', 'Hail']);
    // Another process, and another text.
    const next = lane();
    await next.open();
    await next.hear(event(['w3', 'Hail, and more']), SERVICE, newEnvelopeId());
    await next.hear(event(['w3', 'Hail, and more']), SERVICE, newEnvelopeId());
    assert.deepEqual(titles(), ['Storm', 'Hail', 'Hail, and more', 'Hail, and more']);
    nodes.close();
    next.close();
  });

  it('of which there were none before us have nothing but news', async () => {
    const { lane, titles, grant, items, event, answer, answered, clock } = world();
    const nodes = lane();
    await nodes.open();
    await nodes.answered(answer('error'));
    clock.advance(5000);
    await settled();
    await grant(nodes);
    await answered(nodes, items(['w1', 'Rain']));
    assert.deepEqual(titles(), ['Rain']);
    // Deleted, and made again with the same in it.
    await nodes.hear(deleted, SERVICE, newEnvelopeId());
    await settled();
    await grant(nodes);
    await answered(nodes, items(['w1', 'Rain']));
    assert.deepEqual(titles(), ['Rain', 'Rain']);
    await nodes.hear(
      element(String(event(['w1', 'Rain'])).replace(/<item .*<\/item>/, "<retract id='w1'/>")),
      SERVICE,
      newEnvelopeId(),
    );
    await nodes.anew();
    await grant(nodes);
    await answered(nodes, items(['w1', 'Rain']));
    assert.deepEqual(titles(), ['Rain', 'Rain', 'w1', 'Rain']);
    nodes.close();
  });

  it('that end a subscription are asked for another one', async () => {
    const { lane, posted, grant, clock } = world();
    const nodes = lane();
    await nodes.open();
    await grant(nodes);
    const before = posted.length;
    await nodes.hear(ended, SERVICE, newEnvelopeId());
    await settled();
    assert.match(posted[before]?.stanza ?? '', /<subscribe /);
    clock.advance(5000);
    await settled();
    assert.equal(posted.length, before + 2);
    nodes.close();
  });

  it('are remembered in a bounded way', async () => {
    const { lane, kv, event } = world();
    const nodes = lane();
    for (let n = 0; n < 700; n += 1) await nodes.hear(event([`w${n}`, 'Rain']), SERVICE, newEnvelopeId());
    assert.ok(kv.largestHash() <= 601, String(kv.largestHash()));
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
