import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ContactList } from '../../../src/core/contacts.js';
import { Online } from '../../../src/core/online.js';
import { el } from '../../../src/xmpp/element.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { type TestStore, testStore } from '../store/support.js';
import { ManualClock } from '../xmpp/manual-clock.js';
import { readStanza, TestDesk } from './support/desk.js';
import { DOMAIN } from './support/site.js';

const ROMEO = 'romeo@example.org';
const NURSE = `nurse@${DOMAIN}`;

function from(resource: string, to: string, more = ''): string {
  return `<presence from='${ROMEO}${resource === '' ? '' : `/${resource}`}' to='${to}'>${more}</presence>`;
}

function typed(type: string, to: string, resource = ''): string {
  return from(resource, to).replace('<presence', `<presence type='${type}'`);
}

describe('the presence desk', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  async function registered(options: ConstructorParameters<typeof TestDesk>[1] = {}): Promise<TestDesk> {
    const desk = new TestDesk(store, options);
    await desk.register(ROMEO);
    return desk;
  }

  it('stores one change once, however many contacts it was sent to, and in whatever order', async () => {
    const { presence } = store.store;
    for (const place of [0, 250, 500]) {
      let writes = 0;
      const counting = Object.assign(Object.create(presence), {
        set: (...args: Parameters<typeof presence.set>) => {
          writes += 1;
          return presence.set(...args);
        },
        online: (...args: Parameters<typeof presence.online>) => presence.online(...args),
        remove: (...args: Parameters<typeof presence.remove>) => {
          writes += 1;
          return presence.remove(...args);
        },
      });
      const desk = await registered({ stores: { ...store.store, presence: counting } });
      const to = Array.from({ length: 500 }, (_, index) => `c${index}@${DOMAIN}`);
      to.splice(place, 0, DOMAIN);
      for (const show of ['away', 'dnd']) {
        writes = 0;
        await Promise.all(
          to.map((jid) => desk.desk.handle(el('presence', { from: `${ROMEO}/a`, to: jid }, el('show', {}, show)))),
        );
        assert.ok(writes <= 2, `${writes} writes`);
        assert.deepEqual(await desk.online(ROMEO), ['a']);
      }
      assert.equal((await presence.online(desk.site.gateway.name, ROMEO)).get('a')?.show, 'dnd');
      writes = 0;
      const gone = (jid: string) => el('presence', { type: 'unavailable', from: `${ROMEO}/a`, to: jid });
      await Promise.all(to.map((jid) => desk.desk.handle(gone(jid))));
      assert.ok(writes <= 2, `${writes} writes`);
      assert.deepEqual(await desk.online(ROMEO), []);
      await desk.hears(from('a', NURSE));
      assert.deepEqual(await desk.online(ROMEO), ['a'], 'directed presence after that counts again');
    }
  });

  it('knows each resource by what it said last: show, status, priority, idle since', async () => {
    const desk = await registered();
    const said =
      "<show>away</show><status>out</status><priority>-1</priority><idle xmlns='urn:xmpp:idle:1' since='2020-01-02T03:04:05Z'/>";
    await desk.hears(from('phone', DOMAIN));
    await desk.hears(from('desk', DOMAIN, said));
    const online = await desk.site.stores.presence.online(desk.site.gateway.name, ROMEO);
    const { at: _, ...kept } = online.get('desk') ?? { at: 0 };
    assert.deepEqual(kept, { show: 'away', status: 'out', priority: -1, idleSince: Date.UTC(2020, 0, 2, 3, 4, 5) });
    await desk.hears(typed('unavailable', DOMAIN, 'phone'));
    assert.deepEqual(await desk.online(ROMEO), ['desk']);
    await desk.hears(typed('unavailable', DOMAIN, 'phone'));
    await desk.hears(typed('unavailable', DOMAIN, 'desk'));
    assert.deepEqual(await desk.online(ROMEO), []);
  });

  it('takes a resource whose presence comes back as an error for gone', async () => {
    const desk = await registered();
    await desk.hears(from('a', DOMAIN));
    await desk.hears(from('b', DOMAIN));
    assert.deepEqual(await desk.hears(typed('error', DOMAIN, 'a')), []);
    assert.deepEqual(await desk.online(ROMEO), ['b']);
    await desk.hears(typed('error', DOMAIN, 'b'));
    assert.deepEqual(await desk.online(ROMEO), []);
  });

  it('counts directed presence until it ends, and ends with it nothing else', async () => {
    const desk = await registered();
    assert.deepEqual(await desk.hears(from('a', NURSE)), [`available ${DOMAIN}`]);
    assert.deepEqual(await desk.online(ROMEO), ['a']);
    await desk.hears(typed('unavailable', NURSE, 'a'));
    assert.deepEqual(await desk.online(ROMEO), []);
    await desk.hears(from('a', DOMAIN));
    await desk.hears(typed('unavailable', NURSE));
    assert.deepEqual(await desk.online(ROMEO), ['a'], 'so Prosody acknowledges a subscription request');
    await desk.hears(typed('unavailable', NURSE, 'a'));
    assert.deepEqual(await desk.online(ROMEO), ['a'], 'one contact was told, not the gateway');
    await desk.hears(typed('unavailable', DOMAIN, 'a'));
    assert.deepEqual(await desk.online(ROMEO), []);
  });

  it('says the same to a request that is repeated, and asks back once', async () => {
    const desk = await registered();
    assert.deepEqual(await desk.hears(typed('subscribe', NURSE)), [
      `subscribed ${NURSE}`,
      `available ${NURSE}`,
      `subscribe ${NURSE}`,
    ]);
    assert.deepEqual(await desk.hears(typed('subscribe', NURSE)), [`subscribed ${NURSE}`, `available ${NURSE}`]);
    assert.deepEqual(await desk.hears(typed('subscribed', NURSE)), []);
    assert.deepEqual(await desk.hears(typed('subscribe', NURSE)), [`subscribed ${NURSE}`, `available ${NURSE}`]);
    assert.deepEqual(await desk.hears(typed('subscribe', `no one@${DOMAIN}`.replace(' ', '\\20'))), [
      `unsubscribed no\\20one@${DOMAIN}`,
    ]);
  });

  it('logs out a user who takes the gateway out of the roster, keeps everything, and does not ask again', async () => {
    const { roster } = store.store;
    for (const type of ['unsubscribed', 'unsubscribe']) {
      const desk = await registered();
      await desk.hears(typed('subscribe', DOMAIN));
      await desk.hears(typed('subscribe', NURSE));
      await desk.hears(from('a', DOMAIN));
      const answers = await desk.hears(typed(type, DOMAIN));
      assert.deepEqual(answers, type === 'unsubscribe' ? [`unsubscribed ${DOMAIN}`, `unavailable ${DOMAIN}`] : []);
      assert.deepEqual(await desk.online(ROMEO), []);
      assert.ok(await desk.registrar.account(ROMEO));
      assert.equal((await roster.get(desk.site.gateway.name, ROMEO, 'nurse')).sees, true);
      // Directed presence logs in again, and so does a new subscription.
      assert.deepEqual(await desk.hears(from('a', NURSE)), [`available ${DOMAIN}`]);
      assert.deepEqual(await desk.online(ROMEO), ['a']);
    }
  });

  it('is silent to whoever is not registered, but for a request, and after an unregistration', async () => {
    const desk = new TestDesk(store);
    const silent = [from('a', DOMAIN), from('a', NURSE), typed('unavailable', DOMAIN, 'a'), typed('probe', NURSE)];
    for (const xml of silent) assert.deepEqual(await desk.hears(xml), []);
    assert.deepEqual(await desk.hears(typed('subscribe', NURSE)), [`error ${NURSE}`]);
    await desk.register(ROMEO);
    desk.site.stores.cache.forget(desk.site.gateway.name, ROMEO);
    await desk.hears(typed('subscribe', NURSE));
    await desk.hears(from('a', DOMAIN));
    await desk.registrar.remove(ROMEO);
    for (const xml of silent) assert.deepEqual(await desk.hears(xml), []);
    // Registered again at once: what the desk remembers of before is of somebody else.
    await desk.register(ROMEO);
    assert.deepEqual(await desk.hears(from('a', DOMAIN)), [`available ${DOMAIN}`]);
    assert.deepEqual(await desk.online(ROMEO), ['a']);
  });

  it('answers nothing of our own domain and no error', async () => {
    const desk = await registered();
    for (const type of ['subscribe', 'probe', 'subscribed', 'unsubscribe', 'unavailable']) {
      assert.deepEqual(await desk.hears(`<presence type='${type}' from='${NURSE}' to='${DOMAIN}'/>`), []);
      assert.deepEqual(await desk.hears(`<presence type='${type}' from='${DOMAIN}' to='${NURSE}'/>`), []);
    }
    assert.deepEqual(await desk.hears(typed('error', NURSE)), []);
  });

  it('shows contacts unasked where we asked the user, because the server asks only at a login', async () => {
    const desk = await registered();
    await desk.hears(typed('subscribe', DOMAIN));
    await desk.hears(typed('subscribe', NURSE));
    await desk.hears(typed('subscribe', `paris@${DOMAIN}`));
    await desk.hears(typed('unsubscribe', `paris@${DOMAIN}`));
    await desk.site.stores.presence.ask(desk.site.gateway.name, [ROMEO]);
    assert.deepEqual(await desk.hears(from('a', DOMAIN)), [`available ${DOMAIN}`, `available ${NURSE}`]);
    assert.deepEqual(await desk.hears(from('b', DOMAIN)), []);
  });

  it('lets a user go whose server says again and again that there is nobody, until the next presence', async () => {
    const clock = new ManualClock();
    const desk = await registered({ clock });
    const bounce = (condition: string) =>
      `<message type='error' from='${ROMEO}' to='${NURSE}' id='m'><error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`;
    const { bounces } = store.store;
    const bounced = async (condition: string): Promise<boolean> => {
      await desk.desk.bounced(readStanza(bounce(condition)));
      return (await bounces.gone(desk.site.gateway.name, [ROMEO]))[0] ?? false;
    };
    await desk.hears(from('a', DOMAIN));
    // Somebody who has blocked a contact, or is away: no word about the user.
    for (let times = 0; times < 10; times++) {
      clock.advance(120_000);
      assert.equal(await bounced('service-unavailable'), false);
    }
    assert.equal(await bounced('item-not-found'), false);
    assert.equal(await bounced('item-not-found'), false);
    assert.equal(await bounced('item-not-found'), false, 'a burst is one sign');
    clock.advance(61_000);
    assert.equal(await bounced('gone'), false);
    assert.deepEqual(await desk.online(ROMEO), ['a']);
    clock.advance(61_000);
    assert.equal(await bounced('remote-server-not-found'), true);
    assert.deepEqual(await desk.online(ROMEO), []);
    assert.ok(await desk.registrar.account(ROMEO), 'the registration is kept');
    assert.deepEqual(await desk.hears(from('a', DOMAIN)), [`available ${DOMAIN}`]);
    assert.deepEqual(await bounces.gone(desk.site.gateway.name, [ROMEO]), [false]);
  });

  it('begins anew with whoever was logged out by somebody else, though the same is said', async () => {
    const clock = new ManualClock();
    const desk = await registered({ presence: true, clock });
    const states = () => desk.events().map((event) => (event.type === 'presence' ? event.state.available : event));
    await desk.hears(from('a', DOMAIN));
    await desk.hears(from('b', DOMAIN));
    states();
    const account = await desk.registrar.account(ROMEO);
    assert.ok(account);
    await desk.onlines.end(account, 'a');
    assert.deepEqual(await desk.online(ROMEO), ['b']);
    await desk.onlines.end(account);
    assert.deepEqual(await desk.online(ROMEO), []);
    assert.deepEqual(states(), [false]);
    assert.deepEqual(await desk.hears(from('b', DOMAIN)), [`available ${DOMAIN}`]);
    assert.deepEqual(await desk.online(ROMEO), ['b']);
    assert.deepEqual(states(), [true]);
    // By another process: known here from the store only, when what was heard is not remembered any more.
    await new Online(desk.site).end(account);
    assert.deepEqual(states(), [false]);
    clock.advance(61_000);
    assert.deepEqual(await desk.hears(from('b', DOMAIN)), [`available ${DOMAIN}`]);
    assert.deepEqual(states(), [true], 'it is told though this process told the same last');
  });

  describe('of a network with presence', () => {
    it('grants the other address of the gateway by itself, and tells the network nothing of it', async () => {
      const desk = await registered({ presence: true });
      const node = `gateway@${DOMAIN}`;
      assert.deepEqual(await desk.hears(typed('subscribe', node)), [`subscribed ${node}`, `available ${node}`]);
      assert.deepEqual(await desk.hears(typed('probe', node, 'a')), [`available ${node}`]);
      assert.deepEqual(await new ContactList(desk.site).list(ROMEO), []);
      assert.deepEqual(await desk.hears(typed('unsubscribe', node)), [`unsubscribed ${node}`, `unavailable ${node}`]);
      await desk.hears(typed('subscribed', node));
      await desk.hears(typed('unsubscribed', node));
      assert.deepEqual(desk.events(), []);
    });

    it('asks the network for a subscription, and never grants by itself', async () => {
      const desk = await registered({ presence: true });
      assert.deepEqual(await desk.hears(typed('subscribe', NURSE)), []);
      const wish = { type: 'subscription', account: ROMEO, contact: 'nurse', wanted: true };
      assert.deepEqual(desk.events(), [wish]);
      assert.deepEqual(await desk.hears(typed('probe', NURSE, 'a')), [`unsubscribed ${NURSE}`]);
      assert.deepEqual(await desk.hears(typed('subscribe', DOMAIN)), [`subscribed ${DOMAIN}`, `available ${DOMAIN}`]);
    });

    it('tells the network whom a user lets see the presence, also without a wish to see', async () => {
      const desk = await registered({ presence: true });
      const { roster } = store.store;
      await roster.change(desk.site.gateway.name, ROMEO, 'nurse', { seen: 'asked' });
      assert.deepEqual(await desk.hears(typed('subscribed', NURSE)), []);
      assert.deepEqual(desk.events(), [{ type: 'allowed', account: ROMEO, contact: 'nurse' }]);
      assert.equal((await roster.get(desk.site.gateway.name, ROMEO, 'nurse')).seen, 'granted');
      await desk.hears(typed('subscribed', DOMAIN));
      assert.deepEqual(desk.events(), [], 'the gateway itself is none of the network');
    });

    it('tells the network who is there, once for each change, by the resource that counts', async () => {
      const desk = await registered({ presence: true });
      const told = () => desk.events().map((event) => (event.type === 'presence' ? event.state : event));
      await desk.hears(from('a', DOMAIN, '<show>away</show>'));
      await desk.hears(from('a', NURSE, '<show>away</show>'));
      assert.deepEqual(told(), [{ available: true, show: 'away' }]);
      await desk.hears(from('b', DOMAIN, '<priority>5</priority><status>here</status>'));
      assert.deepEqual(told(), [{ available: true, status: 'here' }]);
      await desk.hears(from('a', DOMAIN, '<show>xa</show>'));
      assert.deepEqual(told(), []);
      await desk.hears(typed('unavailable', DOMAIN, 'b'));
      assert.deepEqual(told(), [{ available: true, show: 'xa' }]);
      await desk.hears(typed('unavailable', DOMAIN, 'a'));
      await desk.hears(typed('unavailable', DOMAIN, 'a'));
      assert.deepEqual(told(), [{ available: false }]);
    });

    it('answers probes with what the network said last, caps included, and unavailable before', async () => {
      const desk = await registered({ presence: true });
      const { roster, contactPresences } = store.store;
      const { name } = desk.site.gateway;
      await roster.change(name, ROMEO, 'nurse', { sees: true });
      assert.deepEqual(await desk.hears(typed('probe', NURSE, 'a')), [`unavailable ${NURSE}`]);
      const idleSince = Date.UTC(2020, 0, 2, 3, 4, 5);
      await contactPresences.set(name, ROMEO, 'nurse', { available: true, show: 'xa', status: 'Anon!', idleSince });
      await desk.desk.handle(readStanza(typed('probe', NURSE, 'a')));
      const [shown] = desk.take();
      assert.match(
        serialise(shown ?? el('none')),
        new RegExp(
          `^<presence from="${NURSE}" to="${ROMEO}/a"><show>xa</show><status>Anon!</status>` +
            '<idle xmlns="urn:xmpp:idle:1" since="2020-01-02T03:04:05Z"/><c xmlns="http://jabber.org/protocol/caps" [^>]+/><x xmlns="vcard-temp:x:update"><photo>[0-9a-f]{40}</photo></x></presence>$',
        ),
      );
    });

    it('hears of a contact that the user denies or removes, and forgets it', async () => {
      const desk = await registered({ presence: true });
      const { roster, contactPresences } = store.store;
      const { name } = desk.site.gateway;
      await roster.change(name, ROMEO, 'nurse', { seen: 'asked' });
      await contactPresences.set(name, ROMEO, 'nurse', { available: true });
      assert.deepEqual(await desk.hears(typed('unsubscribed', NURSE)), []);
      const gone = { type: 'subscription', account: ROMEO, contact: 'nurse', wanted: false };
      assert.deepEqual(desk.events(), [gone]);
      assert.deepEqual(await roster.list(name, ROMEO), []);
      assert.deepEqual(await contactPresences.get(name, ROMEO, ['nurse']), [undefined]);
    });
  });
});
