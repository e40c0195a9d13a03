import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discoInfoQuery, discoItemsQuery } from '../../../../src/xmpp/disco.js';
import { RESERVED_NICK_NODE, type RoomDescription, reservedNickInfo, roomInfo } from '../../../../src/xmpp/muc/info.js';
import { NS } from '../../../../src/xmpp/namespaces.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

const open: RoomDescription = {
  network: 'irc',
  moderated: false,
  membersOnly: false,
  passwordProtected: false,
  hidden: false,
  persistent: false,
  nonAnonymous: false,
  can: [],
};
const query = (inside: string, node = '') =>
  `<query xmlns="http://jabber.org/protocol/disco#info"${node}>${inside}</query>`;
const feature = (name: string) => `<feature var="${name}"/>`;
const DISCO = feature('http://jabber.org/protocol/disco#info');

test('an open room says what it is, of each pair of opposites one', () => {
  assert.equal(
    serialise(discoInfoQuery(roomInfo(open))),
    query(
      `<identity category="conference" type="irc"/>${DISCO}${feature('http://jabber.org/protocol/muc')}` +
        ['unmoderated', 'open', 'unsecured', 'public', 'temporary', 'semianonymous']
          .map((one) => feature(`muc_${one}`))
          .join(''),
    ),
  );
});

test('a closed room says so, what it can do, and what it is about', () => {
  const closed: RoomDescription = {
    ...open,
    name: '#c on net',
    moderated: true,
    membersOnly: true,
    passwordProtected: true,
    hidden: true,
    persistent: true,
    nonAnonymous: true,
    can: ['ping', 'stable-id', 'self-ping', 'occupant-id', 'stanza-id', 'archive', 'hats', 'moderation', 'vcard'],
    features: ['urn:isthmus:test'],
    details: {
      description: 'Tea',
      subject: 'Today: green',
      maySetSubject: false,
      occupants: 3,
      lang: 'en',
      logs: 'https://logs.example/c',
      contacts: ['op@s'],
      history: 20,
      avatarHashes: ['abc', 'def'],
    },
  };
  const field = (type: string, name: string, ...values: string[]) =>
    `<field var="${name}" type="${type}">${values.map((value) => `<value>${value}</value>`).join('')}</field>`;
  assert.equal(
    serialise(discoInfoQuery(roomInfo(closed))),
    query(
      `<identity category="conference" type="irc" name="#c on net"/>${DISCO}${feature('http://jabber.org/protocol/muc')}` +
        ['moderated', 'membersonly', 'passwordprotected', 'hidden', 'persistent', 'nonanonymous']
          .map((one) => feature(`muc_${one}`))
          .join('') +
        [
          'urn:xmpp:ping',
          'http://jabber.org/protocol/muc#stable_id',
          'http://jabber.org/protocol/muc#self-ping-optimization',
          'urn:xmpp:occupant-id:0',
          'urn:xmpp:sid:0',
          'urn:xmpp:mam:2',
          'urn:xmpp:mam:2#extended',
          'http://jabber.org/protocol/rsm',
          'urn:xmpp:hats:0',
          'urn:xmpp:message-moderate:1',
          'vcard-temp',
          'urn:isthmus:test',
        ]
          .map(feature)
          .join('') +
        '<x xmlns="jabber:x:data" type="result"><field type="hidden" var="FORM_TYPE"><value>http://jabber.org/protocol/muc#roominfo</value></field>' +
        field('text-single', 'muc#maxhistoryfetch', '20') +
        field('jid-multi', 'muc#roominfo_contactjid', 'op@s') +
        field('text-single', 'muc#roominfo_description', 'Tea') +
        field('text-single', 'muc#roominfo_lang', 'en') +
        field('text-single', 'muc#roominfo_logs', 'https://logs.example/c') +
        field('text-single', 'muc#roominfo_occupants', '3') +
        field('text-single', 'muc#roominfo_subject', 'Today: green') +
        field('boolean', 'muc#roominfo_subjectmod', '0') +
        `${field('text-multi', 'muc#roominfo_avatarhash', 'abc', 'def')}</x>`,
    ),
  );
});

test('the nodes of rooms are answered', () => {
  assert.equal(
    serialise(discoInfoQuery(reservedNickInfo('ann'), RESERVED_NICK_NODE)),
    query(`<identity category="conference" type="text" name="ann"/>${DISCO}`, ' node="x-roomuser-item"'),
  );
  assert.equal(
    serialise(discoInfoQuery(reservedNickInfo(), RESERVED_NICK_NODE)),
    query(DISCO, ' node="x-roomuser-item"'),
  );
  assert.equal(
    serialise(discoItemsQuery([{ jid: '#c%net@gw', name: '#c' }], NS.mucRooms)),
    '<query xmlns="http://jabber.org/protocol/disco#items" node="http://jabber.org/protocol/muc#rooms"><item jid="#c%net@gw" name="#c"/></query>',
  );
  assert.equal(NS.mucTraffic, 'http://jabber.org/protocol/muc#traffic');
});
