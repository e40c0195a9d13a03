import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Arrival } from '../../../src/core/arrival.js';
import { problem } from '../../../src/core/errors.js';
import { Replies } from '../../../src/core/replies.js';
import { laneOf, xmppLanes } from '../../../src/core/xmpp-lanes.js';
import { readError } from '../../../src/xmpp/errors.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { DOMAIN, siteWithout } from './support/site.js';

const original = {
  from: 'juliet@example.org/balcony',
  to: `romeo@${DOMAIN}/phone`,
  stanzaId: 'm1',
};

describe('the error for a message', () => {
  const replies = new Replies(siteWithout());

  it('has the id of the message and its addresses swapped, to the letter', () => {
    const stanza = replies.error(original, problem('message-throttled'));
    assert.deepEqual(
      [stanza.name, stanza.attrs.type, stanza.attrs.from, stanza.attrs.to, stanza.attrs.id],
      ['message', 'error', original.to, original.from, 'm1'],
    );
    const { type, condition, text } = readError(stanza);
    assert.deepEqual([type, condition], ['wait', 'resource-constraint']);
    assert.match(text ?? '', /too fast/);
  });

  it('has no id where the message had none', () => {
    const { stanzaId: _, ...without } = original;
    assert.equal('id' in replies.error(without, problem('message-throttled')).attrs, false);
  });

  it('says when it may have been sent, and only then', () => {
    const mark = (maybe: boolean) =>
      replies
        .error(original, problem('message-unknown'), maybe)
        .getChild('error')
        ?.elements()
        .some(({ name }) => name === 'maybe-sent');
    assert.equal(mark(true), true);
    assert.equal(mark(false), false);
  });
});

describe('the refusal of a message', () => {
  const from = parseJid(original.from);
  const to = parseJid(original.to);
  assert.ok(from !== undefined && to !== undefined);
  const arrival: Arrival = { from, to, id: 'm1', receipt: false, wish: { refuse: problem('message-groupchat') } };

  it('goes straight to the stream when the store takes nothing, without touching it', async () => {
    const sent: string[] = [];
    const replies = new Replies(siteWithout(), (stanza) => sent.push(stanza.attrs.id ?? '') > 0);
    await replies.refuse(arrival, problem('message-store-down'), 'direct');
    assert.deepEqual(sent, ['m1']);
  });

  it('goes straight to the stream also when its lane turns out to take nothing', async () => {
    const sent: string[] = [];
    // Every lane of this site throws.
    const replies = new Replies(siteWithout(), (stanza) => sent.push(stanza.attrs.id ?? '') > 0);
    await replies.refuse(arrival, problem('message-throttled'), 'lane');
    assert.deepEqual(sent, ['m1']);
  });
});

describe('the lane of a stream', () => {
  it('is always the same for a user, and every stream gets its share', () => {
    const site = siteWithout({ streams: 4 });
    const lanes = xmppLanes(DOMAIN, 4);
    const counts = new Map(lanes.map((lane) => [lane, 0]));
    for (let index = 0; index < 1000; index += 1) {
      const lane = laneOf(site, `user${index}@example.org`);
      assert.equal(laneOf(site, `user${index}@example.org`), lane);
      assert.ok(counts.has(lane), lane);
      counts.set(lane, (counts.get(lane) ?? 0) + 1);
    }
    for (const count of counts.values()) assert.ok(count > 180 && count < 320, String(count));
  });
});
