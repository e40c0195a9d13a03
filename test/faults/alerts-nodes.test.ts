import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { PATIENCE_MS } from '../support/bridge-watch.js';
import { NODES, type RoomServer, xmppWithRooms } from '../support/xmpp-with-rooms.js';

const PUBSUB = 'http://jabber.org/protocol/pubsub';
const ATOM = 'http://www.w3.org/2005/Atom';

describe('nodes of a real service of PubSub, over outages', { concurrency: 1 }, () => {
  let xmpp: RoomServer;
  let world: AlertsWorld;
  let juliet: XmppUser;
  let met: XmppUser;
  const titles: string[] = [];

  const ask = async (inner: string, owner = ''): Promise<void> => {
    const iq = `<iq type='set' to='${NODES}'><pubsub xmlns='${PUBSUB}${owner}'>${inner}</pubsub></iq>`;
    const answer = await met.request(iq, PATIENCE_MS);
    assert.equal(answer.attrs.type, 'result', answer.toString());
  };
  /** Makes the node, such that those who listen are told when it is deleted. */
  const create = async (): Promise<void> => {
    const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`;
    const type = field('FORM_TYPE', `${PUBSUB}#node_config`);
    const form = `<x xmlns='jabber:x:data' type='submit'>${type}${field('pubsub#notify_delete', '1')}</x>`;
    await ask(`<create node='weather'/><configure>${form}</configure>`);
  };
  const publish = async (id: string, title: string): Promise<void> => {
    const entry = `<entry xmlns='${ATOM}'><title>${title}</title></entry>`;
    await ask(`<publish node='weather'><item id='${id}'>${entry}</item></publish>`);
    titles.push(title);
  };
  const isTold = (title: string) => (stanza: XmppUser['received'][number]) =>
    stanza.name === 'message' && isFrom(stanza, world.agent) && (stanza.getChildText('body') ?? '').includes(title);
  const told = async (title: string): Promise<void> =>
    void (await juliet.waitFor(isTold(title), `that ${title}`, PATIENCE_MS));
  const connect = async (): Promise<void> => {
    const { met: publisher, juliet: reader } = world.people;
    met = await connectUser(publisher ?? assert.fail());
    juliet = await connectUser(reader ?? assert.fail());
  };
  /** Messages by which each was told, also before she came back. */
  const messagesOf = new Map<string, Set<string>>();
  const count = (): void => {
    // A message that the crash of a process has sent twice has the same id both times.
    for (const title of titles) {
      const ids = messagesOf.get(title) ?? new Set();
      messagesOf.set(title, ids);
      for (const one of juliet.received.filter(isTold(title))) ids.add(String(one.attrs.id));
    }
  };

  before(async () => {
    xmpp = await xmppWithRooms('ejabberd');
    world = await AlertsWorld.start({
      xmpp,
      people: ['met', 'juliet'],
      config: { lanes: { lease: '5s' } },
      book: (people) => ({
        sources: { weather: { kind: 'pubsub', places: [`pubsub:${NODES}/weather`] } },
        people: { juliet: { xmpp: people.juliet?.jid } },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: 'all' },
        routes: [{ name: 'everything', to: 'juliet' }],
      }),
    });
    await connect();
  });
  after(async () => {
    await met?.close();
    await juliet?.close();
    await world?.stop();
  });

  it('that are made later are heard, with what was published before the subscription', async () => {
    await world.isthmus.waitForLog(/a node cannot be subscribed to, and is asked for again/);
    await create();
    await publish('w1', 'Rain comes');
    await publish('w2', 'Wind comes');
    await told('Rain comes');
    await told('Wind comes');
    await publish('w3', 'Snow comes');
    await told('Snow comes');
  });

  it('tell what was published while the gateway was killed', async () => {
    await world.isthmus.kill();
    await publish('w4', 'Hail comes');
    await publish('w5', 'Frost comes');
    await world.isthmus.start();
    await told('Hail comes');
    await told('Frost comes');
  });

  it('tell nothing again, and what is new, when the server was killed', async () => {
    count();
    await xmpp.kill();
    await xmpp.start();
    await connect();
    await publish('w6', 'Fog comes');
    await told('Fog comes');
  });

  it('that are deleted and made anew are subscribed to anew', async () => {
    await ask(`<delete node='weather'/>`, '#owner');
    await create();
    await publish('n1', 'Sun comes');
    await told('Sun comes');
    await publish('n2', 'Heat comes');
    await told('Heat comes');
  });

  it('have told each item once', () => {
    count();
    assert.deepEqual(
      titles.map((title) => [title, messagesOf.get(title)?.size]),
      titles.map((title) => [title, 1]),
    );
  });
});
