import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { KeyValue } from '../../../../gateways/gateway.js';
import { type Prosody, startProsody } from '../../../../sandbox/prosody.js';
import { type Clock, systemClock } from '../../../../src/clock.js';
import { until } from '../../../support/until.js';
import { type TestStore, testStore } from '../../store/support.js';
import { Guest, Installation, type InstallationOptions, ORIGIN_MARK, visible } from './world.js';

const ROOMS = 'rooms.example.org';
const FIRST = 'one.example.org';
const SECOND = 'two.example.org';

/** Waits are a fiftieth of what they are. */
const hurried: Clock = { ...systemClock, after: (ms, run) => systemClock.after(ms / 50, run) };

let server: Prosody;
let store: TestStore;
let worlds = 0;
const open: { close(): Promise<void> }[] = [];

before(async () => {
  store = await testStore();
  server = await startProsody({
    components: { [FIRST]: 's3cret', [SECOND]: 's3cret' },
    extraGlobal: `Component "${ROOMS}" "muc"\n  modules_enabled = { "muc_mam" }\n  muc_log_by_default = true\n  muc_room_default_change_subject = true\n  muc_room_locking = false\n  muc_room_default_persistent = true`,
  });
});
after(async () => {
  await server.stop();
  await store.close();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Rooms, people and a store that no other test has. */
function begin() {
  worlds += 1;
  const world = `w${worlds}`;
  const [a, b] = [`a${worlds}@${ROOMS}`, `b${worlds}@${ROOMS}`];
  const book = (more = '', name = 'ops') => `
bridges:
  ${name}:
    ends: ['xmpp:${a}?join', 'xmpp:${b}?join']
${more}`;
  const guest = async (nick: string, room?: string): Promise<Guest> => {
    const found = await Guest.connect(await server.addUser(`${nick}${worlds}`), nick);
    open.push(found.user);
    if (room !== undefined) await found.enter(room);
    return found;
  };
  const install = async (text: string, more: Partial<InstallationOptions> = {}): Promise<Installation> => {
    const base = { port: server.componentPort, domain: FIRST, secret: 's3cret', kv: kvOf(world), book: text };
    const made = await Installation.start({ ...base, ...more });
    open.push(made);
    return made;
  };
  return { world, a, b, book, guest, install };
}

function kvOf(name: string): KeyValue {
  return store.store.kv(name);
}

async function bridged(more = '', options: Partial<InstallationOptions> = {}) {
  const { a, b, book, guest, install, world } = begin();
  const [alice, bob] = [await guest('alice', a), await guest('bob', b)];
  const installation = await install(book(more), options);
  await Promise.all([alice.sees(a, 'relay'), bob.sees(b, 'relay')]);
  return { a, b, alice, bob, installation, world, guest, install, book };
}

const stanzaId = (message: Awaited<ReturnType<Guest['hears']>>) => message.getChild('stanza-id')?.attrs.id as string;

describe('bridged rooms', () => {
  it('hear each other once, with the speaker named and nobody called by it', async () => {
    const { a, b, alice, bob } = await bridged();
    await alice.say(a, 'm1', 'hello &lt;all&gt;');
    const heard = await bob.hearsText('<alice> hello <all>');
    assert.match(heard.getChildText('body') ?? '', /a\u200blice/);
    const origin = heard.getChild('origin', 'urn:isthmus:relay:0');
    assert.equal(origin?.attrs.account, `xmpp:${a}?join`);
    assert.equal(origin?.attrs.hops, '1');
    await bob.say(b, 'm2', '/me nods');
    await alice.hearsText('* bob nods');
    await alice.say(a, 'm3', 'two\nlines');
    await bob.hearsText('<alice> two\nlines');
    assert.deepEqual(bob.texts(), ['<alice> hello <all>', '<alice> two\nlines']);
    assert.deepEqual(alice.texts(), ['* bob nods']);
  });

  it('carry corrections, replies, reactions, retractions and files', async () => {
    const { a, b, alice, bob } = await bridged();
    await alice.say(a, 'm1', 'the disc is ful');
    const first = await bob.hearsText('<alice> the disc is ful');
    await alice.say(a, 'm2', 'the disk is full', `<replace id='m1' xmlns='urn:xmpp:message-correct:0'/>`);
    const corrected = await bob.hearsText('<alice> the disk is full');
    assert.equal(corrected.getChild('replace')?.attrs.id, first.attrs.id);

    const quote = '&gt; alice: the disk\n';
    const range = `<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='18'/></fallback>`;
    await bob.say(b, 'r1', `${quote}I look`, `<reply xmlns='urn:xmpp:reply:0' id='${stanzaId(first)}'/>${range}`);
    const reply = await alice.hears('the reply', (one) => one.getChild('reply') !== undefined);
    assert.equal(visible(reply), '> alice: the disk is full\n<bob> I look');
    assert.equal(reply.getChild('reply')?.attrs.to, `${a}/alice`);
    const own = alice.user.received.find((one) => one.attrs.id === 'm1' && one.attrs.from === `${a}/alice`);
    assert.ok(own !== undefined);
    assert.equal(reply.getChild('reply')?.attrs.id, stanzaId(own));

    await bob.say(
      b,
      'x1',
      '',
      `<reactions xmlns='urn:xmpp:reactions:0' id='${stanzaId(first)}'><reaction>👍</reaction></reactions>`,
    );
    const reaction = await alice.hears('the reaction', (one) => one.getChild('reactions') !== undefined);
    assert.equal(reaction.getChild('reactions')?.attrs.id, stanzaId(own));
    assert.equal(reaction.getChild('reactions')?.getChildText('reaction'), '👍');

    // Not the last of ours there any more: in words.
    await alice.say(a, 'm3', 'I am on it');
    await bob.hearsText('<alice> I am on it');
    await alice.say(a, 'm4', 'the disk was full', `<replace id='m1' xmlns='urn:xmpp:message-correct:0'/>`);
    const late = await bob.hearsText('<alice> (corrected) the disk was full');
    assert.equal(late.getChild('replace'), undefined);

    await retracts(alice, a, bob);

    const url = 'https://files.example.org/1/graph%20one.png';
    await alice.say(a, 'f1', url, `<x xmlns='jabber:x:oob'><url>${url}</url></x>`);
    const file = await bob.hearsText(`<alice> ${url}`);
    assert.equal(file.getChild('x', 'jabber:x:oob')?.getChildText('url'), url);
  });

  it('let nobody change what somebody else has said', async () => {
    const { a, alice, bob, guest } = await bridged();
    const mallory = await guest('mallory', a);
    await alice.say(a, 'm1', 'all is well');
    await bob.hearsText('<alice> all is well');
    await mallory.say(a, 'm2', 'all is lost', `<replace id='m1' xmlns='urn:xmpp:message-correct:0'/>`);
    const heard = await bob.hearsText('<mallory> (corrected) all is lost');
    assert.equal(heard.getChild('replace'), undefined);
    await mallory.say(a, 'm3', '', `<retract id='m1' xmlns='urn:xmpp:message-retract:1'/>`);
    const moderated = `<moderated xmlns='urn:xmpp:message-moderate:1'/>`;
    for (const id of ['m1', stanzaId(await mallory.hearsText('all is well'))]) {
      await mallory.say(
        a,
        `m3-${id}`,
        '',
        `<retract id='${id}' xmlns='urn:xmpp:message-retract:1'>${moderated}</retract>`,
      );
    }
    await mallory.say(a, 'm4', 'done');
    await bob.hearsText('<mallory> done');
    assert.equal(
      bob.user.received.some((one) => one.getChild('retract') !== undefined),
      false,
    );
  });

  it('know messages and stay in their rooms over a restart', async () => {
    const { a, b, alice, bob, installation } = await bridged();
    await alice.say(a, 'm1', 'before');
    const first = await bob.hearsText('<alice> before');
    await installation.restart();
    await bob.say(b, 'r1', 'I saw', `<reply xmlns='urn:xmpp:reply:0' id='${stanzaId(first)}'/>`);
    const reply = await alice.hears('the reply', (one) => one.getChild('reply') !== undefined);
    assert.equal(visible(reply), '> alice: before\n<bob> I saw');
    await bob.say(b, 'm2', 'one');
    await alice.hearsText('<bob> one');
    await installation.restart();
    await bob.say(b, 'm3', 'two', `<replace id='m2' xmlns='urn:xmpp:message-correct:0'/>`);
    const corrected = await alice.hearsText('<bob> two');
    assert.ok(corrected.getChild('replace') !== undefined);
  });

  it('come back when they were kicked, and when the server was restarted, with what was said meanwhile', async () => {
    const { a, b, alice, bob, installation } = await bridged('', { clock: hurried });
    await alice.user.request(
      `<iq type='set' to='${a}'><query xmlns='http://jabber.org/protocol/muc#admin'><item nick='relay' role='none'/></query></iq>`,
    );
    await until(() => installation.told.some((text) => text.includes('kicked')), 'admins are told');
    await bob.say(b, 'm1', 'while it was away');
    await alice.sees(a, 'relay');
    await alice.hearsText('<bob> while it was away');

    await server.kill();
    await server.start();
    await installation.reconnect();
    const [carol, dave] = [new Guest(await again('carol'), 'carol'), new Guest(await again('dave'), 'dave')];
    await carol.enter(a);
    await dave.enter(b);
    await until(() => seen(carol, a) && seen(dave, b), 'it is in both rooms');
    await carol.say(a, 'm2', 'there again');
    await dave.hearsText('<carol> there again');
  });

  it('bring what was said while nobody could hear it, once each and in its order, and nothing of before', async () => {
    const { a, alice, bob, installation } = await bridged('', { clock: hurried });
    await alice.say(a, 'm1', 'before');
    await bob.hearsText('<alice> before');
    installation.drop();
    await alice.say(a, 'm2', 'one');
    await alice.say(a, 'm3', 'tow');
    await alice.say(a, 'm4', 'two', `<replace id='m3' xmlns='urn:xmpp:message-correct:0'/>`);
    await alice.user.waitFor((one) => one.attrs.id === 'm4', 'the room has it');
    await installation.reconnect();
    await bob.hearsText('<alice> tow');
    await bob.hearsText('<alice> two');
    // And a process that knows only what was kept.
    installation.drop();
    await alice.say(a, 'm5', 'three');
    await alice.user.waitFor((one) => one.attrs.id === 'm5', 'the room has it');
    await installation.bridges.close();
    await installation.reconnect();
    await installation.restart();
    await bob.hearsText('<alice> three');
    await alice.say(a, 'm6', 'four');
    await bob.hearsText('<alice> four');
    const told = ['before', 'one', 'tow', 'two', 'three', 'four'].map((text) => `<alice> ${text}`);
    assert.deepEqual(bob.texts(), told);
  });

  it('bring nothing of what was said when they had been thrown out, or before they came', async () => {
    const { a, b, book, guest, install } = begin();
    const [alice, bob] = [await guest('alice', a), await guest('bob', b)];
    await alice.say(a, 'm0', 'before they came');
    const installation = await install(book(), { clock: hurried });
    await Promise.all([alice.sees(a, 'relay'), bob.sees(b, 'relay')]);
    const kick = `<item nick='relay' role='none'/>`;
    await alice.user.request(
      `<iq type='set' to='${a}'><query xmlns='http://jabber.org/protocol/muc#admin'>${kick}</query></iq>`,
    );
    await alice.say(a, 'm1', 'now we are alone');
    await until(() => installation.told.some((text) => text.includes('kicked')), 'admins are told');
    await alice.sees(a, 'relay');
    await alice.say(a, 'm2', 'you again');
    await bob.hearsText('<alice> you again');
    assert.deepEqual(bob.texts(), ['<alice> you again']);
  });

  it('take another nick where theirs is taken', async () => {
    const { a, b, book, guest, install } = begin();
    const impostor = await guest('relay', a);
    const bob = await guest('bob', b);
    await install(book());
    await impostor.sees(a, 'relay_');
    await bob.sees(b, 'relay');
    await impostor.say(a, 'm1', 'I am not you');
    await bob.hearsText('<relay> I am not you');
  });

  it('tell a list of people, and hear them', async () => {
    const { a, b, guest, install } = begin();
    const alice = await guest('alice', a);
    const [carol, dave, eve] = [await guest('carol'), await guest('dave'), await guest('eve')];
    const book = `
people:
  carol: { title: Carol C., xmpp: ['${carol.user.bare}'] }
lists:
  crew: { members: ['person:carol', 'xmpp:${dave.user.bare}'] }
bridges:
  ops:
    ends: ['xmpp:${a}?join', 'xmpp:${b}?join', 'list:crew']
`;
    const installation = await install(book);
    await alice.sees(a, 'relay');
    await alice.say(a, 'm1', 'hello crew');
    await carol.hearsText('<alice> hello crew');
    const heard = await dave.hearsText('<alice> hello crew');
    assert.equal(heard.attrs.from, `ops@${FIRST}/ops`);
    await carol.user.send(`<message type='chat' id='c1' to='ops@${FIRST}'><body>hi</body></message>`);
    await alice.hearsText('<Carol C.> hi');
    await dave.hearsText('<Carol C.> hi');
    await eve.user.send(`<message type='chat' id='e1' to='ops@${FIRST}'><body>me too</body></message>`);
    const refused = await eve.hears('a refusal', (one) => one.attrs.type === 'error');
    assert.match(refused.getChild('error')?.getChildText('text') ?? '', /not one of those/);
    assert.deepEqual(carol.texts(), ['<alice> hello crew']);
    assert.equal(installation.counts.get('bridge_relays'), 5);
  });

  it('call no crowd of the other room', async () => {
    const { a, b, alice, bob, guest } = await bridged();
    const crew = ['carol', 'dave', 'eve', 'frank', 'gina'];
    for (const nick of crew) await guest(nick, b);
    await alice.say(a, 'm1', `@everyone bob ${crew.join(' ')}: come`);
    const call = await bob.hearsText(`<alice> @everyone bob ${crew.join(' ')}: come`);
    const body = call.getChildText('body') ?? '';
    assert.ok(
      body.endsWith('@\u200beveryone b\u200bob c\u200barol d\u200bave e\u200bve f\u200brank g\u200bina: come'),
      body,
    );
    await alice.say(a, 'm2', 'bob, carol: come');
    assert.ok((await bob.hearsText('<alice> bob, carol: come')).getChildText('body')?.endsWith('bob, carol: come'));
    // None of them is in that room.
    await bob.say(b, 'm3', 'carol dave eve frank gina bob');
    assert.ok(
      (await alice.hearsText('<bob> carol dave eve frank gina bob')).getChildText('body')?.endsWith(' gina bob'),
    );
  });

  it('call a crowd where they may', async () => {
    const { a, alice, bob } = await bridged("    highlights: 'keep'");
    await alice.say(a, 'm1', '@everyone come');
    assert.ok((await bob.hearsText('<alice> @everyone come')).getChildText('body')?.endsWith(' @everyone come'));
  });

  it('leave what is to be left out, and change what is to be changed', async () => {
    const more = `
    nick: '[{network}] {nick}:'
    noPing: false
    joins: true
    subject: true
    ignore: { nicks: ['bot.*'], texts: ['secret'] }
    replace: [{ pattern: 'foo', with: 'bar' }]`;
    const { a, b, alice, bob, guest } = await bridged(more);
    const bot = await guest('bot1', a);
    await bot.say(a, 'm1', 'beep');
    await alice.say(a, 'm2', 'a secret');
    await alice.say(
      a,
      'm3',
      'omemo',
      `<encrypted xmlns='eu.siacs.conversations.axolotl'><payload>x</payload></encrypted>`,
    );
    await guest('gina', a);
    await bob.hearsText('[xmpp] gina: has come in');
    await alice.say(a, 'm4', 'foo');
    await bob.hearsText('[xmpp] alice: bar');
    await alice.user.send(`<message type='groupchat' to='${a}'><subject>Maintenance</subject></message>`);
    await bob.hears('the subject', (one) => one.getChildText('subject') === 'Maintenance');
    await bob.say(b, 'm5', 'ok');
    await alice.hearsText('[xmpp] bob: ok');
    assert.deepEqual(bob.texts(), ['[xmpp] gina: has come in', '[xmpp] alice: bar']);
  });
});

describe('bridges pointed at each other', () => {
  it('of one installation carry each message once', async () => {
    const { a, b, alice, bob, book, install } = await bridged();
    await install(book('', 'other'), { domain: SECOND });
    await Promise.all([alice.sees(a, 'relay_'), bob.sees(b, 'relay_')]);
    await alice.say(a, 'm1', 'hello');
    await bob.hearsText('<alice> hello');
    await bob.say(b, 'm2', 'hello to you');
    await alice.hearsText('<bob> hello to you');
    await delay(500);
    assert.deepEqual([alice.texts(), bob.texts()], [['<bob> hello to you'], ['<alice> hello']]);
  });

  for (const [what, strip] of [
    ['marks', undefined],
    ['no marks, as over IRC', ORIGIN_MARK],
  ] as const) {
    it(`of two installations stop, with ${what}`, async () => {
      const options = strip === undefined ? {} : { strip };
      const { alice, bob, a, b, book, install, installation, world } = await bridged('', options);
      const kv = kvOf(`${world}-other`);
      const format = "\n    nick: '{place} {nick}:'";
      const other = await install(book(format, 'other'), { ...options, kv, domain: SECOND });
      await alice.sees(a, 'relay_');
      await bob.sees(b, 'relay_');
      for (let n = 0; n < 10; n += 1) {
        await alice.say(a, `a${n}`, `message ${n} of alice`);
        await bob.say(b, `b${n}`, `word ${n} of bob`);
      }
      await bob.hearsText('<alice> message 9 of alice');
      await alice.hearsText('<bob> word 9 of bob');
      let before = -1;
      await until(async () => {
        const now = installation.posted + other.posted;
        const still = now === before;
        before = now;
        await delay(400);
        return still;
      }, 'nothing goes round any more');
      // Each of both carries each of the twenty once; a few more where nobody could know yet who is a bridge.
      assert.ok(before >= 20 && before <= 60, `${before} messages`);
    });
  }

  it('pause where nothing else stops them, and say so once', async () => {
    const { a, alice, bob, installation } = await bridged('\n    storm: 10');
    for (let n = 0; n < 30; n += 1) await alice.say(a, `s${n}`, `storm ${n}`);
    await bob.hearsText('<alice> storm 9');
    await until(() => installation.counts.get('bridge_stopped storm') === 20, 'the others are stopped');
    assert.equal(installation.told.length, 1);
    assert.match(installation.told[0] ?? '', /more than 10 messages a minute/);
    assert.equal(bob.texts().length, 10);
  });
});

async function retracts(alice: Guest, a: string, bob: Guest): Promise<void> {
  await alice.say(a, 'gone1', 'never mind');
  const heard = await bob.hearsText('<alice> never mind');
  await alice.say(a, 'gone2', '', `<retract id='gone1' xmlns='urn:xmpp:message-retract:1'/>`);
  const retraction = await bob.hears('the retraction', (one) => one.getChild('retract') !== undefined);
  assert.equal(retraction.getChild('retract')?.attrs.id, stanzaId(heard));
}

async function again(name: string) {
  const { user } = await Guest.connect(await server.addUser(`${name}-again${worlds}`), name);
  open.push(user);
  return user;
}

function seen(guest: Guest, room: string): boolean {
  return guest.user.received.some(({ name, attrs }) => name === 'presence' && attrs.from === `${room}/relay`);
}
