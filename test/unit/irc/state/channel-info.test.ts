import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inChannel, Net, NOW } from './net.js';

const LIBERA = 'CHANMODES=eIbq,k,flj,CFLMPQRSTcgimnprstuz PREFIX=(ov)@+ EXCEPTS INVEX';

describe('modes of a channel', () => {
  it('makes one event of all changes of a line', () => {
    const net = inChannel({ isupport: LIBERA });
    const event = net.one('modes', ':alice!a@h MODE #c +bo-v+m *!*@bad.example Bob carol');
    assert.equal(event.text, '+bo-v+m *!*@bad.example Bob carol');
    assert.deepEqual(
      event.members.map(({ user, before, after }) => [user.nick, before, after]),
      [['bob', '+', '@+']],
    );
    assert.deepEqual(event.lists, [{ kind: 'ban', added: true, mask: '*!*@bad.example' }]);
    assert.deepEqual(event.settings, [{ mode: 'm', set: true, param: undefined }]);
    assert.deepEqual(net.names('#c'), ['@+bob', '@alice', 'carol', 'me']);
  });

  it('does not tell of a member who ends as they began', () => {
    const event = inChannel().one('modes', ':alice!a@h MODE #c -v+v bob bob');
    assert.deepEqual(event.members, []);
  });

  it('passes over members who are not there', () => {
    const event = inChannel().one('modes', ':alice!a@h MODE #c +oo ghost');
    assert.deepEqual(event.members, []);
  });

  it('keeps the order of the ranks of the network', () => {
    const net = inChannel({ isupport: 'PREFIX=(qaohv)~&@%+ CHANMODES=b,k,l,imnpst' });
    net.feed(':srv MODE #c +vha carol carol carol');
    assert.deepEqual(net.names('#c'), ['&%+carol', '+bob', '@alice', 'me']);
  });

  it('follows parameters, and forgets what is taken back', () => {
    const net = inChannel();
    net.feed(':alice!a@h MODE #c +kl secret 25', ':alice!a@h MODE #c +s');
    assert.deepEqual(
      net.channel('#c').modes,
      new Map([
        ['k', 'secret'],
        ['l', '25'],
        ['s', ''],
      ]),
    );
    net.feed(':alice!a@h MODE #c -kl secret');
    assert.deepEqual(net.channel('#c').modes, new Map([['s', '']]));
    assert.equal(net.channel('#c').modesKnown, false);
  });

  it('says no key, neither one that is set nor one that is taken back', () => {
    const net = inChannel();
    assert.equal(net.one('modes', ':alice!a@h MODE #c +okl bob bob 25').text, '+okl bob * 25');
    assert.equal(net.one('modes', ':alice!a@h MODE #c -k+k bob other').text, '-k+k * *');
    assert.equal(net.one('modes', ':alice!a@h MODE #c -kb+v * k carol').text, '-kb+v * k carol');
    assert.equal(net.channel('#c').modes.has('k'), false);
  });

  it('learns all modes and the time of creation', () => {
    const net = inChannel();
    net.feed(':alice!a@h MODE #c +i');
    net.one('channel-modes', ':srv 324 me #c +ntk key');
    assert.deepEqual(
      net.channel('#c').modes,
      new Map([
        ['n', ''],
        ['t', ''],
        ['k', 'key'],
      ]),
    );
    assert.equal(net.channel('#c').modesKnown, true);
    net.feed(':srv 329 me #c 1600000000');
    assert.equal(net.channel('#c').created, 1_600_000_000_000);
    net.feed(':srv 329 me #c soon');
    assert.equal(net.channel('#c').created, undefined);
  });

  it('comes from a server, or from nobody at all', () => {
    const net = inChannel();
    net.feed(':irc.example 001 me :Welcome');
    assert.deepEqual(net.one('modes', ':irc.example MODE #c +n').by, { nick: 'irc.example' });
    assert.deepEqual(net.one('modes', 'MODE #c +t').by, { nick: 'irc.example' });
    assert.deepEqual(net.feed('MODE #c', 'MODE', ':a!b@c MODE #elsewhere +o me'), []);
  });
});

describe('our own modes', () => {
  it('follows them', () => {
    const net = new Net();
    assert.equal(net.one('own-modes', ':srv 221 me +wi').modes, 'iw');
    assert.equal(net.one('own-modes', ':ME!m@h MODE me :-w+x').modes, 'ix');
    assert.equal(net.state.own.modes, 'ix');
  });
});

