import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Incoming } from '../../../gateways/gateway.js';
import { startRedis } from '../../../sandbox/redis.js';
import { registrationOf } from '../../../src/account-id.js';
import { systemClock } from '../../../src/clock.js';
import { IncomingMessages } from '../../../src/core/incoming.js';
import { Replies } from '../../../src/core/replies.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { LaneHandler } from '../../../src/lanes/handler.js';
import { Lanes } from '../../../src/lanes/lanes.js';
import { silentLog } from '../../../src/log.js';
import { openStore } from '../../../src/store/redis-store.js';
import type { Element } from '../../../src/xmpp/element.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { until as untilSo } from '../../support/until.js';
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
    for (const jid of [MESSAGE.account, 'nurse@example.org']) {
      await store.store.accounts.create('echo', jid, { fields: {} }, 1);
    }
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
    await until('It is the east');
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

  it('has an id of its own that is the same when it is repeated, so that clients recognise it too', async () => {
    await incoming.deliver({ ...MESSAGE, body: 'stable', dedupe: 'k4' });
    await until('stable');
    const before = arrived.filter(({ stanza = '' }) => stanza.includes('stable'));
    await store.store.redis.del(`${store.prefix}:{dedupe}:echo:k4`);
    await incoming.deliver({ ...MESSAGE, body: 'stable', dedupe: 'k4' });
    await incoming.deliver({ ...MESSAGE, account: 'nurse@example.org', body: 'stable too', dedupe: 'k5' });
    await until('stable too');
    const again = arrived.filter(({ stanza = '' }) => stanza.includes('>stable<'));
    assert.deepEqual(new Set(again.map(({ id }) => id)), new Set([before[0]?.id]));
  });

  it('is not looked up where the gateway has, and has the id of its key all the same', async () => {
    await incoming.deliver({ ...MESSAGE, body: 'looked up', dedupe: 'k6', isNew: true });
    await incoming.deliver({ ...MESSAGE, body: 'looked up', dedupe: 'k6', isNew: true });
    await incoming.deliver({ ...MESSAGE, body: 'behind both' });
    await until('behind both');
    const both = arrived.filter(({ stanza = '' }) => stanza.includes('looked up'));
    assert.equal(both.length, 2);
    assert.equal(new Set(both.map(({ id }) => id)).size, 1);
    assert.equal(await store.store.redis.exists(`${store.prefix}:{dedupe}:echo:k6`), 0);
  });

  /** The stanza of a message that is delivered, and what it was said with. */
  const delivered = async (message: Partial<Incoming>): Promise<Element> => {
    const { body: _, ...rest } = MESSAGE;
    const from = arrived.length;
    await incoming.deliver({ ...rest, ...message });
    await incoming.deliver({ ...MESSAGE, body: `after ${from}` });
    await until(`after ${from}`);
    const stanza = parseStanza(arrived[from]?.stanza ?? '');
    assert.ok(stanza !== undefined);
    return stanza;
  };

  it('says in words what speaks of a message that nobody remembers', async () => {
    const rows: readonly [Partial<Incoming>, string][] = [
      [{ replaces: 'x', body: 'eight' }, 'Correction: eight'],
      [{ retracts: 'x' }, '(An earlier message was withdrawn.)'],
      [{ reactions: { to: 'x', emojis: ['👍', '🌹'] } }, '(Reacted with 👍 🌹.)'],
      [{ reactions: { to: 'x', emojis: [] } }, '(Took back a reaction.)'],
      [{ reply: { to: 'x', quote: 'At eight?\nOr nine?' }, body: 'Yes' }, '> At eight?\n> Or nine?\nYes'],
      [{ reply: { to: 'x' }, body: 'Yes' }, 'Yes'],
      [{ invite: { room: 'ball@rooms.example.org' } }, '(An invitation to the chat room ball@rooms.example.org.)'],
    ];
    for (const [message, body] of rows) {
      const stanza = await delivered(message);
      assert.equal(stanza.getChildText('body'), body);
      for (const name of ['replace', 'retract', 'reactions', 'reply']) {
        assert.ok(!stanza.elements().some((child) => child.name === name), `${name} would name nothing`);
      }
    }
  });

  it('names only messages of the same contact, and changes only those that the contact wrote', async () => {
    const { references, accounts } = store.store;
    const account = registrationOf(MESSAGE.account, (await accounts.get('echo', MESSAGE.account))?.born ?? 0);
    const known = { stanzaId: 's1', networkIds: ['n1'], by: 'user', contact: 'romeo', at: 1 } as const;
    await references.put('echo', [
      { account, reference: known },
      { account, reference: { ...known, stanzaId: 's2', networkIds: ['n2'], contact: 'tybalt' } },
    ]);
    const replaced = await delivered({ replaces: 'n1', body: 'not his' });
    assert.equal(replaced.getChildText('body'), 'Correction: not his', 'the user wrote it');
    const reacted = await delivered({ reactions: { to: 'n2', emojis: ['👍'] } });
    assert.equal(reacted.getChildText('body'), '(Reacted with 👍.)', 'it was said to somebody else');
    const replied = await delivered({ reply: { to: 'n1' }, body: 'his' });
    assert.deepEqual(replied.getChild('reply', 'urn:xmpp:reply:0')?.attrs.id, 's1');
  });

  it('that corrects a correction corrects the original (XEP-0308 3)', async () => {
    const first = await delivered({ id: 'c1', body: 'eihgt' });
    const second = await delivered({ id: 'c2', replaces: 'c1', body: 'eigth' });
    const third = await delivered({ id: 'c3', replaces: 'c2', body: 'eight' });
    for (const stanza of [second, third]) {
      assert.equal(stanza.getChild('replace', 'urn:xmpp:message-correct:0')?.attrs.id, first.attrs.id);
      assert.notEqual(stanza.attrs.id, first.attrs.id);
    }
  });

  it('is of the kind, kept or not, and asks for what the network wants to know', async () => {
    const stanza = await delivered({
      kind: 'headline',
      body: 'News',
      thread: 't1',
      keep: 'no-store',
      styled: true,
      asks: { delivered: true, displayed: true },
      headers: [{ name: 'Message-ID', value: '<1@example.com>' }],
      addresses: [{ type: 'cc', uri: 'mailto:paris@example.com', delivered: true }],
    });
    assert.equal(stanza.attrs.type, 'headline');
    assert.equal(stanza.getChildText('thread'), 't1');
    assert.ok(stanza.getChild('no-store', 'urn:xmpp:hints'));
    assert.ok(stanza.getChild('request', 'urn:xmpp:receipts'));
    assert.ok(stanza.getChild('markable', 'urn:xmpp:chat-markers:0'));
    assert.equal(stanza.getChild('unstyled', 'urn:xmpp:styling:0'), undefined);
    assert.equal(
      stanza.getChild('headers', 'http://jabber.org/protocol/shim')?.getChildText('header'),
      '<1@example.com>',
    );
    const address = stanza.getChild('addresses', 'http://jabber.org/protocol/address')?.getChild('address')?.attrs;
    assert.deepEqual([address?.type, address?.uri, address?.delivered], ['cc', 'mailto:paris@example.com', 'true']);
  });

  it('that is nothing but its subject still says something', async () => {
    assert.equal((await delivered({ subject: 'Tonight' })).getChildText('body'), 'Tonight');
  });

  it('is nothing where it brings nothing', async () => {
    const before = arrived.length;
    await incoming.deliver({ account: MESSAGE.account, contact: 'romeo', body: ' ' });
    await incoming.deliver({ account: MESSAGE.account, contact: 'romeo', displayed: 'unknown' });
    await incoming.deliver({ account: MESSAGE.account, contact: 'romeo', chatState: 'composing' });
    await incoming.deliver({ ...MESSAGE, body: 'behind nothing' });
    await until('behind nothing');
    assert.equal(arrived.length, before + 1);
  });

  it('is not taken for known when no lane took it: the repeat arrives', async () => {
    const closed = siteWithout({ stores: store.store });
    const refused = new IncomingMessages(closed, new Replies(closed));
    await assert.rejects(refused.deliver({ ...MESSAGE, body: 'again', dedupe: 'k3' }));
    await incoming.deliver({ ...MESSAGE, body: 'again', dedupe: 'k3' });
    assert.equal((await until('again')).filter((body) => body === 'again').length, 1);
  });

  it('is in no lane while its id cannot be remembered: the repeat is the only one', async (t) => {
    const redis = await startRedis();
    const { prefix, keyFile } = store;
    const stores = await openStore({
      address: { url: redis.url },
      prefix,
      keyFile,
      clock: systemClock,
      log: silentLog,
    });
    t.after(async () => {
      await stores.close();
      await redis.stop();
    });
    await stores.accounts.create('echo', MESSAGE.account, { fields: {} }, 1);
    const site = siteWithout({ stores, lanes });
    const heard = new IncomingMessages(site, new Replies(site));
    const deliver = async (id: string) => await heard.deliver({ ...MESSAGE, body: `heard ${id}`, id });
    // From now on the account is known for a moment without the store.
    await deliver('r1');
    await redis.kill();
    await assert.rejects(deliver('r2'));
    await redis.start();
    await untilSo(
      async () =>
        await deliver('r2').then(
          () => true,
          () => false,
        ),
      'the store takes it',
    );
    await deliver('r3');
    const bodies = await until('heard r3');
    assert.deepEqual(
      bodies.filter((body) => body.startsWith('heard ')),
      ['heard r1', 'heard r2', 'heard r3'],
    );
  });
});
