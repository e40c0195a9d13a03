import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Scene, startScene } from './support/world.js';

const ROOM = '#garden%net';
const OWNER = 'http://jabber.org/protocol/muc#owner';
const me = ':alice!~a@gw.test';
const get = `<query xmlns="${OWNER}"/>`;
const form = (type: string, fields = ''): string =>
  `<query xmlns="${OWNER}"><x xmlns="jabber:x:data" type="${type}">` +
  `<field var="FORM_TYPE"><value>http://jabber.org/protocol/muc#roomconfig</value></field>${fields}</x></query>`;
const field = (name: string, value: string): string => `<field var="${name}"><value>${value}</value></field>`;

describe('the configuration of a room', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene({ names: '@alice bob', modes: '+ntl 42' });
    scene.peer.send(':bob!b@host.test TOPIC #garden :Roses');
    await scene.settled();
  });
  after(() => scene.close());

  it('is a form of its modes and its topic', async () => {
    const xml = await scene.result('get', ROOM, get);
    const values = [...xml.matchAll(/<field type="([a-z-]+)" var="([^"]+)"[^>]*>(?:<value>([^<]*)<\/value>)?/g)].map(
      ([, type, name, value]) => `${name} ${type} ${value ?? ''}`,
    );
    assert.deepEqual(values, [
      'FORM_TYPE hidden http://jabber.org/protocol/muc#roomconfig',
      'muc#roomconfig_roomdesc text-single Roses',
      'muc#roomconfig_moderatedroom boolean 0',
      'muc#roomconfig_membersonly boolean 0',
      'muc#roomconfig_passwordprotectedroom boolean 0',
      'muc#roomconfig_roomsecret text-private ',
      'muc#roomconfig_publicroom boolean 1',
      'muc#roomconfig_changesubject boolean 0',
      'muc#roomconfig_maxusers list-single 42',
      'irc#roomconfig_registered boolean 0',
      'irc#roomconfig_noexternal boolean 1',
    ]);
    assert.doesNotMatch(xml, /label="irc\./);
  });

  it('is changed by modes and a topic, and answered when the server has done it', async () => {
    scene.play(({ command }) =>
      command === 'MODE'
        ? [`${me} MODE #garden +mR-l+k sesame`]
        : command === 'TOPIC'
          ? [`${me} TOPIC #garden :Tulips, red`]
          : undefined,
    );
    const fields =
      field('muc#roomconfig_roomdesc', 'Tulips, red') +
      field('muc#roomconfig_moderatedroom', '1') +
      field('muc#roomconfig_passwordprotectedroom', '1') +
      field('muc#roomconfig_roomsecret', 'sesame') +
      field('muc#roomconfig_maxusers', 'none') +
      field('irc#roomconfig_registered', 'true');
    assert.equal(await scene.result('set', ROOM, form('submit', fields)), '');
    assert.deepEqual(scene.sent, ['MODE #garden +mR-l+k sesame', 'TOPIC #garden :Tulips, red']);
  });

  it('stays as it is for a form that is sent back, an empty one, or none', async () => {
    scene.play(() => undefined);
    assert.equal(await scene.result('set', ROOM, form('submit')), '');
    assert.equal(await scene.result('set', ROOM, form('submit', field('muc#roomconfig_roomdesc', 'Tulips, red'))), '');
    assert.equal(await scene.result('set', ROOM, form('cancel')), '');
    const instant = `<query xmlns="${OWNER}"><x xmlns="jabber:x:data" type="submit"/></query>`;
    assert.equal(await scene.result('set', ROOM, instant), '');
    assert.deepEqual(scene.sent, []);
  });

  it('tells what cannot be', async () => {
    const key = field('muc#roomconfig_passwordprotectedroom', '1') + field('muc#roomconfig_roomsecret', 'two words');
    assert.equal(await scene.error('set', ROOM, form('submit', key)), 'modify not-acceptable');
    const wrong = field('muc#roomconfig_moderatedroom', 'maybe');
    assert.equal(await scene.error('set', ROOM, form('submit', wrong)), 'modify not-acceptable');
    assert.equal(await scene.error('set', ROOM, `<query xmlns="${OWNER}"><what/></query>`), 'modify bad-request');
    scene.play(() => [':irc.test 482 alice #garden :Not yours']);
    const moderated = field('muc#roomconfig_moderatedroom', '0');
    assert.equal(await scene.error('set', ROOM, form('submit', moderated)), 'cancel not-allowed');
  });

  it('cannot be the end of the room', async () => {
    scene.play(() => undefined);
    const destroy = `<query xmlns="${OWNER}"><destroy/></query>`;
    assert.equal(await scene.error('set', ROOM, destroy), 'cancel not-allowed');
    assert.deepEqual(scene.sent, []);
    assert.equal(scene.twice, 0);
  });
});

describe('the configuration of a room of others', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene({ names: '+alice @bob' });
  });
  after(() => scene.close());

  it('is theirs alone', async () => {
    assert.equal(await scene.error('get', ROOM, get), 'auth forbidden');
    assert.equal(await scene.error('set', ROOM, form('submit')), 'auth forbidden');
    assert.equal(await scene.error('get', '#other%net', get), 'cancel not-acceptable');
  });
});
