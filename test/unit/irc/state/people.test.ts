import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { occupantIdentity } from '../../../../gateways/irc/state/identity.js';
import { inChannel, Net } from './net.js';

describe('people', () => {
  it('go away and come back', () => {
    const net = inChannel();
    assert.equal(net.one('away', ':alice!a@h AWAY :at lunch').user.away, 'at lunch');
    assert.deepEqual(net.feed(':alice!a@h AWAY :at lunch'), []);
    assert.equal(net.one('away', ':alice!a@h AWAY').user.away, undefined);
    assert.equal(net.one('away', ':watched!w@h AWAY :gone').user.nick, 'watched');
  });

  it('log in and out', () => {
    const net = inChannel();
    assert.equal(net.one('account', ':alice!a@h ACCOUNT alacc').user.account, 'alacc');
    assert.equal(net.one('account', ':alice!a@h ACCOUNT *').user.account, null);
    assert.deepEqual(net.feed(':alice!a@h ACCOUNT *', ':alice!a@h ACCOUNT'), []);
  });

  it('change host and name', () => {
    const net = inChannel();
    const event = net.one('host', ':alice!a@h CHGHOST al new.host');
    assert.deepEqual(event.before, { user: 'a', host: 'h' });
    assert.deepEqual([event.user.user, event.user.host], ['al', 'new.host']);
    assert.deepEqual(net.feed(':alice!al@new.host CHGHOST al'), []);
    assert.equal(net.one('realname', ':alice!al@new.host SETNAME :Alice A.').user.realname, 'Alice A.');
  });

  it('answer that they are away', () => {
    assert.deepEqual(new Net().one('away-reply', ':srv 301 me alice :at lunch'), {
      type: 'away-reply',
      nick: 'alice',
      message: 'at lunch',
    });
  });
});

describe('ourselves', () => {
  it('are away, and have a host and an account', () => {
    const net = inChannel();
    assert.equal(net.one('own-away', ':srv 306 me :You have been marked as being away').away, true);
    assert.equal(net.state.own.user.away, '');
    assert.equal(net.one('own-away', ':srv 305 me :You are no longer').away, false);
    assert.equal(net.state.own.user.away, undefined);
    assert.equal(net.one('host', ':srv 396 me cloak.example :is now your displayed host').own, true);
    assert.deepEqual([net.state.own.user.user, net.state.own.user.host], ['m', 'cloak.example']);
    net.feed(':srv 396 me mm@other.example :is now your hidden host');
    assert.deepEqual([net.state.own.user.user, net.state.own.user.host], ['mm', 'other.example']);
    assert.equal(net.one('account', ':srv 900 me me!m@h acc :You are now logged in as acc').user.account, 'acc');
    assert.equal(net.one('account', ':srv 901 me me!m@h :You are now logged out').user.account, null);
  });
});

describe('WHOIS', () => {
  it('is one event', () => {
    const net = inChannel();
    const event = net.one(
      'whois',
      ':srv 311 me alice ~a a.host * :Alice A.',
      ':srv 319 me alice :@#c +#d',
      ':srv 319 me alice :#e',
      ':srv 312 me alice srv.example :A server',
      ':srv 301 me alice :at lunch',
      ':srv 313 me alice :is an IRC operator',
      ':srv 671 me alice :is using a secure connection',
      ':srv 276 me alice :has client certificate fingerprint 0123456789abcdef0123456789abcdef01234567',
      ':srv 330 me alice alacc :is logged in as',
      ':srv 338 me alice 192.0.2.1 :actually using host',
      ':srv 317 me alice 42 1600000000 :seconds idle, signon time',
      ':srv 318 me alice :End of /WHOIS list.',
    );
    assert.deepEqual(event.whois, {
      nick: 'alice',
      user: '~a',
      host: 'a.host',
      realname: 'Alice A.',
      channels: ['@#c', '+#d', '#e'],
      server: 'srv.example',
      serverInfo: 'A server',
      away: 'at lunch',
      operator: true,
      secure: true,
      certificate: '0123456789abcdef0123456789abcdef01234567',
      account: 'alacc',
      notes: ['192.0.2.1 actually using host'],
      idle: 42,
      since: 1_600_000_000_000,
    });
    assert.equal(net.user('alice').account, 'alacc');
    assert.equal(net.user('alice').host, 'a.host');
  });

  it('of nobody', () => {
    const [error, event] = new Net().feed(':srv 401 me Ghost :No such nick', ':srv 318 me Ghost :End');
    assert.equal(error?.type, 'error');
    assert.deepEqual(event, { type: 'whois', nick: 'Ghost', whois: undefined });
  });

  it('of several at once keeps them apart', () => {
    const [one, other] = new Net().feed(
      ':srv 311 me a ~a a.host * :A',
      ':srv 311 me b ~b b.host * :B',
      ':srv 318 me a,b :End',
    );
    assert.equal(one?.type === 'whois' && one.whois?.host, 'a.host');
    assert.equal(other?.type === 'whois' && other.whois?.host, 'b.host');
  });

  it('that never ends gives way', () => {
    const net = new Net({ limits: { answers: 2 } });
    net.feed(...['a', 'b', 'c'].map((nick) => `:srv 311 me ${nick} u h * :N`));
    assert.equal(net.one('whois', ':srv 318 me a :End').whois, undefined);
    assert.notEqual(net.one('whois', ':srv 318 me c :End').whois, undefined);
  });
});

