import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inChannel, Net, NOW } from './net.js';

describe('messages', () => {
  it('to a channel', () => {
    const net = inChannel();
    const event = net.one('message', ':alice!a@h PRIVMSG #C :hello  world ');
    assert.equal(event.form, 'message');
    assert.equal(event.text, 'hello  world ');
    assert.equal(event.user, net.user('alice'));
    assert.equal(event.own, false);
    assert.equal(event.at, NOW);
    assert.equal(event.timed, false);
    assert.deepEqual(event.target, { kind: 'channel', name: '#C', channel: net.channel('#c'), status: undefined });
  });

  it('to those of a rank', () => {
    const net = inChannel({ isupport: 'STATUSMSG=@+ CHANTYPES=#+' });
    assert.deepEqual(net.one('message', ':alice!a@h NOTICE @#c :ops').target, {
      kind: 'channel',
      name: '#c',
      channel: net.channel('#c'),
      status: '@',
    });
    const both = net.one('message', ':alice!a@h PRIVMSG @+#c :all').target;
    assert.equal(both.kind === 'channel' && both.name, '+#c');
    const modeless = net.one('message', ':alice!a@h PRIVMSG +modeless :all').target;
    assert.deepEqual(modeless, { kind: 'channel', name: '+modeless', channel: undefined, status: undefined });
  });

  it('to us, from somebody who is known from now on', () => {
    const net = new Net();
    const event = net.one('message', ':dan!~d@d.host PRIVMSG ME :psst');
    assert.deepEqual(event.target, { kind: 'self' });
    assert.equal(event.user?.host, 'd.host');
    assert.equal(net.user('dan').shared, 0);
    assert.equal(net.one('message', ':irc.example NOTICE me :*** hello').user, undefined);
    assert.deepEqual(net.one('message', ':irc.example NOTICE * :*** Looking up').target, {
      kind: 'everyone',
      mask: '*',
    });
    assert.deepEqual(net.one('message', ':op!o@h PRIVMSG $*.example :maintenance').target, {
      kind: 'everyone',
      mask: '$*.example',
    });
  });

  it('from us, as the server gives them back', () => {
    const net = inChannel();
    const event = net.one('message', '@label=7;msgid=abc :me!m@h PRIVMSG #c :mine');
    assert.equal(event.own, true);
    assert.equal(event.user, net.state.own.user);
    assert.equal(event.annotations.label, '7');
    assert.equal(event.annotations.msgid, 'abc');
    assert.deepEqual(net.one('message', ':me!m@h PRIVMSG Dan :mine').target, { kind: 'person', nick: 'Dan' });
    assert.deepEqual(net.one('message', ':me!m@h PRIVMSG me :note').target, { kind: 'self' });
  });

  it('are actions and CTCP', () => {
    const net = inChannel();
    const forms = [
      'PRIVMSG #c :\u0001ACTION waves\u0001',
      'PRIVMSG #c :\u0001action waves',
      'NOTICE #c :\u0001ACTION waves\u0001',
      'PRIVMSG me :\u0001VERSION\u0001',
      'NOTICE me :\u0001ping 123 4\u0001',
      'PRIVMSG me :\u0001',
      'NOTICE #c :plain',
    ].map((line) => {
      const { form, ctcp, text } = net.one('message', `:alice!a@h ${line}`);
      return [form, ctcp, text];
    });
    assert.deepEqual(forms, [
      ['action', undefined, 'waves'],
      ['action', undefined, 'waves'],
      ['ctcp-reply', 'ACTION', 'waves'],
      ['ctcp-request', 'VERSION', ''],
      ['ctcp-reply', 'PING', '123 4'],
      ['message', undefined, '\u0001'],
      ['notice', undefined, 'plain'],
    ]);
  });

  it('carry annotations', () => {
    const net = inChannel();
    const tags = 'time=2026-01-01T00:00:00.123Z;msgid=m1;account=alacc;bot;+draft/reply=m0;+draft/channel-context=#c';
    const [account, message] = net.feed(`@${tags} :alice!a@h PRIVMSG me :hi`);
    assert.equal(account?.type, 'account');
    if (message?.type !== 'message') throw new assert.AssertionError({ message: 'no message' });
    assert.equal(message.at, NOW + 123);
    assert.equal(message.timed, true);
    assert.deepEqual(message.annotations, {
      msgid: 'm1',
      account: 'alacc',
      replyTo: 'm0',
      context: '#c',
      reaction: undefined,
      typing: undefined,
      bot: true,
      label: undefined,
    });
    assert.equal(net.user('alice').account, 'alacc');
    assert.equal(net.user('alice').bot, true);
  });

  it('prefer the ratified names of tags', () => {
    const event = inChannel().one(
      'message',
      '@+reply=new;+draft/reply=old;+channel-context=#x :alice!a@h PRIVMSG #c :hi',
    );
    assert.equal(event.annotations.replyTo, 'new');
    assert.equal(event.annotations.context, '#x');
  });

  it('tell a host that is new', () => {
    const net = inChannel();
    const events = net.feed(
      ':alice!a@h PRIVMSG #c :1',
      ':alice!~a@vhost PRIVMSG #c :2',
      ':alice!~a@vhost PRIVMSG #c :3',
    );
    assert.deepEqual(
      events.map(({ type }) => type),
      ['message', 'host', 'message', 'message'],
    );
    const changed = events[1];
    assert.deepEqual(changed?.type === 'host' && changed.before, { user: 'a', host: 'h' });
    assert.equal(net.user('alice').user, '~a');
  });

  it('without a target or a text are passed over, or empty', () => {
    const net = inChannel();
    assert.deepEqual(net.feed(':alice!a@h PRIVMSG', ':alice!a@h TAGMSG', ':alice!a@h REDACT #c', 'MARKREAD'), []);
    assert.equal(net.one('message', ':carol PRIVMSG #c').text, '');
  });
});