describe('topics', () => {
  it('follows changes with who and when', () => {
    const net = inChannel();
    const event = net.one('topic', '@time=2026-01-01T00:00:01.000Z :alice!a@h TOPIC #c :news: all well');
    assert.equal(event.changed, true);
    assert.deepEqual(event.topic, { text: 'news: all well', by: 'alice!a@h', at: NOW + 1000 });
    const cleared = net.one('topic', ':irc.example TOPIC #c :');
    assert.equal(cleared.topic, undefined);
    assert.deepEqual(cleared.by, { nick: 'irc.example' });
    assert.equal(net.channel('#c').topic, undefined);
  });

  it('learns what it is', () => {
    const net = inChannel();
    const [first, second] = net.feed(':srv 332 me #c :news', ':srv 333 me #c alice!a@h 1600000000');
    assert.equal(first?.type === 'topic' && first.changed, false);
    assert.deepEqual(second?.type === 'topic' && second.topic, {
      text: 'news',
      by: 'alice!a@h',
      at: 1_600_000_000_000,
    });
    net.feed(':srv 332 me #c :news');
    assert.equal(net.channel('#c').topic?.by, 'alice!a@h');
    net.feed(':srv 331 me #c :No topic is set');
    assert.equal(net.channel('#c').topic, undefined);
    assert.deepEqual(net.feed(':srv 333 me #c alice 1600000000'), []);
  });

  it('shows those of other channels as text', () => {
    assert.equal(new Net().one('server-text', ':srv 332 me #other :their news').text, '#other their news');
  });
});

describe('lists of masks', () => {
  it('gathers a list to its end', () => {
    const net = inChannel({ isupport: LIBERA });
    const event = net.one(
      'mask-list',
      ':srv 367 me #C *!*@one.example alice!a@h 1600000000',
      ':srv 367 me #c $a:troll',
      ':srv 368 me #c :End of Channel Ban List',
    );
    assert.equal(event.channel, '#c');
    assert.equal(event.kind, 'ban');
    assert.deepEqual(event.entries, [
      { mask: '*!*@one.example', by: 'alice!a@h', at: 1_600_000_000_000 },
      { mask: '$a:troll', by: undefined, at: undefined },
    ]);
    assert.deepEqual(net.channel('#c').list('ban'), { entries: event.entries, complete: true });
    assert.equal(net.channel('#c').list('exception'), undefined);
  });

  it('keeps it up to date', () => {
    const net = inChannel({ isupport: LIBERA });
    net.feed(':srv 368 me #c :End', ':alice!a@h MODE #c +bb x!*@* y!*@*', ':alice!a@h MODE #c -b X!*@*');
    assert.deepEqual(net.channel('#c').list('ban'), {
      entries: [{ mask: 'y!*@*', by: 'alice!a@h', at: NOW }],
      complete: true,
    });
    net.feed(':alice!a@h MODE #c +e z!*@*');
    assert.equal(net.channel('#c').list('exception')?.complete, false);
  });

  it('tells the lists apart', () => {
    const net = inChannel({ isupport: LIBERA });
    for (const [entry, end, kind] of [
      [':srv 346 me #c m!*@*', ':srv 347 me #c :End', 'invite-exception'],
      [':srv 348 me #c m!*@*', ':srv 349 me #c :End', 'exception'],
      [':srv 728 me #c q m!*@* alice 1600000000', ':srv 729 me #c q :End', 'quiet'],
    ] as const) {
      const event = net.one('mask-list', entry, end);
      assert.equal(event.kind, kind);
      assert.deepEqual(
        event.entries.map(({ mask }) => mask),
        ['m!*@*'],
      );
    }
    assert.deepEqual(
      net.one('modes', ':alice!a@h MODE #c +Iq a!*@* b!*@*').lists.map(({ kind }) => kind),
      ['invite-exception', 'quiet'],
    );
  });

  it('has a bound, and says so', () => {
    const net = inChannel({ limits: { listEntries: 2 } });
    const event = net.one('mask-list', ...['a', 'b', 'c'].map((n) => `:srv 367 me #c ${n}!*@*`), ':srv 368 me #c :End');
    assert.equal(event.entries.length, 2);
    assert.equal(event.truncated, true);
    assert.equal(net.channel('#c').list('ban')?.complete, false);
  });

  it('is told of channels where we are not', () => {
    assert.equal(new Net().one('mask-list', ':srv 368 me #Other :End').channel, '#Other');
  });
});

describe('the list of channels', () => {
  it('streams', () => {
    const events = new Net().feed(
      ':srv 321 me Channel :Users Name',
      ':srv 322 me #a 12 :[+nt] topic',
      ':srv 322 me #b many',
      ':srv 323 me :End of /LIST',
    );
    assert.deepEqual(events, [
      { type: 'listed', channel: '#a', members: 12, topic: '[+nt] topic' },
      { type: 'listed', channel: '#b', members: 0, topic: '' },
      { type: 'list-end' },
    ]);
  });
});
