import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Archive, HistoryWish } from '../../../../gateways/gateway.js';
import { compose } from '../../../../gateways/irc/compose.js';
import { Audience } from '../../../../gateways/irc/rooms/audience.js';
import { asHistory, historyFor } from '../../../../gateways/irc/rooms/history.js';
import { detailsOf, occupantOf } from '../../../../gateways/irc/rooms/occupants.js';
import type { ChannelView, UserView } from '../../../../gateways/irc/state/views.js';
import { Isupport } from '../../../../gateways/irc/wire/isupport.js';
import { serialiseLine } from '../../../../gateways/irc/wire/serialise.js';
import { parseJid } from '../../../../src/xmpp/jid.js';
import { DOMAIN, names, scene, turn, USER } from './support/place.js';

describe('the names of a network as addresses', () => {
  it('are small, with their network, and escaped where a JID needs it (XEP-0106)', () => {
    assert.equal(names.contact('#Chat'), '#chat%net');
    assert.equal(names.jid('#chat%net'), `#chat%net@${DOMAIN}`);
    assert.equal(names.jid(names.contact('#b@yfoot')), `#b\\40yfoot%net@${DOMAIN}`);
    assert.equal(names.jid(names.contact('m\\e')), `m\\e%net@${DOMAIN}`);
    assert.equal(names.network, 'net');
    assert.equal(names.jid(''), DOMAIN);
  });

  it('of occupants keep their spelling, and real ones show the host', () => {
    const room = names.jid(names.contact('#chat'));
    assert.equal(names.occupant(room, 'Romeo'), `#chat%net@${DOMAIN}/Romeo`);
    assert.equal(names.real('Romeo', '~r', 'a.example'), `romeo%net@${DOMAIN}/~r@a.example`);
    assert.equal(names.real('Romeo', undefined, 'a.example'), `romeo%net@${DOMAIN}/a.example`);
    assert.equal(names.real('Romeo', '~r', undefined), `romeo%net@${DOMAIN}`);
  });

  it('are JIDs whatever a server calls somebody', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (name) => {
        const jid = names.jid(names.contact(name));
        assert.ok(parseJid(jid) !== undefined, JSON.stringify([name, jid]));
        const room = names.jid(names.contact('#a'));
        assert.ok(parseJid(names.occupant(room, name)) !== undefined, JSON.stringify(name));
        assert.ok(parseJid(names.real(name, name, name)) !== undefined, JSON.stringify(name));
      }),
      { numRuns: 500 },
    );
  });

  it('are nicks of this network, or of nobody on it', () => {
    const rows: readonly (readonly [string, string | undefined])[] = [
      ['romeo', 'romeo'],
      [`romeo%net@${DOMAIN}`, 'romeo'],
      [`#chat%net@${DOMAIN}/Romeo`, 'Romeo'],
      [`#chat%net@${DOMAIN}`, undefined],
      [`net@${DOMAIN}`, undefined],
      ['romeo@example.org', undefined],
      ['example.org', undefined],
      ['not a jid@@', undefined],
    ];
    for (const [written, nick] of rows) assert.equal(names.nickOf(written), nick, written);
  });

  it('are not taken for this network where they name another one', () => {
    assert.equal(names.nickOf(`romeo%other@${DOMAIN}`), undefined);
    assert.equal(names.nickOf(`#chat%other@${DOMAIN}/Romeo`), undefined);
  });
});

