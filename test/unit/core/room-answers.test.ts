import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Gateway, RoomAbility, RoomAsk } from '../../../gateways/gateway.js';
import { roomAnswer } from '../../../src/core/rooms/answers.js';
import type { Site } from '../../../src/core/site.js';
import { readDiscoInfo } from '../../../src/xmpp/disco.js';
import type { Element } from '../../../src/xmpp/element.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { DOMAIN, siteWithout } from './support/site.js';

const JULIET = 'juliet@example.org/balcony';
const CARD = '<vCard xmlns="vcard-temp"><FN>Romeo</FN></vCard>';

const rooms: RoomAbility = {
  kindOf: (contact) => (contact.startsWith('#') ? 'room' : 'person'),
  laneFor: () => 'echo.0',
  answers: () => true,
  networks: [],
  identity: { category: 'conference', type: 'irc', name: 'IRC' },
};

function site(ability = rooms): Site {
  const plain = siteWithout();
  const gateway: Gateway = Object.assign(Object.create(plain.gateway), { rooms: ability });
  return { ...plain, gateway };
}

const ask = (contact: string, nick = ''): RoomAsk => {
  const to = `${contact}@${DOMAIN}${nick === '' ? '' : `/${nick}`}`;
  return { type: 'ask', method: 'get', payload: '<x/>', from: JULIET, to, contact, nick, stanzaId: 'q1' };
};

function answerTo(event: RoomAsk, answer?: string, ability = rooms): Element {
  const found = roomAnswer(site(ability), event, {
    kind: 'accepted',
    parts: [],
    ...(answer === undefined ? {} : { answer }),
  });
  assert.ok(found !== undefined);
  return found;
}

describe('what a request to a room or a person gets', () => {
  it('is the payload, from whom was asked to who asked', () => {
    assert.equal(
      serialise(answerTo(ask('#garden', 'romeo'), '<query xmlns="jabber:iq:last" seconds="75"/>')),
      `<iq type="result" from="#garden@${DOMAIN}/romeo" to="${JULIET}" id="q1">` +
        '<query xmlns="jabber:iq:last" seconds="75"/></iq>',
    );
    assert.equal(
      serialise(answerTo(ask('#garden'))),
      `<iq type="result" from="#garden@${DOMAIN}" to="${JULIET}" id="q1"/>`,
    );
  });

  it('has the picture of the gateway in cards of people, as their presence says', () => {
    const photo = answerTo(ask('romeo'), CARD).getChild('vCard', 'vcard-temp')?.getChild('PHOTO');
    assert.equal(photo?.getChildText('BINVAL'), site().about.avatar.bytes.toString('base64'));
    assert.equal(photo?.getChildText('TYPE'), 'image/png');
  });

  it('has none in cards of rooms and of who is in them, which announce none', () => {
    for (const event of [ask('#garden'), ask('#garden', 'romeo')]) {
      assert.doesNotMatch(serialise(answerTo(event, CARD)), /PHOTO/);
    }
  });

  it('is what a room is and what it is as a contact, where it is both', () => {
    const info =
      '<query xmlns="http://jabber.org/protocol/disco#info"><identity category="conference" type="text"/></query>';
    const told = (event: RoomAsk, ability: RoomAbility): readonly string[] =>
      readDiscoInfo(answerTo(event, info, ability).getChild('query', NS.discoInfo) ?? assert.fail()).identities.map(
        ({ category }) => category,
      );
    assert.deepEqual(told(ask('#garden'), rooms), ['conference']);
    const both: RoomAbility = { ...rooms, contacts: true };
    assert.deepEqual(told(ask('#garden'), both), ['conference', site().gateway.contactIdentity.category]);
    assert.deepEqual(told(ask('#garden', 'romeo'), both), ['conference']);
  });
});
