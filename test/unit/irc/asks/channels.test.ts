import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type ScriptedIrcd, startScriptedIrcd, welcome } from '../../../../sandbox/ircd/index.js';
import { Asker, type Scene, type Script, startScene } from './support/world.js';

const ITEMS = 'http://jabber.org/protocol/disco#items';
const asked = (set = ''): string =>
  set === ''
    ? `<query xmlns="${ITEMS}"/>`
    : `<query xmlns="${ITEMS}"><set xmlns="http://jabber.org/protocol/rsm">${set}</set></query>`;
const item = (name: string, members: number): string =>
  `<item jid="${name.toLowerCase()}%net@irc.example.org" name="${name} (${members})"/>`;
const page = (items: string, set: string): string =>
  `<query xmlns="${ITEMS}">${items}<set xmlns="http://jabber.org/protocol/rsm">${set}</set></query>`;

const LISTING = [
  ':irc.test 321 alice Channel :Users  Name',
  ':irc.test 322 alice #d 4 :[+nt] last',
  ':irc.test 322 alice #B 2 :',
  ':irc.test 322 alice #a 1 :first',
  ':irc.test 322 alice #c 3 :',
  ':irc.test 323 alice :End of /LIST',
];
const list: Script = ({ command }) => (command === 'LIST' ? LISTING : undefined);

describe('the rooms of a network', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  it('says that the server wants to be asked later', async () => {
    scene.play(() => [':irc.test 263 alice LIST :Please wait a while and try again.']);
    assert.equal(await scene.error('get', 'net', asked()), 'wait service-unavailable');
    assert.equal(scene.context.delivered.length, 0);
  });

  const pages: readonly (readonly [string, string, string])[] = [
    [
      '',
      item('#B', 2) + item('#a', 1) + item('#c', 3) + item('#d', 4),
      '<first index="0">#b%net</first><last>#d%net</last><count>4</count>',
    ],
    [
      '<max>2</max>',
      item('#B', 2) + item('#a', 1),
      '<first index="0">#b%net</first><last>#a%net</last><count>4</count>',
    ],
    [
      '<max>2</max><after>#a%net</after>',
      item('#c', 3) + item('#d', 4),
      '<first index="2">#c%net</first><last>#d%net</last><count>4</count>',
    ],
    ['<max>2</max><after>#d%net</after>', '', '<count>4</count>'],
    [
      '<max>1</max><before>#a%net</before>',
      item('#B', 2),
      '<first index="0">#b%net</first><last>#b%net</last><count>4</count>',
    ],
    ['<max>1</max><before/>', item('#d', 4), '<first index="3">#d%net</first><last>#d%net</last><count>4</count>'],
    [
      '<max>1</max><index>1</index>',
      item('#a', 1),
      '<first index="1">#a%net</first><last>#a%net</last><count>4</count>',
    ],
    ['<max>0</max>', '', '<count>4</count>'],
  ];
  it('come in pages of one list', async () => {
    scene.play(list);
    for (const [set, items, around] of pages) {
      assert.equal(await scene.result('get', 'net', asked(set)), page(items, around), set);
    }
    assert.deepEqual(scene.sent, ['LIST']);
  });

  it('are not told after a room that there is not, nor to what cannot be understood', async () => {
    assert.equal(await scene.error('get', 'net', asked('<after>#x%net</after>')), 'cancel item-not-found');
    assert.equal(await scene.error('get', 'net', asked('<max>many</max>')), 'modify bad-request');
    assert.equal(scene.twice, 0);
  });

  it('leave nodes of commands to the core', () => {
    const { rooms } = scene.gateway;
    assert.equal(rooms.answers('net', '', 'get', ITEMS, ''), true);
    assert.equal(rooms.answers('net', '', 'get', ITEMS, 'http://jabber.org/protocol/commands'), false);
    assert.equal(rooms.answers('net', '', 'set', 'http://jabber.org/protocol/commands', 'x'), false);
    assert.equal(rooms.answers('net', '', 'get', 'http://jabber.org/protocol/disco#info', ''), false);
    assert.equal(rooms.answers('net', '', 'set', 'jabber:iq:register', ''), false);
  });
});

describe('the rooms of a network that the user is not connected to', () => {
  let ircd: ScriptedIrcd;
  let asker: Asker;
  before(async () => {
    ircd = await startScriptedIrcd();
    asker = await Asker.start(ircd.port);
  });
  afterEach(async () => {
    await asker.hold.close();
    await ircd.stop();
  });

  it('are asked for over a connection that is made for it', async () => {
    const answer = asker.result('get', 'net', asked('<max>1</max>'));
    const peer = await ircd.accept();
    await welcome(peer);
    await peer.expect('LIST');
    for (const line of LISTING) peer.send(line);
    assert.match(await answer, /<count>4<\/count>/);
    peer.onLine = ({ command }) => {
      if (command === 'QUIT') peer.end();
      return false;
    };
  });
});

describe('the rooms of a network that cannot be reached', () => {
  it('are not told', async () => {
    const ircd = await startScriptedIrcd({ onPeer: (peer) => peer.cut() });
    const asker = await Asker.start(ircd.port);
    assert.equal(await asker.error('get', 'net', asked()), 'wait recipient-unavailable');
    assert.equal(await asker.error('get', 'unknown', asked()), 'cancel remote-server-not-found');
    const all = (await asker.order({ do: 'connections' })) as { connections: unknown[] };
    assert.deepEqual(all.connections, []);
    await asker.hold.close();
    await ircd.stop();
  });
});