describe('a message as lines', () => {
  const lines = async (message: Parameters<typeof compose>[2], parts: Parameters<typeof scene>[0] = {}, tags = {}) => {
    const made = await compose(scene(parts).place, '#a', message, new Map(Object.entries(tags)));
    return made.kind === 'lines'
      ? made.lines.map((line) => ('command' in line ? serialiseLine(line) : 'a batch'))
      : made.kind;
  };

  it('has one for each line that shows something, and tags on the first', async () => {
    assert.deepEqual(await lines({ body: 'one\n\ntwo' }, {}, { '+draft/reply': 'm1' }), [
      '@+draft/reply=m1 PRIVMSG #a one',
      'PRIVMSG #a two',
    ]);
    assert.equal(await lines({ body: ' \n ' }), 'empty');
    assert.equal(await lines({ body: '' }), 'empty');
  });

  it('is an action where it begins with /me (XEP-0245)', async () => {
    assert.deepEqual(await lines({ body: '/me waves' }), ['PRIVMSG #a :\x01ACTION waves\x01']);
    assert.deepEqual(await lines({ body: '/meow' }), ['PRIVMSG #a /meow']);
    assert.equal(await lines({ body: '/me ' }), 'empty');
  });

  it('can never be another command', async () => {
    assert.deepEqual(await lines({ body: 'x\r\nQUIT :gone\0\x01' }), ['PRIVMSG #a x', 'PRIVMSG #a :QUIT :gone']);
    assert.deepEqual(await lines({ body: 'x\rQUIT' }), ['PRIVMSG #a x', 'PRIVMSG #a QUIT']);
  });

  it('names files that it does not name itself, with what is known of them', async () => {
    const file = { url: 'https://up.example/a', name: 'rose.jpg', size: 1_572_864, mediaType: 'image/jpeg' };
    assert.deepEqual(await lines({ body: '', files: [file] }), [
      'PRIVMSG #a :https://up.example/a (rose.jpg, 1.5 MiB)',
    ]);
    assert.deepEqual(await lines({ body: file.url, files: [file] }), ['PRIVMSG #a https://up.example/a']);
    assert.deepEqual(
      await lines({ body: 'see', files: [{ url: 'https://x/y', size: 1023 }, { url: 'https://x/z' }] }),
      ['PRIVMSG #a see', 'PRIVMSG #a :https://x/y (1023 B)', 'PRIVMSG #a https://x/z'],
    );
  });

  it('is a link where it is too long, or nothing where there can be none', async () => {
    const body = ['one', 'two', 'three', 'four', 'five'].join('\n');
    assert.equal(await lines({ body }), 'too-long');
    const longText = { maxLines: 4, link: true };
    assert.equal(await lines({ body }, { longText }), 'too-long');
    const published: string[] = [];
    const publish = async (text: string): Promise<string> => {
      published.push(text);
      return 'https://up.example/t';
    };
    assert.deepEqual(await lines({ body }, { longText, publish }), [
      'PRIVMSG #a :one… irc.long-text https://up.example/t',
    ]);
    assert.deepEqual(published, [body]);
  });

  it('fits with all that a server puts before it', async () => {
    const made = await lines({ body: 'word '.repeat(200) });
    assert.ok(Array.isArray(made) && made.length > 1);
    // `:juliet!~j@host.example ` and CR LF.
    for (const line of made) assert.ok(Buffer.byteLength(line) + 24 + 2 <= 512, line);
  });
});

describe('the clients of a user in a room', () => {
  function begin() {
    const { place, out } = scene();
    const audience = new Audience(place.outbox, '#a%net');
    const got = async (jid: string): Promise<readonly string[]> => {
      await turn();
      return out.flatMap(({ stanzas, to }) => (to.includes(jid) ? stanzas : []));
    };
    return { audience, got };
  }

  it('hear what is told to all, and what is told to one', async () => {
    const { audience, got } = begin();
    audience.restore('j/1');
    audience.restore('j/2');
    audience.tell('<a/>');
    audience.tellOne('j/2', '<b/>');
    assert.deepEqual(await got('j/1'), ['<a/>']);
    assert.deepEqual(await got('j/2'), ['<a/>', '<b/>']);
    assert.deepEqual(audience.jids, ['j/1', 'j/2']);
  });

  it('hear what happens while they enter behind what they are told first, and nothing twice', async () => {
    const { audience, got } = begin();
    audience.restore('j/1');
    audience.enter('j/2');
    audience.tell('<said/>', 'l1');
    audience.tell('<presence/>');
    audience.tell('<later/>', 'l2');
    audience.tellOne('j/2', '<history of="l1"/>');
    audience.settle('j/2', new Set(['l1']));
    audience.tell('<all/>', 'l3');
    assert.deepEqual(await got('j/1'), ['<said/>', '<presence/>', '<later/>', '<all/>']);
    assert.deepEqual(await got('j/2'), ['<history of="l1"/>', '<presence/>', '<later/>', '<all/>']);
  });

  it('begin anew where they enter anew', async () => {
    const { audience, got } = begin();
    audience.restore('j/1');
    audience.enter('j/1');
    audience.restore('j/1');
    audience.tell('<held/>');
    assert.deepEqual(await got('j/1'), []);
    audience.settle('j/1', new Set());
    audience.settle('j/1', new Set());
    assert.deepEqual(await got('j/1'), ['<held/>']);
  });

  it('hear nothing any more when they have left, also while they entered', async () => {
    const { audience, got } = begin();
    audience.enter('j/1');
    audience.tell('<held/>');
    assert.equal(audience.leave('j/1'), true);
    assert.equal(audience.leave('j/1'), false);
    audience.settle('j/1', new Set());
    audience.tell('<gone/>');
    assert.equal(audience.size, 0);
    assert.deepEqual(await got('j/1'), []);
    audience.restore('j/1');
    audience.clear();
    assert.equal(audience.has('j/1'), false);
  });
});

