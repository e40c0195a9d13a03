import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PATIENCE_MS } from '../../../sandbox/patience.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { openStore, type Store } from '../../../src/store/redis-store.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';

const ROMEO = `romeo@${DOMAIN}`;

describe('when the stream comes up', () => {
  let running: RunningHost;
  let store: Store;
  before(async () => {
    running = await RunningHost.start();
    const { redis, prefix, keyFile } = running.settings;
    store = await openStore({ address: redis, prefix, keyFile, clock: systemClock, log: silentLog });
  });
  after(async () => {
    await store.close();
    await running.stop();
  });

  const online = async () => [...(await store.presence.online('echo', USER)).keys()];

  /** A request of ours, once it is heard, as its id. */
  async function asked(pattern: RegExp, what: string): Promise<string> {
    await running.hears((heard) => pattern.test(heard), what);
    const [iq = ''] = pattern.exec(running.heard) ?? [];
    return /id="([^"]+)"/.exec(iq)?.[1] ?? '';
  }

  async function eventually(holds: () => Promise<boolean>, what: string): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (!(await holds())) assert.ok(Date.now() < until, what);
  }

  /** The connection breaks, and is there again with the roll being called. */
  async function reconnected(): Promise<void> {
    running.heard = '';
    running.socket?.destroy();
    await running.hears((heard) => heard.includes(`type="probe"`), 'the probe');
  }

  it('each user is probed, and where one answers, the gateway and the contacts show themselves', async () => {
    running.send(`<presence from="${USER}" to="${DOMAIN}" type="subscribe"/>`);
    running.send(`<presence from="${USER}" to="${ROMEO}" type="subscribe"/>`);
    await running.hears(
      (heard) => heard.includes(`<presence from="${ROMEO}" to="${USER}" type="subscribe"/>`),
      'granted',
    );
    running.send(`<presence from="${USER}/a" to="${DOMAIN}"><show>away</show></presence>`);
    await running.hears(
      (heard) => heard.includes(`<presence from="${ROMEO}" to="${USER}"><show>away</show>`),
      'echoed',
    );

    await reconnected();
    assert.match(running.heard, new RegExp(`<presence from="${DOMAIN}" to="${USER}" type="probe"/>`));
    assert.deepEqual(await online(), [], 'nobody is taken for online before the answer');
    running.send(`<presence from="${USER}/b" to="${DOMAIN}"/>`);
    await running.hears((heard) => heard.includes(`<presence from="${DOMAIN}" to="${USER}"><c `), 'the gateway');
    await running.hears((heard) => heard.includes(`<presence from="${ROMEO}" to="${USER}">`), 'the contact');
    assert.deepEqual(await online(), ['b']);
  });

  it('the network hears that whoever was online before and does not answer is gone', async () => {
    const shown = async () => (await store.contactPresences.get('echo', USER, ['romeo']))[0]?.available;
    assert.equal(await shown(), true, 'the contact shows what the user shows');
    await reconnected();
    await eventually(async () => (await shown()) === false, 'the contact shows that the user is gone');
  });

  it('whoever answers a probe with unsubscribed, or not at all, is offline, registered, and not asked again', async () => {
    await reconnected();
    running.send(`<presence from="${USER}" to="${DOMAIN}" type="unsubscribed"/>`);
    running.send(`<iq from="${USER}/a" to="${DOMAIN}" type="get" id="after"><ping xmlns="urn:xmpp:ping"/></iq>`);
    await running.hears((heard) => heard.includes('id="after"'), 'the answer behind it');
    assert.deepEqual(await online(), []);
    assert.doesNotMatch(running.heard, /type="subscribe"/);
    assert.ok(await store.accounts.get('echo', USER));
    assert.equal((await store.roster.get('echo', USER, '')).seen, 'no');
  });

  it('a roster that may be read tells what was removed, and pushes of the server are acknowledged', async () => {
    await store.roster.change('echo', USER, '', { sees: true, seen: 'granted' });
    await store.roster.change('echo', USER, 'romeo', { sees: true, seen: 'granted' });
    running.heard = '';
    running.greeting =
      `<message from="example.org" to="${DOMAIN}"><privilege xmlns="urn:xmpp:privilege:2"><perm access="roster" type="get"/></privilege></message>` +
      `<message from="evil.example" to="${DOMAIN}"><privilege xmlns="urn:xmpp:privilege:2"><perm access="roster" type="none"/></privilege></message>`;
    running.socket?.destroy();
    const id = await asked(
      /<iq type="get"[^>]*><query xmlns="jabber:iq:roster"\/><\/iq>/,
      'the question for the roster',
    );
    const item = `<item jid="${DOMAIN}" subscription="both"/>`;
    running.send(
      `<iq type="result" from="${USER}" to="${DOMAIN}" id="${id}"><query xmlns="jabber:iq:roster">${item}</query></iq>`,
    );
    const push = (from: string, name: string): string =>
      `<iq type="set" from="${from}" to="${DOMAIN}" id="${name}"><query xmlns="jabber:iq:roster">${item}</query></iq>`;
    running.send(push(USER, 'p1') + push(`${USER}/a`, 'p2') + push('juliet@evil.example', 'p3'));
    const answer = async (name: string): Promise<string | undefined> => {
      await running.hears((heard) => heard.includes(`id="${name}"`), name);
      const [tag] = running.heard.match(new RegExp(`<iq [^>]*id="${name}"[^>]*>`)) ?? [];
      return /type="(\w+)"/.exec(tag ?? '')?.[1];
    };
    assert.deepEqual([await answer('p1'), await answer('p2'), await answer('p3')], ['result', 'error', 'error']);
    const isForgotten = async () => (await store.roster.list('echo', USER)).every(({ contact }) => contact !== 'romeo');
    await eventually(isForgotten, 'the contact that is not in the roster is forgotten');
    assert.deepEqual(await store.roster.get('echo', USER, ''), { contact: '', sees: true, seen: 'granted' });
  });

  it('what was granted on the stream before counts no more', async () => {
    running.greeting = '';
    await reconnected();
    running.send(`<iq type="set" from="${USER}" to="${DOMAIN}" id="p4"><query xmlns="jabber:iq:roster"/></iq>`);
    await running.hears((heard) => heard.includes('id="p4"'), 'the answer');
    assert.match(running.heard, /<iq type="error"[^>]*id="p4"/);
    assert.doesNotMatch(running.heard, /<iq type="get"[^>]*><query xmlns="jabber:iq:roster"/);
  });

  it('and hundreds of contacts end in order when a user leaves, and nothing is said to the user afterwards', async () => {
    const contacts = Array.from({ length: 300 }, (_, index) => `c${index}`);
    await Promise.all(contacts.map((contact) => store.roster.change('echo', USER, contact, { sees: true })));
    running.heard = '';
    running.send(
      `<iq from="${USER}/a" to="${DOMAIN}" type="set" id="bye"><query xmlns="jabber:iq:register"><remove/></query></iq>`,
    );
    const last = `<presence from="${DOMAIN}" to="${USER}" type="unavailable"/>`;
    await running.hears((heard) => heard.includes(last), 'the end');
    const said = [...running.heard.matchAll(/<(iq|presence)([^>]*)>/g)].map(([, name, attributes]) => {
      const value = (key: string) => new RegExp(`${key}="([^"]*)"`).exec(attributes ?? '')?.[1];
      return `${name} ${value('type')} ${value('from')}`;
    });
    assert.equal(said[0], `iq result ${DOMAIN}`);
    const ends = (jid: string) => [
      `presence unsubscribe ${jid}`,
      `presence unsubscribed ${jid}`,
      `presence unavailable ${jid}`,
    ];
    assert.deepEqual(said.slice(-3), ends(DOMAIN));
    for (const contact of contacts) {
      const jid = `${contact}@${DOMAIN}`;
      assert.deepEqual(
        said.filter((one) => one.endsWith(` ${jid}`)),
        ends(jid),
      );
    }
    running.heard = '';
    const late = [`type="probe"`, `type="unavailable"`, ''].flatMap((type) =>
      [DOMAIN, ROMEO].map((to) => `<presence from="${USER}/a" to="${to}" ${type}/>`),
    );
    running.send(
      `${late.join('')}<iq from="${USER}/a" to="${DOMAIN}" type="get" id="end"><ping xmlns="urn:xmpp:ping"/></iq>`,
    );
    await running.hears((heard) => heard.includes('id="end"'), 'the answer behind it');
    assert.doesNotMatch(running.heard, /<presence/);
  });
});
