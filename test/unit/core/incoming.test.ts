import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Incoming } from '../../../gateways/gateway.js';
import { systemClock } from '../../../src/clock.js';
import { IncomingMessages } from '../../../src/core/incoming.js';
import { Replies } from '../../../src/core/replies.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { LaneHandler } from '../../../src/lanes/handler.js';
import { Lanes } from '../../../src/lanes/lanes.js';
import { silentLog } from '../../../src/log.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteWithout } from './support/site.js';

const MESSAGE: Incoming = { account: 'juliet@example.org', contact: 'romeo', body: 'It is the east' };

describe('a message of the network', () => {
  let store: TestStore;
  let lanes: Lanes;
  let incoming: IncomingMessages;
  const arrived: Envelope[] = [];
  const looks = new Set<() => void>();
  before(async () => {
    store = await testStore();
    lanes = new Lanes({
      address: { url: store.url },
      prefix: store.prefix,
      process: 'test',
      clock: systemClock,
      log: silentLog,
    });
    const handler: LaneHandler = {
      repeatBegun: true,
      open: async () => ({
        depth: Number.POSITIVE_INFINITY,
        free: () => 100,
        submit: (envelope, settle) => {
          arrived.push(envelope);
          settle({ kind: 'accepted', parts: [] });
          for (const look of looks) look();
        },
        drain: async () => undefined,
        close: async () => undefined,
      }),
      effects: async () => undefined,
      expired: () => ({ kind: 'unknown', maybeSent: true, reason: 'nothing expires here' }),
    };
    lanes.work(`xmpp.${DOMAIN}.0`, 'xmpp', handler);
    await lanes.start();
    const site = siteWithout({ stores: store.store, lanes });
    await store.store.accounts.create('echo', MESSAGE.account, { fields: {} }, 1);
    incoming = new IncomingMessages(site, new Replies(site));
  });
  after(async () => {
    await lanes.stop();
    await store.close();
  });

  /** Resolves with what lies in the lane behind the message whose body is `last`. */
  function until(last: string): Promise<readonly string[]> {
    const bodies = () =>
      arrived.map(({ stanza = '' }) => parseStanza(stanza)?.getChildText('body') ?? '').filter((body) => body !== '');
    return new Promise((resolve) => {
      const look = (): void => {
        if (!bodies().includes(last)) return;
        looks.delete(look);
        resolve(bodies());
      };
      looks.add(look);
      look();
    });
  }

  it('becomes a chat message to the bare JID, whose ids derive from its envelope', async () => {
    await incoming.deliver({ ...MESSAGE, nick: 'Romeo M.', lang: 'en', subject: 'Dawn', sentAt: 1_700_000_000_000 });
    await until(MESSAGE.body);
    const envelope = arrived[0];
    const stanza = parseStanza(envelope?.stanza ?? '');
    assert.deepEqual(
      [stanza?.attrs.type, stanza?.attrs.to, stanza?.attrs.from, stanza?.attrs.id, stanza?.attrs['xml:lang']],
      ['chat', MESSAGE.account, `romeo@${DOMAIN}`, envelope?.id, 'en'],
    );
    assert.equal(stanza?.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs.id, envelope?.id);
    assert.equal(stanza?.getChildText('nick', 'http://jabber.org/protocol/nick'), 'Romeo M.');
    assert.equal(stanza?.getChildText('subject'), 'Dawn');
    assert.equal(stanza?.getChild('delay', 'urn:xmpp:delay')?.attrs.stamp, '2023-11-14T22:13:20Z');
    assert.ok(stanza?.getChild('unstyled', 'urn:xmpp:styling:0'));
  });

  it('is recognised by its key when the network repeats it, and only then', async () => {
    await incoming.deliver({ ...MESSAGE, body: 'once', dedupe: 'k1' });
    await incoming.deliver({ ...MESSAGE, body: 'once', dedupe: 'k1' });
    await incoming.deliver({ ...MESSAGE, body: 'twice' });
    await incoming.deliver({ ...MESSAGE, body: 'twice' });
    await incoming.deliver({ ...MESSAGE, body: 'other', dedupe: 'k2' });
    const bodies = await until('other');
    assert.equal(bodies.filter((body) => body === 'once').length, 1);
    assert.equal(bodies.filter((body) => body === 'twice').length, 2);
  });

  it('is not taken for known when no lane took it: the repeat arrives', async () => {
    const closed = siteWithout({ stores: store.store });
    const refused = new IncomingMessages(closed, new Replies(closed));
    await assert.rejects(refused.deliver({ ...MESSAGE, body: 'again', dedupe: 'k3' }));
    await incoming.deliver({ ...MESSAGE, body: 'again', dedupe: 'k3' });
    assert.equal((await until('again')).filter((body) => body === 'again').length, 1);
  });
});