describe('WHOWAS', () => {
  it('lists who had the nick', () => {
    const event = new Net().one(
      'whowas',
      ':srv 314 me alice ~a a.host * :Alice',
      ':srv 312 me alice srv :Thu Jan 1 00:00:00 2026',
      ':srv 314 me alice ~x x.host * :Other',
      ':srv 369 me alice :End of WHOWAS',
    );
    assert.deepEqual(event.entries, [
      {
        nick: 'alice',
        user: '~a',
        host: 'a.host',
        realname: 'Alice',
        server: 'srv',
        serverInfo: 'Thu Jan 1 00:00:00 2026',
        channels: [],
        notes: [],
      },
      { nick: 'alice', user: '~x', host: 'x.host', realname: 'Other', channels: [], notes: [] },
    ]);
    const nobody = new Net().feed(':srv 406 me ghost :There was no such nickname', ':srv 369 me ghost :End');
    assert.deepEqual(nobody.at(-1), { type: 'whowas', nick: 'ghost', entries: [] });
  });
});

describe('MONITOR', () => {
  it('tells who comes and goes', () => {
    assert.deepEqual(new Net().one('monitor', ':srv 730 me :alice!a@h,bob').online, [
      { nick: 'alice', user: 'a', host: 'h' },
      { nick: 'bob' },
    ]);
    assert.deepEqual(new Net().one('monitor', ':srv 731 me :alice,bob!b@h').offline, ['alice', 'bob']);
    assert.deepEqual(new Net().one('monitor-full', ':srv 734 me 100 dan,eve :Monitor list is full.'), {
      type: 'monitor-full',
      limit: 100,
      nicks: ['dan', 'eve'],
    });
    assert.deepEqual(new Net().feed(':srv 732 me :alice', ':srv 733 me :End', ':srv 730 me :,'), []);
  });
});

describe('invitations', () => {
  it('are for us or for others', () => {
    const net = inChannel();
    const event = net.one('invite', ':alice!a@h INVITE me #secret');
    assert.deepEqual([event.own, event.channel, event.by.nick], [true, '#secret', 'alice']);
    assert.equal(net.one('invite', ':alice!a@h INVITE dan #c').own, false);
    assert.deepEqual(net.feed(':alice!a@h INVITE me'), []);
  });

  it('of ours are confirmed, in either order', () => {
    for (const line of [':srv 341 me dan #c', ':srv 341 me #c dan']) {
      const { channel, nick } = new Net().one('inviting', line);
      assert.deepEqual([channel, nick], ['#c', 'dan']);
    }
  });
});

describe('the identity of an occupant', () => {
  const person = { nick: 'Alice', user: '~a', host: 'A.Host', account: undefined };

  it('is the account, else user and host, else the nick', () => {
    assert.equal(occupantIdentity({ ...person, account: 'AlAcc' }), 'account:alacc');
    assert.equal(occupantIdentity(person), 'host:~a@a.host');
    assert.equal(occupantIdentity({ ...person, account: null }), 'host:~a@a.host');
    assert.equal(occupantIdentity({ ...person, host: undefined }), 'nick:alice');
  });

  it('is not to be forged by a nick', () => {
    const forged = occupantIdentity({ nick: 'account:alacc', user: undefined, host: undefined, account: null });
    assert.equal(forged, 'nick:account:alacc');
  });
});
