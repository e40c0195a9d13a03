import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Scene, startScene } from './support/world.js';

const ROOM = '#garden%net';
const moderate = (id: string): string =>
  `<moderate xmlns="urn:xmpp:message-moderate:1" id="${id}"><retract xmlns="urn:xmpp:message-retract:1"/>` +
  '<reason>Spam</reason></moderate>';
const old = (id: string): string =>
  `<apply-to xmlns="urn:xmpp:fasten:0" id="${id}"><moderate xmlns="urn:xmpp:message-moderate:0">` +
  '<retract xmlns="urn:xmpp:message-retract:0"/></moderate></apply-to>';

/** What the clients in the room were told. */
const told = (scene: Scene): string => scene.context.roomStanzas.flatMap(({ stanzas }) => stanzas).join('\n');

describe('taking back what others have said', () => {
  let scene: Scene;
  let id = '';
  before(async () => {
    const caps = { 'draft/message-redaction': '', 'message-tags': '', 'standard-replies': '' };
    scene = await startScene({ caps });
    scene.peer.send('@msgid=m1 :bob!b@host.test PRIVMSG #garden :buy this');
    await scene.settled();
    await scene.context.until(() => told(scene).includes('buy this'), 'the message');
    id = /<stanza-id [^>]*\bid="([^"]+)"/.exec(told(scene))?.[1] ?? '';
    assert.notEqual(id, '');
  });
  after(() => scene.close());

  it('is advertised', async () => {
    const xml = await scene.result('get', ROOM, '<query xmlns="http://jabber.org/protocol/disco#info"/>');
    assert.match(xml, /<feature var="urn:xmpp:message-moderate:1"\/>/);
  });

  const refusals: readonly (readonly [string, string])[] = [
    ['REDACT_FORBIDDEN', 'auth forbidden'],
    ['UNKNOWN_MSGID', 'cancel item-not-found'],
    ['REDACT_WINDOW_EXPIRED', 'cancel not-allowed'],
    ['INVALID_TARGET', 'cancel item-not-found'],
  ];
  for (const [code, error] of refusals) {
    it(`tells that the server does not want it: ${code}`, async () => {
      scene.play(() => [`:irc.test FAIL REDACT ${code} #garden m1 :No`]);
      assert.equal(await scene.error('set', ROOM, moderate(id)), error);
    });
  }

  it('is a REDACT, of which the clients are told', async () => {
    scene.play(() => undefined);
    assert.equal(await scene.result('set', ROOM, moderate(id)), '');
    assert.deepEqual(scene.sent, ['REDACT #garden m1 Spam']);
    await scene.context.until(() => told(scene).includes('message-moderate:1'), 'the retraction');
    assert.match(told(scene), new RegExp(`<retract xmlns="urn:xmpp:message-retract:1" id="${id}">`));
    assert.equal(await scene.result('set', ROOM, old(id)), '');
    assert.deepEqual(scene.sent, ['REDACT #garden m1 Spam', 'REDACT #garden m1']);
  });

  it('needs a message that is known', async () => {
    assert.equal(await scene.error('set', ROOM, moderate('other')), 'cancel item-not-found');
    assert.equal(
      await scene.error('set', ROOM, '<moderate xmlns="urn:xmpp:message-moderate:1"/>'),
      'modify bad-request',
    );
    assert.equal(scene.twice, 0);
  });
});

describe('taking back where the network cannot', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  it('is not there', async () => {
    assert.equal(await scene.error('set', ROOM, moderate('x')), 'cancel feature-not-implemented');
    assert.deepEqual(scene.sent, []);
  });
});
