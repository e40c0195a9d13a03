import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inChannel, Net, NOW } from './net.js';

describe('joins', () => {
  it('opens a channel by our own join, spelled as the server spells it', () => {
    const net = new Net();
    const event = net.one('joined', ':me!~m@my.host JOIN :#Chan[1]');
    assert.equal(event.own, true);
    assert.equal(event.at, NOW);
    assert.equal(event.channel.name, '#Chan[1]');
    assert.equal(event.channel.key, '#chan{1}');
    assert.deepEqual(net.names('#CHAN{1]'), ['me']);
    assert.equal(net.state.own.user.host, 'my.host');
  });

  it('knows account and real name from extended-join', () => {
    const net = inChannel();
    const event = net.one('joined', ':dan!~d@h.example JOIN #c danacc :Dan of IRC');
    assert.equal(event.own, false);
    assert.deepEqual(
      { ...event.user },
      {
        nick: 'dan',
        user: '~d',
        host: 'h.example',
        realname: 'Dan of IRC',
        account: 'danacc',
        away: undefined,
        bot: false,
        shared: 1,
      },
    );
    net.feed(':eve!e@h JOIN #c * :Eve');
    assert.equal(net.user('eve').account, null);
  });

  it('leaves the account unknown without extended-join', () => {
    const net = inChannel();
    net.feed(':dan!d@h JOIN #c');
    assert.equal(net.user('dan').account, undefined);
  });

  it('passes over a join told twice, and one in a channel where we are not', () => {
    const net = inChannel();
    assert.deepEqual(net.feed(':me!~m@my.host JOIN #c', ':alice!a@h JOIN #c', ':dan!d@h JOIN #other'), []);
    assert.deepEqual(net.names('#c'), ['+bob', '@alice', 'carol', 'me']);
    assert.equal(net.state.user('dan'), undefined);
  });

  it('tells where we see them already what is new', () => {
    const net = inChannel();
    net.feed(':me!m@h JOIN #d');
    const events = net.feed(':alice!a@new.host JOIN #d alacc :Alice');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['host', 'joined', 'account'],
    );
  });

  it('takes the time of server-time', () => {
    const net = inChannel();
    const event = net.one('joined', '@time=2025-12-31T23:00:00.250Z :dan!d@h JOIN #c');
    assert.equal(event.at, NOW - 3_600_000 + 250);
    assert.equal(net.one('joined', '@time=yesterday :eve!d@h JOIN #c').at, NOW);
  });
});

describe('leaving', () => {
  it('tells of a part with its reason, and forgets whom we no longer see', () => {
    const net = inChannel();
    const event = net.one('parted', ':alice!a@h PART #C :off to lunch');
    assert.equal(event.reason, 'off to lunch');
    assert.equal(event.own, false);
    assert.equal(event.user.nick, 'alice');
    assert.equal(net.state.user('alice'), undefined);
    assert.deepEqual(net.feed(':alice!a@h PART #c', ':nobody!n@h PART #c', ':bob PART #nowhere'), []);
  });

  it('keeps whom we see elsewhere', () => {
    const net = inChannel();
    net.feed(':me!m@h JOIN #d', ':alice!a@h JOIN #d', ':alice!a@h PART #c');
    assert.equal(net.user('alice').shared, 1);
    assert.deepEqual(
      net.state.channelsOf('ALICE').map(({ name }) => name),
      ['#d'],
    );
  });

  it('closes a channel by our own part, with all who were only there', () => {
    const net = inChannel();
    const event = net.one('parted', ':me!m@h PART #c');
    assert.equal(event.own, true);
    assert.equal(event.reason, undefined);
    assert.equal(net.state.channel('#c'), undefined);
    assert.equal(net.state.user('alice'), undefined);
    assert.equal(net.user('me').shared, 0);
  });

  it('tells of a kick without a comment', () => {
    const net = inChannel();
    const event = net.one('kicked', ':alice!a@h KICK #c BOB');
    assert.equal(event.user.nick, 'bob');
    assert.equal(event.reason, undefined);
    assert.deepEqual(event.by, { nick: 'alice', user: 'a', host: 'h' });
    assert.deepEqual(net.names('#c'), ['@alice', 'carol', 'me']);
  });

  it('closes a channel when we are kicked, also by a server', () => {
    const net = inChannel();
    const event = net.one('kicked', ':irc.example KICK #c me :flood');
    assert.equal(event.own, true);
    assert.deepEqual(event.by, { nick: 'irc.example' });
    assert.equal(event.reason, 'flood');
    assert.equal(net.state.channel('#c'), undefined);
  });

  it('tells of a quit once, with all channels, also of a bare nick', () => {
    const net = inChannel();
    net.feed(':me!m@h JOIN #d', ':alice!a@h JOIN #d');
    const event = net.one('quit', ':alice QUIT :Quit: bye');
    assert.deepEqual(
      event.channels.map(({ name }) => name),
      ['#c', '#d'],
    );
    assert.equal(event.reason, 'Quit: bye');
    assert.equal(event.user.nick, 'alice');
    assert.deepEqual(net.feed(':alice QUIT :again', ':stranger!s@h QUIT'), []);
  });

  it('closes all when we quit', () => {
    const net = inChannel();
    assert.equal(net.one('quit', ':me!m@h QUIT :Killed').own, true);
    assert.deepEqual([...net.state.channels], []);
    assert.equal(net.user('me').shared, 0);
  });
});

