import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Scene, type Script, startScene } from './support/world.js';

const ROOM = '#garden%net';
const ADMIN = 'http://jabber.org/protocol/muc#admin';
const query = (...items: readonly string[]): string => `<query xmlns="${ADMIN}">${items.join('')}</query>`;
const me = ':alice!~a@gw.test';

/** Each line is answered by the entry that it begins with. */
const answering =
  (answers: Readonly<Record<string, readonly string[]>>): Script =>
  ({ raw }) =>
    Object.entries(answers).find(([begin]) => raw.startsWith(begin))?.[1];

describe('who is what in a room', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene({
      names: '@alice!~a@gw.test ~olga!o@host.test %hugo!h@host.test +carol!c@host.test bob!b@host.test',
      caps: { 'userhost-in-names': '', 'multi-prefix': '' },
    });
  });
  after(() => scene.close());

  const item = (attributes: string): string => `<item ${attributes}/>`;
  const jid = (nick: string, where: string): string => `jid="${nick}%net@irc.example.org/${where}"`;
  const olga = item(`affiliation="owner" role="moderator" ${jid('olga', 'o@host.test')} nick="olga"`);
  const alice = item(`affiliation="admin" role="moderator" ${jid('alice', '~a@gw.test')} nick="alice"`);
  const hugo = item(`affiliation="member" role="moderator" ${jid('hugo', 'h@host.test')} nick="hugo"`);
  const carol = item(`affiliation="member" role="participant" ${jid('carol', 'c@host.test')} nick="carol"`);
  const bob = item(`affiliation="none" role="participant" ${jid('bob', 'b@host.test')} nick="bob"`);
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['affiliation="owner"', [olga]],
    ['affiliation="admin"', [alice]],
    ['affiliation="member"', [hugo, carol]],
    ['affiliation="none"', [bob]],
    ['role="moderator"', [alice, olga, hugo]],
    ['role="participant"', [carol, bob]],
    ['role="visitor"', []],
    ['role="none"', []],
  ];
  for (const [wanted, items] of lists) {
    it(`is told for ${wanted}`, async () => {
      const expected = items.length === 0 ? `<query xmlns="${ADMIN}"/>` : query(...items);
      assert.equal(await scene.result('get', ROOM, query(item(wanted))), expected);
    });
  }

  it('asks the server for the outcasts, whatever else comes meanwhile', async () => {
    scene.play(
      answering({
        'MODE #garden b': [
          ':irc.test 367 alice #garden *!*@evil.test olga 1700000000',
          ':bob!b@host.test PRIVMSG #garden :hello',
          ':irc.test 367 alice #garden mallory!*@* olga 1700000001',
          ':irc.test 404 alice #garden :Cannot send to channel',
          ':irc.test 368 alice #garden :End of Channel Ban List',
        ],
      }),
    );
    assert.equal(
      await scene.result('get', ROOM, query(item('affiliation="outcast"'))),
      query(
        '<item affiliation="outcast" jid="*!*\\40evil.test%net@irc.example.org"/>',
        '<item affiliation="outcast" jid="mallory%net@irc.example.org"/>',
      ),
    );
  });

  it('is told to nobody outside, and only to requests that can be understood', async () => {
    assert.equal(await scene.error('get', '#other%net', query(item('role="moderator"'))), 'cancel not-acceptable');
    assert.equal(await scene.error('get', ROOM, query()), 'modify bad-request');
    assert.equal(await scene.error('set', ROOM, query(item('nick="bob"'))), 'modify bad-request');
    assert.equal(scene.twice, 0);
  });

  it('says why the outcasts are not told', async () => {
    scene.play(answering({ 'MODE #garden b': [':irc.test 482 alice #garden :You must be a channel operator'] }));
    assert.equal(await scene.error('get', ROOM, query(item('affiliation="outcast"'))), 'auth forbidden');
  });
});

