import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { groupOf, roomOf } from '../../../../gateways/email/conversation/groups.js';
import { roomsFor } from '../../../../gateways/email/rooms/room-talk.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ACCOUNT, ALICE, BOB, CAROL, CLIENT, groupMail, openTestRooms, record, WORK } from './support.js';

const GROUP = groupOf([ALICE, BOB]);
const OTHERS = groupOf([ALICE, CAROL]);
const ENTER = { type: 'enter', from: CLIENT, to: '', contact: GROUP, nick: 'romeo', history: {} } as const;

describe('the room of a mail', () => {
  it('is that of its people and its subject, else that of its people', () => {
    assert.deepEqual(roomsFor(groupMail(GROUP, [ALICE, BOB])), [roomOf(GROUP, 'Party'), GROUP]);
  });

  it('is that of the mail which it answers before, also for other people and another subject', () => {
    const mail = { from: [ALICE], subject: 'Wine' };
    const room = roomOf(GROUP, 'Party');
    const inRoom = groupMail(OTHERS, [ALICE, CAROL], { mail, parent: record(room, 'Party') });
    assert.deepEqual(roomsFor(inRoom), [room, roomOf(OTHERS, 'Wine'), OTHERS]);
    const atContact = groupMail(OTHERS, [ALICE, CAROL], { mail, parent: record(GROUP, 'Re: Party') });
    assert.deepEqual(roomsFor(atContact), [room, roomOf(OTHERS, 'Wine'), GROUP, OTHERS]);
  });

  it('is none of whoever else it answers', () => {
    const one = groupMail(GROUP, [ALICE, BOB], { parent: record('alice@example.com', 'Party') });
    assert.deepEqual(roomsFor(one), [roomOf(GROUP, 'Party'), GROUP]);
  });
});

describe('a mail of a group', () => {
  let redis: TestStore;
  before(async () => {
    redis = await testStore();
  });
  after(() => redis.close());

  async function inRoom() {
    const rooms = openTestRooms(redis);
    await rooms.book.groups.keep(ACCOUNT, [ALICE, BOB]);
    assert.deepEqual(await rooms.desk.take(ENTER), { kind: 'accepted', parts: [] });
    rooms.told();
    return rooms;
  }

  it('has a room while somebody is in it', async () => {
    const { talk, desk } = await inRoom();
    const one = groupMail(GROUP, [ALICE, BOB]);
    assert.equal((await talk.roomOf(ACCOUNT, one))?.contact, GROUP);
    assert.equal(await talk.roomOf(WORK, one), undefined, 'another account has conversations of its own');
    await desk.take({ type: 'leave', from: CLIENT, to: '', contact: GROUP, nick: 'romeo' });
    assert.equal(await talk.roomOf(ACCOUNT, one), undefined);
  });

  it('that comes again is told once', async () => {
    const { talk, told } = await inRoom();
    const one = groupMail(GROUP, [ALICE, BOB]);
    const incoming = { contact: GROUP, id: 'm1@example.com', body: 'Who comes?', thread: 't' };
    for (let times = 0; times < 2; times += 1) {
      const room = await talk.roomOf(ACCOUNT, one);
      assert.ok(room !== undefined);
      await talk.tell(room, one, incoming);
    }
    const bodies = told().flatMap((stanza) => stanza.getChildText('body') ?? []);
    assert.deepEqual(bodies, ['Who comes?']);
  });

  it('brings in and takes out, and the room says so; a forged one does neither', async () => {
    const { talk, told, book } = await inRoom();
    const parent = record(GROUP, 'Party');
    const forged = groupMail(OTHERS, [ALICE, CAROL], { parent, isProved: false });
    const room = await talk.roomOf(ACCOUNT, forged);
    assert.ok(room !== undefined);
    await talk.tell(room, forged, { contact: GROUP, id: 'f@example.com', body: 'Pay here' });
    assert.deepEqual(
      told().map((stanza) => [stanza.name, stanza.getChildText('body')]),
      [
        ['message', undefined],
        ['message', 'Pay here'],
      ],
    );
    assert.deepEqual((await book.rooms.face(ACCOUNT, GROUP))?.people, [ALICE, BOB]);

    const stranger = groupMail(OTHERS, [CAROL, ALICE], { parent, isProved: false });
    assert.equal(await talk.roomOf(ACCOUNT, stranger), undefined, 'who is nobody there does not speak there');

    const real = groupMail(OTHERS, [ALICE, CAROL], { parent });
    await talk.tell((await talk.roomOf(ACCOUNT, real)) ?? room, real, {
      contact: GROUP,
      id: 'r@example.com',
      body: 'Hi',
    });
    assert.deepEqual(
      told().map(({ attrs }) => [attrs.from?.split('/')[1], attrs.type]),
      [
        ['Bob', 'unavailable'],
        ['Carol', undefined],
        [undefined, 'groupchat'],
        ['Alice', 'groupchat'],
      ],
    );
    assert.deepEqual((await book.rooms.face(ACCOUNT, GROUP))?.people, [ALICE, CAROL]);
  });

  it('is known to who enters later, and invites once where the user wants rooms', async () => {
    const { talk, desk, told } = openTestRooms(redis);
    const one = groupMail(GROUP, [ALICE, BOB]);
    for (const id of ['m1@example.com', 'm2@example.com']) {
      await talk.note(WORK, one, { contact: GROUP, id, body: id, thread: 't' }, true);
    }
    const room = roomOf(GROUP, 'Party');
    assert.deepEqual(
      told().map((stanza) => stanza.attrs.from),
      [`${room}@gateway.example`],
    );
    await desk.take({ ...ENTER, contact: room });
    assert.deepEqual(
      told().flatMap((stanza) => stanza.getChildText('body') ?? stanza.getChildText('subject') ?? []),
      ['m1@example.com', 'm2@example.com', 'Party'],
    );
    assert.equal((await talk.roomOf(WORK, one))?.contact, room, 'it is in the room of the account that has it');
  });
});
