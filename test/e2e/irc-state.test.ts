import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { IrcEvent } from '../../gateways/irc/state/events.js';
import { WHOX_FIELDS } from '../../gateways/irc/state/names.js';
import { NetworkState } from '../../gateways/irc/state/network-state.js';
import { Isupport } from '../../gateways/irc/wire/isupport.js';
import { parseLine } from '../../gateways/irc/wire/parse.js';
import { startInspircd } from '../../sandbox/inspircd.js';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { startNgircd } from '../../sandbox/ngircd.js';

/** What we make of the lines of a server, beside what another client on it is told. */
class Watcher {
  readonly isupport = new Isupport();
  readonly state: NetworkState;
  readonly client: IrcClient;
  #read = 0;

  constructor(client: IrcClient, nick: string) {
    this.client = client;
    this.state = new NetworkState({ isupport: this.isupport, nick });
  }

  /** The events of all that has come. */
  async events(): Promise<IrcEvent[]> {
    await this.client.settle();
    const lines = this.client.received.slice(this.#read);
    this.#read += lines.length;
    return lines.flatMap(({ raw }) => {
      const message = parseLine(raw);
      assert.ok(message, raw);
      if (message.command === '005') this.isupport.apply(message.params);
      return [...this.state.apply(message, Date.now())];
    });
  }

  /** The only event of a type. */
  async one<T extends IrcEvent['type']>(type: T): Promise<Extract<IrcEvent, { type: T }>> {
    const found = (await this.events()).filter((event): event is Extract<IrcEvent, { type: T }> => event.type === type);
    assert.equal(found.length, 1, `${type}: ${JSON.stringify(found.length)}`);
    const [event] = found;
    assert.ok(event);
    return event;
  }

  names(channel: string): string[] {
    const members = this.state.channel(channel)?.members ?? new Map();
    return [...members].map(([user, signs]) => `${signs}${user.nick}`).sort();
  }
}

const SERVERS = [
  { name: 'ngIRCd', start: () => startNgircd(), caps: [] as string[], full: false },
  {
    name: 'InspIRCd',
    start: () => startInspircd(),
    caps: [
      ...['multi-prefix', 'userhost-in-names', 'extended-join', 'away-notify', 'account-notify', 'account-tag'],
      ...['chghost', 'setname', 'invite-notify', 'echo-message', 'server-time', 'message-tags'],
    ],
    full: true,
  },
];

for (const { name, start, caps, full } of SERVERS) {
  describe(`the state of a network by the lines of ${name}`, () => {
    let server: Awaited<ReturnType<typeof start>>;
    let watcher: Watcher;
    let romeo: IrcClient;

    before(async () => {
      server = await start();
      romeo = await connectIrc({ port: server.port });
      await romeo.register('romeo');
      await romeo.join('#verona');
      const client = await connectIrc({ port: server.port });
      await client.register('juliet', { caps });
      watcher = new Watcher(client, 'juliet');
      await client.join('#verona');
    });

    after(async () => {
      await watcher?.client.quit();
      await romeo?.quit();
      await server?.stop();
    });

    it('greets and joins', async () => {
      const types = (await watcher.events()).map(({ type }) => type);
      assert.ok(types.includes('joined'));
      assert.ok(types.includes('names'));
      assert.deepEqual(watcher.names('#verona'), ['@romeo', 'juliet']);
      assert.equal(watcher.state.user('romeo')?.host !== undefined, full);
    });

    it('learns the modes and the people', async () => {
      watcher.client.send('MODE #verona');
      watcher.client.send('WHO #verona');
      const events = await watcher.events();
      assert.ok(events.some(({ type }) => type === 'channel-modes'));
      const who = events.find((event) => event.type === 'who');
      assert.equal(who?.channel?.name, '#verona');
      assert.equal(watcher.state.channel('#verona')?.modesKnown, true);
      assert.equal(watcher.state.user('romeo')?.realname, 'romeo');
      assert.ok(watcher.state.user('romeo')?.host);
      if (!watcher.isupport.whox) return;
      watcher.client.send(`WHO #verona ${WHOX_FIELDS}`);
      assert.equal((await watcher.one('who')).channel?.name, '#verona');
      assert.equal(watcher.state.user('romeo')?.account, null);
    });

    it('follows messages and modes', async () => {
      romeo.say('#verona', '\u0001ACTION sighs\u0001');
      romeo.send('MODE #verona +mv-v+v juliet juliet juliet');
      romeo.send('TOPIC #verona :the balcony');
      await romeo.settle();
      const events = await watcher.events();
      const [message, modes, topic] = events;
      assert.equal(message?.type === 'message' && message.form, 'action');
      assert.deepEqual(
        modes?.type === 'modes' && modes.members.map(({ user, before, after }) => [user.nick, before, after]),
        [['juliet', '', '+']],
      );
      assert.deepEqual(modes?.type === 'modes' && modes.settings, [{ mode: 'm', set: true, param: undefined }]);
      assert.equal(topic?.type === 'topic' && topic.topic?.text, 'the balcony');
    });

    it('reads lists of bans', async () => {
      romeo.send('MODE #verona +bb *!*@tybalt.example paris!*@*');
      await romeo.settle();
      // In one line or in two, as the server likes.
      const lists = (await watcher.events()).flatMap((event) => (event.type === 'modes' ? event.lists : []));
      assert.deepEqual(
        lists.map(({ kind, mask }) => [kind, mask]),
        [
          ['ban', '*!*@tybalt.example'],
          ['ban', 'paris!*@*'],
        ],
      );
      watcher.client.send('MODE #verona +b');
      const list = await watcher.one('mask-list');
      assert.deepEqual(list.entries.map(({ mask }) => mask).sort(), ['*!*@tybalt.example', 'paris!*@*']);
      assert.equal(watcher.state.channel('#verona')?.list('ban')?.complete, true);
    });

    it('reads WHOIS and LIST', async () => {
      watcher.client.send('WHOIS romeo');
      const { whois } = await watcher.one('whois');
      assert.equal(whois?.realname, 'romeo');
      assert.deepEqual(whois?.channels, ['@#verona']);
      watcher.client.send('WHOIS nobody');
      assert.equal((await watcher.one('whois')).whois, undefined);
      watcher.client.send('LIST');
      const events = await watcher.events();
      const listed = events.filter((event) => event.type === 'listed');
      assert.ok(
        listed.some(
          ({ channel, members, topic }) => channel === '#verona' && members === 2 && topic.endsWith('the balcony'),
        ),
      );
      assert.equal(events.at(-1)?.type, 'list-end');
    });

    it('follows nicks, kicks and a new join', async () => {
      romeo.send('NICK Montague');
      await romeo.settle();
      assert.deepEqual(watcher.names('#verona'), ['+juliet', '@romeo']);
      const nick = await watcher.one('nick');
      assert.deepEqual([nick.from, nick.to], ['romeo', 'Montague']);
      assert.deepEqual(watcher.names('#verona'), ['+juliet', '@Montague']);
      romeo.send('KICK #verona juliet');
      await romeo.settle();
      const kicked = await watcher.one('kicked');
      assert.equal(kicked.own, true);
      assert.equal(watcher.state.channel('#verona'), undefined);
      romeo.send('MODE #verona +k rose');
      await romeo.settle();
      watcher.client.send('JOIN #verona');
      const refused = await watcher.one('join-refused');
      assert.deepEqual([refused.channel, refused.reason], ['#verona', 'bad-key']);
      watcher.client.send('JOIN #verona rose');
      await watcher.events();
      assert.deepEqual(watcher.names('#verona'), ['@Montague', 'juliet']);
      assert.equal(watcher.state.channel('#verona')?.topic?.text, 'the balcony');
      assert.notEqual(watcher.state.channel('#verona')?.topic?.at, undefined);
    });

    it('tells errors with their target', async () => {
      watcher.client.say('#elsewhere', 'hello');
      watcher.client.send('MODE #verona -m');
      const targets = (await watcher.events()).map((event) =>
        event.type === 'error' ? event.target : event.type === 'join-refused' ? event.channel : event.type,
      );
      assert.deepEqual(targets, ['#elsewhere', '#verona']);
      watcher.client.send('JOIN #nowhere,#verona2');
      assert.equal((await watcher.events()).filter((event) => event.type === 'joined').length, 2);
    });

    if (full) {
      it('follows those who are away, and our own words', async () => {
        romeo.send('AWAY :in Mantua');
        await romeo.settle();
        assert.equal((await watcher.one('away')).user.away, 'in Mantua');
        romeo.send('AWAY');
        await romeo.settle();
        assert.equal((await watcher.one('away')).user.away, undefined);
        watcher.client.say('#verona2', 'where art thou');
        const own = await watcher.one('message');
        assert.equal(own.own, true);
        assert.equal(own.timed, true);
        assert.ok(own.annotations.msgid);
        watcher.client.send('@+typing=active;+draft/reply=x TAGMSG #verona2');
        const tagged = await watcher.one('tag-message');
        assert.deepEqual([tagged.annotations.typing, tagged.annotations.replyTo], ['active', 'x']);
        watcher.client.send('SETNAME :Juliet of the Capulets');
        assert.equal((await watcher.one('realname')).user.realname, 'Juliet of the Capulets');
      });
    }

    it('forgets those who leave', async () => {
      await romeo.quit('poison');
      for (let tries = 0; tries < 20 && watcher.state.user('montague') !== undefined; tries += 1)
        await watcher.events();
      assert.equal(watcher.state.user('montague'), undefined);
      assert.deepEqual(watcher.names('#verona'), ['juliet']);
    });
  });
}
