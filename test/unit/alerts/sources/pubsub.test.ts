import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMapping } from '../../../../gateways/alerts/sources/json/mapping.js';
import { type PubsubContext, readPubsub } from '../../../../gateways/alerts/sources/pubsub.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { RECEIVED_AT, refusal } from './request.js';

const CONTEXT: PubsubContext = { source: 'feed', receivedAt: RECEIVED_AT };

function read(items: string, context: PubsubContext = CONTEXT, more = '') {
  const message = parseStanza(
    `<message from='pubsub.example'><event xmlns='http://jabber.org/protocol/pubsub#event'>${items}</event>${more}</message>`,
  );
  assert.ok(message !== undefined);
  return readPubsub(message, context);
}

function itemsOf(...args: Parameters<typeof read>) {
  const reading = read(...args);
  assert.ok(reading.ok);
  return reading;
}

const ATOM = `<entry xmlns='http://www.w3.org/2005/Atom'>
  <title>Gate opened</title><summary>by nobody</summary>
  <content type='html'>&lt;p&gt;The &lt;b&gt;gate&lt;/b&gt; &amp;amp; door&lt;/p&gt;now&amp;#33;</content>
  <link rel='alternate' href='https://feed.example/1'/><link rel='self' href='https://feed.example/self'/>
  <id>tag:feed.example,2026:1</id><published>2026-03-04T05:00:00Z</published><updated>2026-03-04T05:30:00Z</updated>
  <author><name>Watchman</name></author><category term='gate'/><category term='night'/>
</entry>`;

describe('PubSub', () => {
  it('reads an entry of Atom', () => {
    const { alerts } = itemsOf(`<items node='gates'><item id='1' publisher='w@example.org'>${ATOM}</item></items>`);
    assert.deepEqual(alerts, [
      {
        fingerprint: alerts[0]?.fingerprint,
        status: 'firing',
        severity: 'warning',
        title: 'Gate opened',
        text: 'The gate & door\nnow!',
        labels: { node: 'gates', publisher: 'w@example.org', author: 'Watchman', category: 'gate,night' },
        annotations: { atom_id: 'tag:feed.example,2026:1' },
        links: [{ url: 'https://feed.example/1', text: 'source' }],
        startsAt: Date.UTC(2026, 2, 4, 5),
        origin: { source: 'feed', network: 'pubsub', sender: 'pubsub.example', hops: 0 },
      },
    ]);
  });

  it('resolves what is retracted, and is one alert while it is published anew', () => {
    const [first] = itemsOf(`<items node='n'><item id='1'><x xmlns='a'>one</x></item></items>`).alerts;
    const [again] = itemsOf(`<items node='n'><item id='1'><x xmlns='a'>two</x></item></items>`).alerts;
    const [gone] = itemsOf(`<items node='n'><retract id='1'/><retract/></items>`).alerts;
    assert.equal(first?.fingerprint, again?.fingerprint);
    assert.equal(first?.fingerprint, gone?.fingerprint);
    assert.deepEqual([gone?.status, gone?.endsAt], ['resolved', RECEIVED_AT]);
    const [elsewhere] = itemsOf(`<items node='m'><item id='1'><x xmlns='a'>one</x></item></items>`).alerts;
    assert.notEqual(first?.fingerprint, elsewhere?.fingerprint);
  });

  it('reads other elements by their text, and when they were published', () => {
    const delay = `<delay xmlns='urn:xmpp:delay' stamp='2026-03-04T01:00:00Z'/>`;
    const [alert] = itemsOf(
      `<items node='n'><item id='1'><x xmlns='a'>Fire<y> now</y></x></item></items>`,
      CONTEXT,
      delay,
    ).alerts;
    assert.deepEqual([alert?.title, alert?.startsAt], ['Fire now', Date.UTC(2026, 2, 4, 1)]);
    const [message] = itemsOf(
      `<items node='n'><item id='1'><message xmlns='jabber:client'><subject>S</subject><body>B</body><z>no</z></message></item></items>`,
    ).alerts;
    assert.deepEqual([message?.title, message?.text], ['S', 'B']);
    const { alerts, cut } = itemsOf(`<items node='n'><item id='1'><x xmlns='a'/></item></items>`);
    assert.deepEqual([alerts, cut], [[], [{ what: 'alerts', count: 1 }]]);
  });

  it('reads alerts of CAP by their own names', () => {
    const cap = `<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>I</identifier><sender>s</sender><msgType>Alert</msgType><info><event>E</event></info></alert>`;
    const [alert] = itemsOf(`<items node='n'><item id='1'>${cap}</item></items>`).alerts;
    assert.deepEqual([alert?.fingerprint, alert?.origin.network], ['cap:s,I', 'pubsub']);
    const { cut } = itemsOf(
      `<items node='n'><item id='1'><alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/></item></items>`,
    );
    assert.deepEqual(cut, [{ what: 'alerts', count: 1 }]);
  });

  it('reads JSON by a mapping, else as text', () => {
    const mapping = readMapping({ title: '{{m}}', fingerprint: '{{id}}' });
    assert.ok(mapping.ok);
    const json = (text: string) =>
      `<items node='n'><item id='1'><json xmlns='urn:xmpp:json:0'>${text}</json></item></items>`;
    const withMapping = { ...CONTEXT, mapping: mapping.mapping };
    const [mapped] = itemsOf(json('{"m": "hot", "id": 4}'), withMapping).alerts;
    assert.deepEqual([mapped?.title, mapped?.fingerprint], ['hot', '4']);
    assert.equal(itemsOf(json('{"m"'), withMapping).alerts[0]?.title, '{"m"');
    assert.equal(itemsOf(json('{"m": 1}')).alerts[0]?.title, '{"m": 1}');
  });

  it('names items that have to be fetched, and refuses what is no event', () => {
    const { alerts, toFetch } = itemsOf(`<items node='n'><item id='a'/><item id='b'/></items>`);
    assert.deepEqual(alerts, []);
    assert.deepEqual(toFetch, [
      { node: 'n', id: 'a' },
      { node: 'n', id: 'b' },
    ]);
    assert.deepEqual(refusal(read('<purge node="n"/>')), [422, 'nothing-to-say']);
    const message = parseStanza('<message><body>x</body></message>');
    assert.ok(message !== undefined);
    assert.deepEqual(refusal(readPubsub(message, CONTEXT)), [422, 'nothing-to-say']);
  });
});