describe('nicks', () => {
  it('renames with prefixes kept, also by a bare nick', () => {
    const net = inChannel();
    const event = net.one('nick', ':alice NICK :Alicia');
    assert.deepEqual([event.from, event.to, event.own], ['alice', 'Alicia', false]);
    assert.deepEqual(
      event.channels.map(({ name }) => name),
      ['#c'],
    );
    assert.deepEqual(net.names('#c'), ['+bob', '@Alicia', 'carol', 'me']);
    assert.equal(net.state.user('alice'), undefined);
  });

  it('changes only the spelling', () => {
    const net = inChannel();
    assert.equal(net.one('nick', ':alice!a@h NICK ALICE').to, 'ALICE');
    assert.equal(net.user('alice').nick, 'ALICE');
    assert.deepEqual(net.feed(':ALICE!a@h NICK ALICE'), []);
  });

  it('follows our own nick, also where the server forces it', () => {
    const net = inChannel();
    const event = net.one('nick', ':me!m@h NICK Guest1234');
    assert.equal(event.own, true);
    assert.equal(net.state.isOwn('guest1234'), true);
    assert.equal(net.state.isOwn('me'), false);
    assert.equal(net.one('parted', ':guest1234!m@h PART #c').own, true);
  });

  it('takes the nick of 001, which may be shorter than what we asked for', () => {
    const net = new Net();
    const [event] = net.feed(':srv 001 m :Welcome');
    assert.equal(event?.type, 'nick');
    assert.equal(net.state.own.user.nick, 'm');
  });

  it('passes over those who are not known', () => {
    assert.deepEqual(inChannel().feed(':ghost!g@h NICK other', 'NICK other', ':alice NICK'), []);
  });

  it('lets go whoever had the nick and left unheard', () => {
    const net = inChannel();
    const events = net.feed(':alice!a@h NICK bob');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['quit', 'nick'],
    );
    assert.deepEqual(net.names('#c'), ['@bob', 'carol', 'me']);
    assert.deepEqual(net.feed(':carol!a@h NICK me'), []);
    assert.equal(net.state.own.user.nick, 'me');
  });
});

describe('renamed channels', () => {
  it('keeps what is known under the new name', () => {
    const net = inChannel();
    const event = net.one('renamed', ':alice!a@h RENAME #c #New :better');
    assert.deepEqual([event.from, event.to, event.reason], ['#c', '#New', 'better']);
    assert.equal(net.state.channel('#c'), undefined);
    assert.deepEqual(net.names('#new'), ['+bob', '@alice', 'carol', 'me']);
    assert.deepEqual(net.feed(':alice!a@h RENAME #c #x'), []);
  });

  it('may only change the spelling', () => {
    const net = inChannel();
    assert.equal(net.one('renamed', ':alice!a@h RENAME #c #C').channel.name, '#C');
    assert.equal(net.names('#c').length, 4);
  });
});

describe('case', () => {
  it('folds by rfc1459 until told otherwise', () => {
    const net = inChannel();
    net.feed(':[x]!x@h JOIN #c');
    assert.equal(net.user('{X}').nick, '[x]');
    net.feed(':srv 005 me CASEMAPPING=ascii :are supported by this server');
    assert.equal(net.state.user('{X}'), undefined);
    assert.equal(net.user('[X]').nick, '[x]');
  });

  it('lets one go where two names become one', () => {
    const net = new Net({ isupport: 'CASEMAPPING=ascii' });
    net.feed(':me!m@h JOIN #a[', ':me!m@h JOIN #a{', ':[x]!x@h JOIN #a{', ':{x}!x@h JOIN #a{');
    const events = net.feed(':srv 005 me CASEMAPPING=rfc1459 :are supported');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['quit'],
    );
    assert.equal([...net.state.channels].length, 1);
    assert.deepEqual(net.names('#a['), ['[x]', 'me']);
    assert.equal(net.user('me').shared, 1);
    assert.equal(net.user('{x}').shared, 1);
  });
});
