import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Scene, startScene } from './support/world.js';

const ROOM = '#garden%net';

describe('what a room tells of itself', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene({ names: '@alice bob +carol', modes: '+ntk' });
    scene.peer.send(':bob!b@host.test TOPIC #garden :\u0002Roses\u0002 & more');
    await scene.settled();
  });
  after(() => scene.close());

  it('is what its modes make of it, with its topic and how many are there', async () => {
    assert.equal(
      await scene.result('get', ROOM, '<query xmlns="http://jabber.org/protocol/disco#info"/>'),
      '<query xmlns="http://jabber.org/protocol/disco#info">' +
        '<identity category="conference" type="irc" name="#garden"/>' +
        '<feature var="http://jabber.org/protocol/disco#info"/>' +
        '<feature var="http://jabber.org/protocol/muc"/>' +
        '<feature var="muc_unmoderated"/><feature var="muc_open"/><feature var="muc_passwordprotected"/>' +
        '<feature var="muc_public"/><feature var="muc_temporary"/><feature var="muc_nonanonymous"/>' +
        '<feature var="urn:xmpp:mam:2"/><feature var="urn:xmpp:mam:2#extended"/>' +
        '<feature var="http://jabber.org/protocol/rsm"/><feature var="urn:xmpp:hats:0"/>' +
        '<feature var="http://jabber.org/protocol/disco#items"/><feature var="urn:xmpp:occupant-id:0"/>' +
        '<feature var="urn:xmpp:ping"/><feature var="http://jabber.org/protocol/muc#self-ping-optimization"/>' +
        '<feature var="http://jabber.org/protocol/muc#stable_id"/><feature var="urn:xmpp:sid:0"/>' +
        '<feature var="urn:xmpp:time"/><feature var="vcard-temp"/><feature var="jabber:iq:version"/>' +
        '<x xmlns="jabber:x:data" type="result">' +
        '<field type="hidden" var="FORM_TYPE"><value>http://jabber.org/protocol/muc#roominfo</value></field>' +
        '<field var="muc#roominfo_description" type="text-single"><value>Roses &amp; more</value></field>' +
        '<field var="muc#roominfo_occupants" type="text-single"><value>3</value></field>' +
        '<field var="muc#roominfo_subject" type="text-single"><value>Roses &amp; more</value></field>' +
        '<field var="muc#roominfo_subjectmod" type="boolean"><value>0</value></field></x></query>',
    );
  });

  it('says of a room that the user is not in what holds for all rooms, and nothing of its people', async () => {
    const xml = await scene.result('get', '#other%net', '<query xmlns="http://jabber.org/protocol/disco#info"/>');
    assert.match(xml, /<identity category="conference" type="irc" name="#other"\/>/);
    assert.match(xml, /muc_nonanonymous/);
    assert.doesNotMatch(xml, /muc_(open|public|unmoderated|temporary|persistent)|roominfo/);
    assert.equal(
      await scene.result('get', '#other%net', '<query xmlns="http://jabber.org/protocol/disco#items"/>'),
      '<query xmlns="http://jabber.org/protocol/disco#items"/>',
    );
  });

  it('names the nick that the user has on the network', async () => {
    assert.equal(
      await scene.result(
        'get',
        '#other%net',
        '<query xmlns="http://jabber.org/protocol/disco#info" node="x-roomuser-item"/>',
      ),
      '<query xmlns="http://jabber.org/protocol/disco#info" node="x-roomuser-item">' +
        '<identity category="conference" type="text" name="alice"/>' +
        '<feature var="http://jabber.org/protocol/disco#info"/></query>',
    );
  });

  it('has no restriction of what may be said, and no other nodes', async () => {
    const node = (name: string): string => `<query xmlns="http://jabber.org/protocol/disco#info" node="${name}"/>`;
    const traffic = node('http://jabber.org/protocol/muc#traffic');
    assert.equal(await scene.result('get', ROOM, traffic), traffic);
    assert.equal(await scene.error('get', ROOM, node('other')), 'cancel item-not-found');
  });

  it('lists the people in it', async () => {
    assert.equal(
      await scene.result('get', ROOM, '<query xmlns="http://jabber.org/protocol/disco#items"/>'),
      '<query xmlns="http://jabber.org/protocol/disco#items">' +
        '<item jid="#garden%net@irc.example.org/alice" name="alice"/>' +
        '<item jid="#garden%net@irc.example.org/bob" name="bob"/>' +
        '<item jid="#garden%net@irc.example.org/carol" name="carol"/></query>',
    );
  });

  it('has a card with its topic', async () => {
    assert.equal(
      await scene.result('get', ROOM, '<vCard xmlns="vcard-temp"/>'),
      '<vCard xmlns="vcard-temp"><FN>#garden</FN><JABBERID>#garden%net@irc.example.org</JABBERID>' +
        '<DESC>Roses &amp; more</DESC></vCard>',
    );
  });

  it('tells of an occupant only those who are in the room', async () => {
    const info = '<query xmlns="http://jabber.org/protocol/disco#info"/>';
    assert.match(
      await scene.result('get', ROOM, info, { nick: 'BOB' }),
      /<identity category="client" type="pc" name="bob"\/>/,
    );
    assert.equal(
      await scene.error('get', ROOM, info, { nick: 'bob', from: 'juliet@example.org/phone' }),
      'modify bad-request',
    );
    assert.equal(await scene.error('get', ROOM, info, { nick: 'dave' }), 'cancel item-not-found');
  });

  it('answers exactly once', () => assert.equal(scene.twice, 0));
});

it('names no more occupants than an answer holds', async () => {
  const scene = await startScene({
    names: `@alice ${Array.from({ length: 200 }, (_, index) => `a${index}`).join(' ')}`,
  });
  try {
    for (let index = 0; index < 900; index += 1) scene.peer.send(`:b${index}!b@host.test JOIN #garden`);
    await scene.settled();
    const xml = await scene.result('get', ROOM, '<query xmlns="http://jabber.org/protocol/disco#items"/>');
    assert.equal(xml.match(/<item /g)?.length, 1000);
  } finally {
    await scene.close();
  }
});
