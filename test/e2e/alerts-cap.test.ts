import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { PATIENCE_MS } from '../support/bridge-watch.js';
import { NODES, ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest } from '../unit/alerts/bridge/world.js';

const PHONE = '+12025551003';
const ROOM = `weather@${ROOMS}`;
const CAP = 'urn:oasis:names:tc:emergency:cap:1.2';
const PUBSUB = 'http://jabber.org/protocol/pubsub';
const [SENT, LATER] = ['2026-11-26T10:00:00-00:00', '2026-11-26T11:00:00-00:00'];

interface Cap {
  readonly id: string;
  readonly type?: 'Alert' | 'Update' | 'Cancel';
  readonly severity?: string;
  readonly headline: string;
  /** The one that it speaks of. */
  readonly of?: string;
}

function cap({ id, type = 'Alert', severity = 'Severe', headline, of }: Cap): string {
  const references = of === undefined ? '' : `<references>met@weather.example,${of},${SENT}</references>`;
  const info = `<info><category>Met</category><event>Storm</event><urgency>Immediate</urgency><severity>${severity}</severity><certainty>Observed</certainty><headline>${headline}</headline><area><areaDesc>Verona</areaDesc></area></info>`;
  return `<alert xmlns='${CAP}'><identifier>${id}</identifier><sender>met@weather.example</sender><sent>${of === undefined ? SENT : LATER}</sent><status>Actual</status><msgType>${type}</msgType><scope>Public</scope>${references}${info}</alert>`;
}

describe('CAP from a client of XMPP (XEP-0127)', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let met: XmppUser;
  let juliet: XmppUser;
  let guest: Guest;
  let told: Awaited<ReturnType<XmppUser['waitFor']>>;

  /** Sends an alert, with nothing beside it, to the address of a route. */
  const send = async (user: XmppUser, id: string, alert: Cap, route = 'storms'): Promise<void> =>
    await user.send(`<message id='${id}' to='${route}@${world.alerts.domain}'>${cap(alert)}</message>`);
  const message = async (says: RegExp) =>
    await juliet.waitFor(
      (one) => one.name === 'message' && isFrom(one, world.agent) && says.test(one.getChildText('body') ?? ''),
      `a message that says ${says}`,
      PATIENCE_MS,
    );
  const sms = async (says: RegExp): Promise<void> =>
    await world.smsc.waitFor(() => world.smsc.inbox(PHONE).some(({ text }) => says.test(text)), PATIENCE_MS);

  before(async () => {
    world = await AlertsWorld.start({
      xmpp: await xmppWithRooms('ejabberd'),
      people: ['met', 'juliet', 'mallory'],
      book: (people) => ({
        sources: {
          sent: { kind: 'cap' },
          said: { kind: 'cap', places: [`xmpp:${ROOM}?join`] },
          published: { kind: 'pubsub', places: [`pubsub:${NODES}/cap`] },
          words: { kind: 'message' },
        },
        people: {
          met: { xmpp: people.met?.jid },
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          nurse: { title: 'Nurse', sms: PHONE, sendResolved: ['sms'] },
        },
        defaults: { groupWait: '0s', groupInterval: '1s' },
        routes: [
          { name: 'storms', match: 'event=Storm', allow: { send: 'met' }, to: ['juliet', 'nurse'] },
          { name: 'others', to: 'juliet' },
        ],
      }),
    });
    met = await world.connect('met');
    juliet = await world.connect('juliet');
    guest = new Guest(met, 'met');
    await met.request(`<iq type='set' to='${NODES}'><pubsub xmlns='${PUBSUB}'><create node='cap'/></pubsub></iq>`);
    await guest.enter(ROOM);
    await guest.sees(ROOM, 'alerts', PATIENCE_MS);
  });
  after(async () => await world?.stop());

  it('is told on every network of the route that it was sent to', async () => {
    await send(met, 'c1', { id: 'V-1', headline: 'Thunderstorm over Verona' });
    told = await message(/Thunderstorm over Verona/);
    assert.match(told.getChildText('body') ?? '', /Verona/);
    await sms(/Thunderstorm over Verona/);
  });

  it('is gone on with by an update, in the same thread', async () => {
    await send(met, 'c2', { id: 'V-2', type: 'Update', severity: 'Extreme', headline: 'Hail over Verona', of: 'V-1' });
    const update = await message(/Hail over Verona/);
    assert.equal(update.getChildText('thread'), told.getChildText('thread'));
    await sms(/Hail over Verona/);
  });

  it('is over when it is cancelled', async () => {
    await send(met, 'c3', { id: 'V-3', type: 'Cancel', headline: 'All clear', of: 'V-1' });
    const over = await message(/resolved/i);
    assert.equal(over.getChildText('thread'), told.getChildText('thread'));
    await sms(/resolved/i);
  });

  it('is taken from nobody who may not write to the route', async () => {
    const mallory = await world.connect('mallory');
    await send(mallory, 'c4', { id: 'M-1', headline: 'Hoax' });
    const refused = await mallory.waitFor((one) => attribute(one, 'type') === 'error', 'the refusal', PATIENCE_MS);
    assert.match(refused.toString(), /forbidden/);
    assert.equal(attribute(refused, 'id'), 'c4');
  });

  it('is heard in a room, with words beside it that are not an alert of their own', async () => {
    const alert = cap({ id: 'R-1', headline: 'Flood in Mantua' });
    await met.send(`<message id='r1' type='groupchat' to='${ROOM}'><body>A flood, it seems</body>${alert}</message>`);
    await message(/Flood in Mantua/);
    assert.equal(juliet.received.filter((one) => one.toString().includes('it seems')).length, 0);
    await met.send(
      `<message id='r2' type='groupchat' to='${ROOM}'>${cap({ id: 'R-2', type: 'Cancel', headline: 'Dry', of: 'R-1' })}</message>`,
    );
    await message(/resolved/i);
  });

  it('is read at a node, where a cancellation ends it as well', async () => {
    const publish = async (item: string, alert: Cap) =>
      await met.request(
        `<iq type='set' to='${NODES}'><pubsub xmlns='${PUBSUB}'><publish node='cap'><item id='${item}'>${cap(alert)}</item></publish></pubsub></iq>`,
      );
    await publish('i1', { id: 'P-1', headline: 'Fog in Padua' });
    await message(/Fog in Padua/);
    await publish('i2', { id: 'P-2', type: 'Cancel', headline: 'Sun', of: 'P-1' });
    await message(/resolved/i);
  });
});