describe('the history of a room', () => {
  const face = { contact: '#a%net', jid: `#a%net@${DOMAIN}` };

  async function asked(wish: HistoryWish) {
    const calls: unknown[] = [];
    const recent: Archive['recent'] = async (...args) => {
      calls.push(args);
      return [];
    };
    const { place, clock } = scene({ archive: { recent } as Partial<Archive> as Archive });
    await historyFor(place, face, wish);
    return { calls, now: clock.now() };
  }

  it('is as long as the user has chosen, or as the client wants, up to 500 lines', async () => {
    assert.deepEqual((await asked({})).calls, [['#a%net', USER, { max: 20 }]]);
    assert.deepEqual((await asked({ maxStanzas: 3 })).calls, [['#a%net', USER, { max: 3 }]]);
    assert.deepEqual((await asked({ maxStanzas: 9999 })).calls, [['#a%net', USER, { max: 500 }]]);
    assert.deepEqual((await asked({ maxChars: 100 })).calls, [['#a%net', USER, { max: 500, maxChars: 100 }]]);
    assert.deepEqual((await asked({ since: 5 })).calls, [['#a%net', USER, { max: 500, since: 5 }]]);
    const { calls, now } = await asked({ seconds: 60, since: 5 });
    assert.deepEqual(calls, [['#a%net', USER, { max: 500, since: now - 60_000 }]]);
    assert.deepEqual((await asked({ seconds: 999_999_999_999 })).calls, [['#a%net', USER, { max: 500, since: 0 }]]);
  });

  it('is not asked for where none is wanted', async () => {
    for (const wish of [{ maxStanzas: 0 }, { maxChars: 0 }]) assert.deepEqual((await asked(wish)).calls, []);
  });

  it('is none where the archive fails: who enters enters', async () => {
    const recent: Archive['recent'] = () => Promise.reject(new Error('Redis is away'));
    const { place } = scene({ archive: { recent } as Partial<Archive> as Archive });
    assert.deepEqual(await historyFor(place, face, {}), []);
  });

  it('has the time of each line, by the room (XEP-0203)', () => {
    const xml = '<message from="r/x" type="groupchat"><body>hi</body></message>';
    assert.equal(
      asHistory({ xml, at: 1_000 }, 'r@d'),
      '<message from="r/x" type="groupchat"><body>hi</body><delay xmlns="urn:xmpp:delay" from="r@d" stamp="1970-01-01T00:00:01Z"/></message>',
    );
    assert.equal(asHistory({ xml: '<message/>', at: 1_000 }, 'r@d'), '<message/>');
  });
});

describe('somebody in a channel as an occupant', () => {
  const isupport = new Isupport();
  isupport.apply(['me', 'PREFIX=(ov)@+']);
  const { place } = scene({ isupport });
  const room = { contact: '#a%net', jid: `#a%net@${DOMAIN}` };
  const channel = (modes: readonly string[]): ChannelView =>
    ({ modes: new Map(modes.map((mode) => [mode, ''])) }) as unknown as ChannelView;
  const romeo: UserView = {
    nick: 'Romeo',
    user: '~r',
    host: 'a.example',
    realname: undefined,
    account: undefined,
    away: undefined,
    bot: false,
    shared: 1,
  };

  it('is what the signs say, with an address, a real one, and an id that a nick does not change', () => {
    const one = occupantOf(place, room, channel([]), romeo, '@');
    assert.equal(one.address, `#a%net@${DOMAIN}/Romeo`);
    assert.equal(one.jid, `romeo%net@${DOMAIN}/~r@a.example`);
    assert.deepEqual([one.affiliation, one.role], ['admin', 'moderator']);
    const other = occupantOf(place, room, channel([]), { ...romeo, nick: 'Rom' }, '');
    assert.deepEqual([other.affiliation, other.role], ['none', 'participant']);
    assert.equal(other.occupantId, one.occupantId);
    const elsewhere = occupantOf(place, { ...room, contact: '#b%net' }, channel([]), romeo, '');
    assert.notEqual(elsewhere.occupantId, one.occupantId);
  });

  it('has no voice in a moderated channel without a sign', () => {
    assert.equal(occupantOf(place, room, channel(['m']), romeo, '').role, 'visitor');
    assert.equal(occupantOf(place, room, channel(['m']), romeo, '+').role, 'participant');
  });

  it('wears what the network says of it', () => {
    assert.deepEqual(detailsOf(place, romeo), {});
    const details = detailsOf(place, { ...romeo, away: 'asleep', account: 'rom', bot: true });
    assert.deepEqual([details.show, details.status], ['away', 'asleep']);
    assert.deepEqual(
      details.hats?.map(({ title }) => title),
      ['irc.hat.account rom', 'irc.hat.bot'],
    );
    assert.deepEqual(detailsOf(place, { ...romeo, away: '' }), { show: 'away' });
  });
});