for (const [how, caps] of [
  ['by the order of the lines', {}],
  ['by labels', { batch: '', 'labeled-response': '', 'message-tags': '' }],
] as const) {
  describe(`changes of people, with answers found ${how}`, () => {
    let scene: Scene;
    before(async () => {
      scene = await startScene({ names: '@alice bob +carol %hugo ~olga', caps });
      scene.peer.send(':bob!b@host.test PRIVMSG #garden :hi');
      scene.peer.send(':carol!c@gateway/web/kiwi PRIVMSG #garden :hi');
      await scene.settled();
    });
    after(() => scene.close());
    afterEach(() => assert.equal(scene.twice, 0));

    const play = (answers: Readonly<Record<string, readonly string[]>>): void => scene.play(answering(answers));

    it('gives a voice, and is answered when the server has done it', async () => {
      play({ 'MODE #garden +v': [`${me} MODE #garden +v bob`] });
      assert.equal(await scene.result('set', ROOM, query('<item nick="bob" affiliation="member"/>')), '');
      assert.deepEqual(scene.sent, ['MODE #garden +v bob']);
      play({ 'MODE #garden -v': [`${me} MODE #garden -v bob`] });
      assert.equal(await scene.result('set', ROOM, query('<item nick="BOB" affiliation="none"/>')), '');
      assert.deepEqual(scene.sent, ['MODE #garden -v bob']);
    });

    it('makes several changes in one line', async () => {
      play({ 'MODE #garden': [`${me} MODE #garden +v-h+o bob hugo carol`] });
      const items = [
        '<item nick="bob" affiliation="member"/>',
        '<item jid="hugo%net@irc.example.org" affiliation="none"/>',
        '<item jid="#garden%net@irc.example.org/carol" affiliation="admin"/>',
      ];
      assert.equal(await scene.result('set', ROOM, query(...items)), '');
      assert.deepEqual(scene.sent, ['MODE #garden +v-h+o bob hugo carol']);
      scene.peer.send(`${me} MODE #garden -v+h-o bob hugo carol`);
      await scene.settled();
    });

    it('has nothing to do for what is so already', async () => {
      play({});
      assert.equal(await scene.result('set', ROOM, query('<item nick="alice" affiliation="admin"/>')), '');
      assert.deepEqual(scene.sent, []);
    });

    it('kicks with the reason', async () => {
      play({ 'KICK #garden': [`${me} KICK #garden hugo :Too loud, really`] });
      const item = '<item nick="hugo" role="none"><reason>Too loud,\nreally</reason></item>';
      assert.equal(await scene.result('set', ROOM, query(item)), '');
      assert.deepEqual(scene.sent, ['KICK #garden hugo :Too loud, really']);
      scene.peer.send(':hugo!h@host.test JOIN #garden');
      await scene.settled();
    });

    it('bans by host and kicks, by the user name where others share the host', async () => {
      play({
        'MODE #garden +b': [`${me} MODE #garden +b *!*@host.test`],
        'KICK #garden': [`${me} KICK #garden bob :Out`],
      });
      const item = '<item jid="bob%net@irc.example.org/b@host.test" affiliation="outcast"><reason>Out</reason></item>';
      assert.equal(await scene.result('set', ROOM, query(item)), '');
      assert.deepEqual(scene.sent, ['MODE #garden +b *!b@host.test', 'KICK #garden bob Out']);
      scene.peer.send(':bob!b@host.test JOIN #garden');
      await scene.settled();
      play({
        'MODE #garden +b': [`${me} MODE #garden +b *!c@gateway/web/kiwi`],
        'KICK #garden': [`${me} KICK #garden carol :carol`],
      });
      assert.equal(await scene.result('set', ROOM, query('<item nick="carol" affiliation="outcast"/>')), '');
      assert.deepEqual(scene.sent, ['MODE #garden +b *!c@gateway/web/kiwi', 'KICK #garden carol']);
      scene.peer.send(':carol!c@gateway/web/kiwi JOIN #garden');
      await scene.settled();
    });

    it('bans somebody who is not there by what WHOIS tells', async () => {
      play({
        'WHOIS dave dave': [
          ':irc.test 311 alice Dave d far.test * :Dave',
          ':irc.test 318 alice Dave :End of /WHOIS list.',
        ],
        'MODE #garden +b': [`${me} MODE #garden +b *!*@far.test`],
      });
      assert.equal(await scene.result('set', ROOM, query('<item nick="dave" affiliation="outcast"/>')), '');
      assert.deepEqual(scene.sent, ['WHOIS dave dave', 'MODE #garden +b *!*@far.test']);
    });

    it('takes back the masks that an address of the list means', async () => {
      play({
        'MODE #garden b': [
          ':irc.test 367 alice #garden *!*@EVIL.test olga 1700000000',
          ':irc.test 367 alice #garden *!*@far.test olga 1700000000',
          ':irc.test 368 alice #garden :End of Channel Ban List',
        ],
        'MODE #garden -b': [`${me} MODE #garden -b *!*@EVIL.test`],
      });
      const item = '<item jid="*!*\\40evil.test%net@irc.example.org" affiliation="none"/>';
      assert.equal(await scene.result('set', ROOM, query(item)), '');
      assert.deepEqual(scene.sent, ['MODE #garden b', 'MODE #garden -b *!*@EVIL.test']);
      scene.sent.length = 0;
      const known = '<item jid="dave%net@irc.example.org/d@far.test" affiliation="none"/>';
      assert.equal(await scene.result('set', ROOM, query(known)), '');
      assert.deepEqual(scene.sent, ['MODE #garden b', 'MODE #garden -b *!*@far.test']);
    });

    it('never bans the user who asks', async () => {
      play({});
      for (const item of ['nick="alice"', 'jid="juliet@example.org"', 'jid="*!*\\40gw.test%net@irc.example.org"']) {
        const set = query(`<item ${item} affiliation="outcast"/>`);
        assert.equal(await scene.error('set', ROOM, set), 'cancel conflict', item);
      }
      assert.deepEqual(scene.sent, []);
    });

    it('says who is not there, and what is no name', async () => {
      play({});
      for (const item of [
        'nick="nobody" role="none"',
        'nick="nobody" affiliation="member"',
        'nick="two words" affiliation="outcast"',
        'nick=":x" affiliation="outcast"',
        'jid="romeo@example.org" affiliation="outcast"',
        'jid="bob%other@irc.example.org" affiliation="outcast"',
        'jid="*!*\\40evil.test%net@irc.example.org" role="none"',
      ]) {
        assert.equal(await scene.error('set', ROOM, query(`<item ${item}/>`)), 'cancel item-not-found', item);
      }
      assert.deepEqual(scene.sent, []);
    });

    it('tells the true error, and only that of its own line', async () => {
      play({ 'MODE #garden': [':irc.test 401 alice bob :No such nick/channel'] });
      const voice = query('<item nick="bob" affiliation="member"/>');
      assert.equal(await scene.error('set', ROOM, voice), 'cancel item-not-found');
      play({ 'KICK #garden': [':irc.test 441 alice bob #garden :They are not on that channel'] });
      assert.equal(await scene.error('set', ROOM, query('<item nick="bob" role="none"/>')), 'cancel item-not-found');
      play({ 'MODE #garden': [':irc.test 482 alice #garden :You need a higher rank'] });
      const owner = query('<item nick="bob" affiliation="owner"/>');
      assert.equal(await scene.error('set', ROOM, owner), 'cancel not-allowed');
    });

    it('does not kick where it may not ban', async () => {
      play({ 'MODE #garden': [':irc.test 478 alice #garden *!b@host.test :Channel ban list is full'] });
      const ban = query('<item nick="bob" affiliation="outcast"/>');
      assert.equal(await scene.error('set', ROOM, ban), 'wait resource-constraint');
      assert.deepEqual(scene.sent, ['MODE #garden +b *!b@host.test']);
    });
  });
}

describe('changes by somebody who is no operator', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene({ names: 'alice @bob' });
  });
  after(() => scene.close());

  it('are forbidden', async () => {
    scene.play(answering({ KICK: [':irc.test 482 alice #garden :You are not channel operator'] }));
    assert.equal(await scene.error('set', ROOM, query('<item nick="bob" role="none"/>')), 'auth forbidden');
  });

  it('cannot make a visitor where all may speak', async () => {
    assert.equal(await scene.error('set', ROOM, query('<item nick="bob" role="visitor"/>')), 'cancel not-allowed');
  });

  it('are answered when the connection ends', async () => {
    scene.pongs = false;
    scene.play(() => {
      scene.peer.cut();
      return undefined;
    });
    const kick = query('<item nick="bob" role="none"/>');
    assert.equal(await scene.error('set', ROOM, kick), 'wait recipient-unavailable');
    assert.equal(await scene.error('set', ROOM, kick), 'cancel not-acceptable');
    assert.equal(scene.twice, 0);
  });
});
