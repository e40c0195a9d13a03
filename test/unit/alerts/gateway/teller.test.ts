import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';
import type { Telling } from '../../../../gateways/alerts/engine/effect.js';
import { AnswerForms } from '../../../../gateways/alerts/post/answer-forms.js';
import type { RoomSaying } from '../../../../gateways/alerts/post/rooms.js';
import { Teller, type TellerParts } from '../../../../gateways/alerts/post/teller.js';
import { renderTexts } from '../../../../gateways/alerts/texts/render.js';
import type { Post } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { bookOf } from '../book/helpers.js';

const WORDS = new Map<string, string>(Object.entries(renderTexts.en));
const BOOK = bookOf('routes: [{ name: db, to: "xmpp:a@example.org" }]');

function told(uri: string, more: Partial<Telling> = {}): Telling {
  const place = parsePlace(uri);
  assert.ok(place.ok);
  return {
    id: 'emessage',
    countedAs: 'emessage',
    reason: 'first',
    place: place.value,
    thread: 'ethread',
    severity: 'error',
    view: { state: 'firing', severity: 'error', route: 'db', labels: {}, alerts: [], title: 'Disk full' },
    ...more,
  };
}

function teller(parts: Partial<TellerParts> = {}) {
  const posted: Post[] = [];
  const reports: { readonly id: string; readonly fate: string }[] = [];
  const said: RoomSaying[] = [];
  const sunk: (readonly [string, string])[] = [];
  const made = new Teller({
    book: () => BOOK,
    text: ({ key }) => WORDS.get(key) ?? key,
    post: async (one) => void posted.push(one),
    neighbour: (name) => {
      if (name !== 'sms') return undefined;
      return {
        domain: 'sms.example.org',
        jidOf: (text) => (text.startsWith('+') ? `${text}@sms.example.org` : undefined),
      };
    },
    houses: { ready: async () => undefined },
    forms: new AnswerForms(Buffer.alloc(32)),
    shown: async () => new Map(),
    media: undefined,
    intake: { report: async (one) => void reports.push(one), say: async (one) => void said.push(one) },
    agent: 'alerts@alerts.example.org/relay',
    sinks: { add: async (name, { id }) => void sunk.push([name, id]) },
    inRooms: 'alerts@alerts.example.org/room',
    domain: 'alerts.example.org',
    clock: new FakeClock(),
    log: silentLog,
    ...parts,
  });
  return { made, posted, said, sunk, reports };
}

describe('telling a group', () => {
  it('goes nowhere where it goes to a sink', async () => {
    const { made, posted, sunk, reports } = teller();
    await made.tell(told('sink:trial'));
    assert.deepEqual(
      [posted.length, sunk, reports],
      [0, [['trial', 'emessage']], [{ id: 'emessage', fate: 'delivered' }]],
    );
  });

  it('goes to the contact of the gateway that carries it, under the id of the message', async () => {
    const { made, posted, reports } = teller();
    await made.tell(told('sms:+12025550123', { expires: Number.MAX_SAFE_INTEGER }));
    assert.deepEqual(
      posted.map(({ id, to }) => [id, to]),
      [['emessage', '+12025550123@sms.example.org']],
    );
    assert.equal(posted[0]?.expires, Number.MAX_SAFE_INTEGER);
    assert.deepEqual(reports, []);
  });

  it('goes into a room by whoever is in it, under the JID that is there', async () => {
    const { made, posted, said } = teller();
    await made.tell(told('xmpp:ops@rooms.example.org?join', { expires: Number.MAX_SAFE_INTEGER }));
    assert.deepEqual(posted, []);
    assert.deepEqual(
      said.map(({ id, room, expires }) => ({ id, room, expires })),
      [{ id: 'emessage', room: 'ops@rooms.example.org', expires: Number.MAX_SAFE_INTEGER }],
    );
    assert.match(said[0]?.stanza ?? '', /from="alerts@alerts.example.org\/room"/);
  });

  it('that can never arrive is reported, and holds up nobody', async () => {
    const failing: [Telling, Partial<TellerParts>, string][] = [
      [told('sms:12345'), {}, 'the sms gateway knows no such address'],
      [told('mailto:a@example.net'), {}, 'the email gateway knows no such address'],
      [told('sms:+12025550123', { expires: 1 }), {}, 'it is too old'],
      [told('hook:https://example.net/x'), {}, 'there is no HTTP: add http to the config file'],
      [told('sms:+12025550123'), { houses: { ready: async () => 'refused' } }, 'refused'],
    ];
    for (const [telling, parts, reason] of failing) {
      const { made, posted, reports } = teller(parts);
      await made.tell(telling);
      assert.deepEqual(posted, [], telling.place.uri);
      assert.deepEqual(reports, [{ id: 'emessage', fate: 'failed', reason }], telling.place.uri);
    }
  });

  it('is to be told again where the lane takes nothing', async () => {
    const { made, reports } = teller({ post: async () => Promise.reject(new Error('Redis is away')) });
    await assert.rejects(made.tell(told('xmpp:a@example.org')), /Redis is away/);
    assert.deepEqual(reports, []);
  });
});