describe('tag messages', () => {
  it('say who is typing', () => {
    const net = inChannel();
    for (const state of ['active', 'paused', 'done'] as const) {
      assert.equal(net.one('tag-message', `@+typing=${state} :carol!c@h TAGMSG #c`).annotations.typing, state);
    }
    assert.equal(net.one('tag-message', '@+typing=loudly :carol!c@h TAGMSG #c').annotations.typing, undefined);
  });

  it('react, and take it back', () => {
    const net = inChannel();
    const event = net.one('tag-message', '@msgid=r1;+draft/reply=m1;+draft/react=👍 :carol!c@h TAGMSG #c');
    assert.deepEqual(event.annotations.reaction, { text: '👍', removed: false });
    assert.equal(event.annotations.replyTo, 'm1');
    assert.deepEqual(net.one('tag-message', '@+reply=m1;+draft/unreact=👍 :carol!c@h TAGMSG #c').annotations.reaction, {
      text: '👍',
      removed: true,
    });
    assert.equal(net.one('tag-message', '@+draft/react= :carol!c@h TAGMSG #c').annotations.reaction, undefined);
  });
});

describe('what is said about messages', () => {
  it('takes them back', () => {
    const net = inChannel();
    const event = net.one('redacted', ':alice!a@h REDACT #c m1 :spam');
    assert.deepEqual([event.msgid, event.reason, event.own], ['m1', 'spam', false]);
    assert.equal(event.target.kind, 'channel');
    assert.equal(net.feed(':me!m@h REDACT bob m2')[0]?.type, 'redacted');
  });

  it('marks them as read', () => {
    const net = inChannel();
    assert.deepEqual(net.feed('MARKREAD #c timestamp=2026-01-01T00:00:00.001Z', ':srv MARKREAD alice *'), [
      { type: 'read-marker', target: '#c', until: NOW + 1 },
      { type: 'read-marker', target: 'alice', until: undefined },
    ]);
  });
});

describe('strangers', () => {
  it('are forgotten when there are too many, the longest silent first', () => {
    const net = new Net({ limits: { strangers: 2 } });
    net.feed(':a!a@h PRIVMSG me :1', ':b!b@h PRIVMSG me :1', ':a!a@h PRIVMSG me :2', ':c!c@h PRIVMSG me :1');
    assert.notEqual(net.state.user('a'), undefined);
    assert.equal(net.state.user('b'), undefined);
    assert.notEqual(net.state.user('c'), undefined);
  });

  it('are not made of those who write to a channel from outside', () => {
    const net = inChannel();
    assert.equal(net.one('message', ':out!o@h PRIVMSG #c :hi').user, undefined);
    assert.equal(net.state.user('out'), undefined);
  });
});
