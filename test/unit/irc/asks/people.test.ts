import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseCtcp } from '../../../../gateways/irc/text/ctcp.js';
import { type Scene, type Script, startScene } from './support/world.js';

const ROOM = '#garden%net';
const PING = '<ping xmlns="urn:xmpp:ping"/>';
const VERSION = '<query xmlns="jabber:iq:version"/>';
const TIME = '<time xmlns="urn:xmpp:time"/>';
const LAST = '<query xmlns="jabber:iq:last"/>';
const CARD = '<vCard xmlns="vcard-temp"/>';

/** Says what the programs of bob and dave answer; they get a line of somebody else in between. */
const programs =
  (answers: Readonly<Record<string, string>>): Script =>
  ({ command, params }) => {
    const [nick = '', text = ''] = params;
    if (command !== 'PRIVMSG' || (nick !== 'bob' && nick !== 'dave')) return undefined;
    const asked = parseCtcp(text)?.command ?? '';
    const answer = answers[asked];
    const between = ':carol!c@host.test NOTICE alice :\u0001VERSION Another 1.0\u0001';
    return answer === undefined ? [between] : [between, `:${nick}!x@host.test NOTICE alice :\u0001${answer}\u0001`];
  };

describe('people who are asked', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene({ names: '@alice bob +carol' });
  });
  after(() => scene.close());

  it('tells clients whether they are in the room (XEP-0410), from here', async () => {
    scene.play(() => undefined);
    assert.equal(await scene.result('get', ROOM, PING, { nick: 'alice' }), '');
    assert.equal(await scene.result('get', ROOM, PING, { nick: 'Alice' }), '');
    const elsewhere = { nick: 'alice', from: 'juliet@example.org/phone' };
    assert.equal(await scene.error('get', ROOM, PING, elsewhere), 'cancel not-acceptable');
    assert.equal(await scene.error('get', '#other%net', PING, { nick: 'alice' }), 'cancel not-acceptable');
    assert.equal(await scene.error('get', ROOM, PING, { nick: 'nobody' }), 'cancel item-not-found');
    assert.deepEqual(scene.sent, []);
  });

  it('asks others over the network', async () => {
    scene.play(programs({ PING: 'PING 1' }));
    assert.equal(await scene.result('get', ROOM, PING, { nick: 'bob' }), '');
    assert.equal(await scene.result('get', 'dave%net', PING), '');
    assert.equal(await scene.result('get', '%net', PING, { nick: 'dave' }), '');
    assert.equal(scene.sent.length, 3);
    assert.match(scene.sent[0]?.replaceAll('\u0001', '|') ?? '', /^PRIVMSG bob :\|PING \d+\|$/);
  });

  it('tells that nobody has the nick', async () => {
    scene.play(() => [':irc.test 401 alice ghost :No such nick/channel']);
    assert.equal(await scene.error('get', 'ghost%net', PING), 'cancel item-not-found');
    assert.equal(scene.context.delivered.length, 0);
  });

  it('never writes to many in place of one', async () => {
    scene.play(() => undefined);
    for (const nick of ['#garden', '@#garden', 'bob,carol', '$*', 'two words', ':x']) {
      assert.equal(await scene.error('get', '%net', VERSION, { nick }), 'cancel item-not-found', nick);
    }
    assert.deepEqual(scene.sent, []);
  });

  const versions: readonly (readonly [string, string, string])[] = [
    ['WeeChat 4.1.1 (Jun  2 2024)', 'WeeChat', '4.1.1 (Jun  2 2024)'],
    ['mIRC v7.76', 'mIRC', '7.76'],
    ['irssi/1.4.5', 'irssi', '1.4.5'],
    ['HexChat:2.16:Linux', 'HexChat', '2.16'],
    ['just a bot', 'just a bot', ''],
  ];
  for (const [said, name, number] of versions) {
    it(`reads the program of ${said}`, async () => {
      scene.play(programs({ VERSION: `VERSION ${said}` }));
      const version = number === '' ? '<version></version>' : `<version>${number}</version>`;
      assert.equal(
        await scene.result('get', ROOM, VERSION, { nick: 'bob' }),
        `<query xmlns="jabber:iq:version"><name>${name}</name>${version}</query>`,
      );
    });
  }

  it('tells the time that is sure, and no other', async () => {
    scene.play(programs({ TIME: 'TIME Thu, 05 Mar 2026 10:20:30 +0130' }));
    assert.equal(
      await scene.result('get', ROOM, TIME, { nick: 'bob' }),
      '<time xmlns="urn:xmpp:time"><tzo>+01:30</tzo><utc>2026-03-05T08:50:30Z</utc></time>',
    );
    scene.play(programs({ TIME: 'TIME 2026-03-05T10:20:30Z' }));
    assert.equal(
      await scene.result('get', ROOM, TIME, { nick: 'bob' }),
      '<time xmlns="urn:xmpp:time"><tzo>+00:00</tzo><utc>2026-03-05T10:20:30Z</utc></time>',
    );
    scene.play(programs({ TIME: 'TIME Thu Mar  5 10:20:30 2026' }));
    assert.equal(await scene.error('get', ROOM, TIME, { nick: 'bob' }), 'cancel feature-not-implemented');
  });

  it('answers for ourselves what others would get', async () => {
    scene.play(() => undefined);
    assert.equal(
      await scene.result('get', ROOM, VERSION, { nick: 'alice' }),
      '<query xmlns="jabber:iq:version"><name>Isthmus</name><version></version></query>',
    );
    assert.deepEqual(scene.sent, []);
  });

  const whois: Script = ({ raw }) =>
    raw === 'WHOIS dave dave'
      ? [
          ':irc.test 311 alice dave d host.test * :\u0002David\u0002 & Sons',
          ':irc.test 330 alice dave davy :is logged in as',
          ':irc.test 317 alice dave 75 1700000000 :seconds idle, signon time',
          ':irc.test 318 alice dave :End of /WHOIS list.',
        ]
      : raw.startsWith('WHOIS')
        ? [':irc.test 401 alice ghost :No such nick/channel', ':irc.test 318 alice ghost :End of /WHOIS list.']
        : undefined;

  it('tells how long somebody has said nothing', async () => {
    scene.play(whois);
    assert.equal(await scene.result('get', 'dave%net', LAST), '<query xmlns="jabber:iq:last" seconds="75"/>');
    assert.equal(await scene.error('get', 'ghost%net', LAST), 'cancel item-not-found');
  });

  it('makes a card of what the network tells', async () => {
    scene.play(whois);
    assert.equal(
      await scene.result('get', 'dave%net', CARD),
      '<vCard xmlns="vcard-temp"><FN>David &amp; Sons</FN><NICKNAME>dave</NICKNAME>' +
        '<JABBERID>dave%net@irc.example.org</JABBERID><DESC>d@host.test\nAccount: davy</DESC></vCard>',
    );
    assert.equal(
      await scene.result('get', ROOM, CARD, { nick: 'bob' }),
      '<vCard xmlns="vcard-temp"><FN>bob</FN><NICKNAME>bob</NICKNAME>' +
        '<JABBERID>#garden%net@irc.example.org/bob</JABBERID><DESC>x@host.test</DESC></vCard>',
    );
  });

  it('asks once for all who ask the same', async () => {
    scene.play(whois);
    const all = await Promise.all([1, 2, 3].map(() => scene.result('get', 'dave%net', LAST)));
    assert.equal(new Set(all).size, 1);
    assert.deepEqual(scene.sent, ['WHOIS dave dave']);
    assert.equal(scene.twice, 0);
  });

  it('cannot ask where there is no connection', async () => {
    for (const payload of [PING, VERSION, TIME, LAST, CARD]) {
      assert.equal(await scene.error('get', 'dave%other.example', payload), 'wait recipient-unavailable');
    }
  });
});

it('says that a client is in its room while the connection is made anew: it need not enter again', async () => {
  const scene = await startScene({ names: '@alice bob' });
  try {
    scene.peer.end();
    // Answered when the end of the connection is noticed.
    assert.match(await scene.error('get', ROOM, PING, { nick: 'bob' }), /recipient-unavailable|not-acceptable/);
    assert.equal(await scene.result('get', ROOM, PING, { nick: 'alice' }), '');
    const elsewhere = { nick: 'alice', from: 'juliet@example.org/phone' };
    assert.equal(await scene.error('get', ROOM, PING, elsewhere), 'cancel not-acceptable');
  } finally {
    await scene.close();
  }
});
