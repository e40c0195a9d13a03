import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Seats } from '../../../../gateways/alerts/post/seats.js';
import type { Post } from '../../../../gateways/gateway.js';
import type { Element } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

const ROOM = 'ops@rooms.example.org';
const AGENT = 'alerts@alerts.example.org/relay';

function element(xml: string): Element {
  const parsed = parseStanza(xml);
  assert.ok(parsed !== undefined);
  return parsed;
}

/** Two lanes of one installation: one asks, the other one hears. */
function lanes() {
  const [kv, clock] = [new MemoryKv(), new FakeClock()];
  const posted: Post[] = [];
  const parts = { kv, clock, agent: AGENT, nick: 'alerts', post: async (one: Post) => void posted.push(one) };
  const pass = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(250);
    }
  };
  return { asking: new Seats(parts), hearing: new Seats(parts), posted, pass };
}

const self = (type = '') =>
  element(
    `<presence from='${ROOM}/alerts' to='${AGENT}'${type}><x xmlns='http://jabber.org/protocol/muc#user'><item role='participant' affiliation='none'/><status code='110'/></x></presence>`,
  );

describe('the rooms that the agent is in', () => {
  it('are entered once, whichever lane hears that we are in', async () => {
    const { asking, hearing, posted, pass } = lanes();
    const entered = asking.enter(ROOM);
    await pass();
    assert.equal(posted.length, 1);
    assert.equal(posted[0]?.to, `${ROOM}/alerts`);
    assert.equal(await hearing.hear(self()), true);
    await pass();
    await entered;
    await hearing.enter(ROOM);
    assert.equal(posted.length, 1);
  });

  it('are asked anew after they have put us out, or have refused a message', async () => {
    const { asking, hearing, posted, pass } = lanes();
    await hearing.hear(self());
    await hearing.hear(self(` type='unavailable'`));
    const again = asking.enter(ROOM);
    await pass();
    assert.equal(posted.length, 1);
    await hearing.hear(self());
    await pass();
    await again;
    await hearing.doubt(ROOM);
    void asking.enter(ROOM).catch(() => undefined);
    await pass();
    assert.equal(posted.length, 2);
  });

  it('that refuse us are told, with their words', async () => {
    const { asking, hearing, pass } = lanes();
    const entered = assert.rejects(asking.enter(ROOM), /Members only/);
    await pass();
    const error = element(
      `<presence from='${ROOM}/alerts' to='${AGENT}' type='error'><x xmlns='http://jabber.org/protocol/muc'/><error type='auth'><registration-required xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Members only.</text></error></presence>`,
    );
    assert.equal(await hearing.hear(error), true);
    await pass();
    await entered;
  });

  it('hear nothing in presences of people', async () => {
    const { hearing } = lanes();
    assert.equal(await hearing.hear(element(`<presence from='alice@example.org/x' to='${AGENT}'/>`)), false);
  });
});
