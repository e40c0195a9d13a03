import assert from 'node:assert/strict';
import { test } from 'node:test';
import { el } from '../../../../src/xmpp/element.js';
import { roomAvatarPresence } from '../../../../src/xmpp/muc/avatar.js';
import { type Leaving, type Occupant, occupantLeft, occupantPresence } from '../../../../src/xmpp/muc/occupants.js';
import { mucUser } from '../../../../src/xmpp/muc/user.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

const USER = 'http://jabber.org/protocol/muc#user';
const ann: Occupant = {
  address: '#c%net@gw/ann',
  affiliation: 'member',
  role: 'participant',
  jid: 'ann%net@gw/~a@host',
  occupantId: 'o1',
};
const MARK = '<occupant-id xmlns="urn:xmpp:occupant-id:0" id="o1"/>';

test('someone in a room is shown with standing, real JID and occupant id', () => {
  assert.equal(
    serialise(occupantPresence(ann)),
    `<presence from="#c%net@gw/ann"><x xmlns="${USER}"><item affiliation="member" role="participant" jid="ann%net@gw/~a@host"/></x>${MARK}</presence>`,
  );
});

test('what is not known of them is not said', () => {
  const plain: Occupant = { address: 'r@gw/n', affiliation: 'none', role: 'visitor' };
  assert.equal(
    serialise(occupantPresence(plain, { hats: [] })),
    `<presence from="r@gw/n"><x xmlns="${USER}"><item affiliation="none" role="visitor"/></x></presence>`,
  );
});

test('one is told about oneself with the codes of the join and the id of what is answered', () => {
  assert.equal(
    serialise(occupantPresence(ann, {}, { to: 'u@s/r', id: 'p1', statuses: [100, 110, 210] })),
    '<presence from="#c%net@gw/ann" to="u@s/r" id="p1">' +
      `<x xmlns="${USER}"><item affiliation="member" role="participant" jid="ann%net@gw/~a@host"/>` +
      `<status code="100"/><status code="110"/><status code="210"/></x>${MARK}</presence>`,
  );
});

test('away, idle, hats, picture and capabilities are shown', () => {
  const details = {
    show: 'away',
    status: 'Lunch & tea',
    idleSince: 1000,
    hats: [{ uri: 'urn:isthmus:hat:bot', title: 'Bot', lang: 'en' }],
    photo: '',
    caps: el('c', { xmlns: 'http://jabber.org/protocol/caps', hash: 'sha-1', node: 'n', ver: 'v' }),
  } as const;
  assert.equal(
    serialise(occupantPresence({ address: 'r@gw/n', affiliation: 'owner', role: 'moderator' }, details)),
    '<presence from="r@gw/n"><show>away</show><status>Lunch &amp; tea</status>' +
      '<idle xmlns="urn:xmpp:idle:1" since="1970-01-01T00:00:01Z"/>' +
      '<c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="n" ver="v"/>' +
      '<x xmlns="vcard-temp:x:update"><photo/></x>' +
      '<hats xmlns="urn:xmpp:hats:0"><hat uri="urn:isthmus:hat:bot" title="Bot" xml:lang="en"/></hats>' +
      `<x xmlns="${USER}"><item affiliation="owner" role="moderator"/></x></presence>`,
  );
});

const left = (leaving: Leaving, statuses?: readonly 110[]) =>
  serialise(occupantLeft(ann, leaving, statuses === undefined ? {} : { statuses }));
const gone = (inside: string, before = '') =>
  `<presence type="unavailable" from="#c%net@gw/ann">${before}<x xmlns="${USER}">${inside}</x>${MARK}</presence>`;
const item = (affiliation: string, role: string, more = '') =>
  `<item affiliation="${affiliation}" role="${role}" jid="ann%net@gw/~a@host"${more}`;

test('who leaves has no role any more', () => {
  assert.equal(left({ how: 'left', text: 'bye' }), gone(`${item('member', 'none')}/>`, '<status>bye</status>'));
  assert.equal(left({ how: 'left' }, [110]), gone(`${item('member', 'none')}/><status code="110"/>`));
});

test('who is kicked, banned or put out is told by whom and why', () => {
  const actor = { nick: 'op', jid: 'op%net@gw/o@h' };
  assert.equal(
    left({ how: 'kicked', actor, reason: 'spam' }, [110]),
    gone(
      `${item('member', 'none')}><actor nick="op" jid="op%net@gw/o@h"/><reason>spam</reason></item><status code="307"/><status code="110"/>`,
    ),
  );
  assert.equal(
    left({ how: 'banned', actor: { nick: 'op' } }),
    gone(`${item('outcast', 'none')}><actor nick="op"/></item><status code="301"/>`),
  );
  assert.equal(left({ how: 'affiliation-lost' }), gone(`${item('member', 'none')}/><status code="321"/>`));
  assert.equal(left({ how: 'members-only' }), gone(`${item('member', 'none')}/><status code="322"/>`));
});

test('the end of the service and a failure have codes of their own', () => {
  assert.equal(
    left({ how: 'shutdown', text: 'Restart' }),
    gone(`${item('member', 'none')}/><status code="332"/>`, '<status>Restart</status>'),
  );
  assert.equal(left({ how: 'failure' }), gone(`${item('member', 'none')}/><status code="333"/>`));
});

test('a change of nick keeps the role and tells the new one', () => {
  assert.equal(
    left({ how: 'renamed', nick: 'anna' }),
    gone(`${item('member', 'participant', ' nick="anna"')}/><status code="303"/>`),
  );
});

test('a room that ends tells where to go instead', () => {
  assert.equal(
    left({ how: 'destroyed', destruction: { alternate: '#d%net@gw', password: 'k', reason: 'Renamed' } }),
    gone(`${item('none', 'none')}/><destroy jid="#d%net@gw"><password>k</password><reason>Renamed</reason></destroy>`),
  );
});

test('the element of a room may be empty', () => {
  assert.equal(serialise(mucUser()), `<x xmlns="${USER}"/>`);
});

test('a room shows its picture in a presence of its own', () => {
  assert.equal(
    serialise(roomAvatarPresence('r@gw', 'abc', 'u@s/r')),
    '<presence from="r@gw" to="u@s/r"><x xmlns="vcard-temp:x:update"><photo>abc</photo></x></presence>',
  );
});
