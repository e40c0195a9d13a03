import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workMs } from '../../../support/cpu-time.js';
import { inChannel, Net } from './net.js';

describe('NAMES', () => {
  it('knows members with one prefix', () => {
    const net = inChannel();
    assert.deepEqual(net.names('#c'), ['+bob', '@alice', 'carol', 'me']);
    assert.equal(net.channel('#c').namesComplete, true);
  });

  it('knows all prefixes and hosts where the server tells them, spaces at the end too', () => {
    const net = new Net({ isupport: 'PREFIX=(qaohv)~&@%+' });
    net.feed(':me!m@h JOIN #c', ':srv 353 me @ #c :+~@alice!~a@a.host bob!b@2001:db8::1 ', ':srv 366 me #c :End');
    assert.deepEqual(net.names('#c'), ['bob', 'me', '~@+alice']);
    assert.equal(net.user('alice').host, 'a.host');
    assert.equal(net.user('bob').host, '2001:db8::1');
  });

  it('takes what looks like a prefix and is none for a nick, and a lone prefix for nothing', () => {
    const net = new Net();
    net.feed(':me!m@h JOIN #c', ':srv 353 me = #c :%x @ ~y', ':srv 366 me #c :End');
    assert.deepEqual(net.names('#c'), ['%x', 'me', '~y']);
  });

  it('counts those who come and go while it is answered', () => {
    const net = inChannel();
    const [, , , names] = net.feed(
      ':srv 353 me = #c :@alice +bob me',
      ':dan!d@h JOIN #c',
      ':bob!b@h PART #c',
      ':alice!a@h MODE #c +v alice',
      ':srv 366 me #c :End',
    );
    assert.equal(names?.type, 'names');
    assert.deepEqual(names?.type === 'names' && names.dropped.map(({ nick }) => nick), ['carol']);
    assert.deepEqual(net.names('#c'), ['@+alice', 'dan', 'me']);
    assert.equal(net.state.user('carol'), undefined);
  });

  it('never drops ourselves, nor all when no name came', () => {
    const net = inChannel();
    assert.deepEqual(net.one('names', ':srv 366 me #c :End').dropped, []);
    net.feed(':srv 353 me = #c :alice', ':srv 366 me #c :End');
    assert.deepEqual(net.names('#c'), ['alice', 'me']);
  });

  it('has bounds for members and people', () => {
    const net = new Net({ limits: { members: 3 } });
    net.feed(':me!m@h JOIN #c', ':srv 353 me = #c :a b c d e', ':srv 366 me #c :End', ':f!f@h JOIN #c');
    assert.deepEqual(net.names('#c'), ['a', 'b', 'me']);
    assert.equal(net.channel('#c').overflowed, true);
    assert.equal(net.state.user('f'), undefined);

    const few = new Net({ limits: { users: 2, channels: 1 } });
    few.feed(':me!m@h JOIN #c', ':me!m@h JOIN #d', ':srv 353 me = #c :a b', ':srv 366 me #c :End');
    assert.deepEqual(few.names('#c'), ['a', 'me']);
    assert.equal(few.state.channel('#d'), undefined);
  });

  it('shows those of other channels as text', () => {
    assert.equal(new Net().one('server-text', ':srv 353 me = #other :a b').text, '= #other a b');
  });

  it('is linear in the number of members', () => {
    const time = (members: number): number => {
      const net = new Net();
      net.feed(':me!m@h JOIN #c');
      const lines = Array.from(
        { length: members / 10 },
        (_, line) =>
          `:srv 353 me = #c :${Array.from({ length: 10 }, (_, at) => `@+nick${line}x${at}!~user${at}@host-${line}.example`).join(' ')}`,
      );
      const begin = workMs();
      net.feed(...lines, ':srv 366 me #c :End');
      const ms = workMs() - begin;
      assert.equal(net.channel('#c').members.size, members + 1);
      return ms;
    };
    time(2_000);
    const small = Math.min(time(2_000), time(2_000), time(2_000));
    const large = Math.min(time(20_000), time(20_000), time(20_000));
    // Ten times as many may take some more than ten times as long on a busy machine; what is quadratic takes a hundred times.
    assert.ok(large < small * 60, `2,000: ${small} ms, 20,000: ${large} ms`);
  });
});

describe('WHO', () => {
  it('learns of people, and tells of whom something is new', () => {
    const net = inChannel({ isupport: 'BOT=B' });
    const event = net.one(
      'who',
      ':srv 352 me #c ~a a.host srv alice H@ :0 Alice A.',
      ':srv 352 me #c b b.host srv bob GB+ :3 Bob',
      ':srv 352 me #c c c.host srv carol G* :0',
      ':srv 315 me #c :End of WHO list',
    );
    assert.equal(event.channel?.name, '#c');
    assert.deepEqual(
      event.changed.map(({ nick }) => nick),
      ['alice', 'bob', 'carol'],
    );
    assert.deepEqual(
      ['alice', 'bob', 'carol'].map((nick) => [
        net.user(nick).host,
        net.user(nick).away,
        net.user(nick).bot,
        net.user(nick).realname,
      ]),
      [
        ['a.host', undefined, false, 'Alice A.'],
        ['b.host', '', true, 'Bob'],
        ['c.host', '', false, ''],
      ],
    );
    assert.deepEqual(
      net.one('who', ':srv 352 me #c ~a a.host srv alice H@ :0 Alice A.', ':srv 315 me #c :End').changed,
      [],
    );
    assert.deepEqual(net.names('#c'), ['+bob', '@alice', 'carol', 'me']);
  });

  it('reads WHOX by our own token', () => {
    const net = inChannel();
    net.feed(
      ':srv 354 me 152 #c ~a a.host alice H@ alacc :Alice A.',
      ':srv 354 me 152 #c ~b b.host bob G+ 0 :Bob',
      ':srv 315 me #c :End',
    );
    assert.equal(net.user('alice').account, 'alacc');
    assert.equal(net.user('bob').account, null);
    assert.equal(net.user('bob').away, '');
    assert.equal(net.one('server-text', ':srv 354 me 7 #c x').text, '7 #c x');
  });

  it('repairs a rank that is another than we knew', () => {
    const net = inChannel();
    net.feed(':srv 352 me #c b b.host srv bob H@ :0 Bob', ':srv 315 me #c :End');
    assert.deepEqual(net.names('#c'), ['@alice', '@bob', 'carol', 'me']);
  });

  it('shows those who are not known as text', () => {
    const text = inChannel().one('server-text', ':srv 352 me * u h srv ghost H :0 Ghost').text;
    assert.equal(text, '* u h srv ghost H 0 Ghost');
  });
});
