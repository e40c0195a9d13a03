import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { groupOf } from '../../../../gateways/email/conversation/groups.js';
import type { Envelope, GatewayEvent, MessageEvent } from '../../../../gateways/gateway.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ACCOUNT, ALICE, BOB, CLIENT, openTestRooms, USER, WORK } from './support.js';

const GROUP = groupOf([ALICE, BOB]);
let ids = 0;

/** What a client says in the room. */
function spoken(more: Partial<MessageEvent> = {}) {
  ids += 1;
  const room: NonNullable<MessageEvent['room']> = { to: 'all' };
  const event = {
    ...({ type: 'message', from: CLIENT, to: `${GROUP}@gateway.example`, contact: GROUP, body: 'Hello' } as const),
    receipt: false,
    stanzaId: `s${ids}`,
    room,
    ...more,
  };
  const envelope: Envelope<GatewayEvent> = {
    ...({
      v: 1,
      id: `e${ids}`,
      gateway: 'email',
      account: ACCOUNT.id,
      born: 1,
      rev: 1,
      kind: 'message',
      at: 1,
    } as const),
    conversation: `${ACCOUNT.id}>${GROUP}`,
    event,
  };
  return { envelope, event };
}

describe('what is said in a room', () => {
  let redis: TestStore;
  before(async () => {
    redis = await testStore();
  });
  after(() => redis.close());

  async function inRoom() {
    const rooms = openTestRooms(redis);
    // Of the second account, whichever the core takes for the contact.
    await rooms.book.rooms.setFace(WORK, GROUP, {
      people: [ALICE, BOB],
      subject: 'Party',
      thread: 't1',
      last: 'last@example.com',
    });
    await rooms.desk.take({ type: 'enter', from: CLIENT, to: '', contact: GROUP, nick: 'romeo', history: {} });
    rooms.told();
    const say = (more: Partial<MessageEvent> = {}) => {
      const { envelope, event } = spoken(more);
      return rooms.say.say(envelope, event, () => undefined);
    };
    /** The same message each time, as a lane repeats it. */
    const repeated = () => {
      const { envelope, event } = spoken();
      return () => rooms.say.say(envelope, event, () => undefined);
    };
    const kept = async () => (await rooms.context.archive?.recent(GROUP, USER, { max: 10 })) ?? [];
    const bodies = () => rooms.told().flatMap((stanza) => stanza.getChildText('body') ?? []);
    return { ...rooms, say, repeated, kept, bodies };
  }

  it('answers the last mail there, under the subject of the room', async () => {
    const { say, sent, bodies, book } = await inRoom();
    assert.equal((await say()).kind, 'accepted');
    const { subject, thread, reply, room } = sent[0] ?? assert.fail();
    assert.deepEqual(
      { subject, thread, reply, room },
      { subject: 'Party', thread: 't1', reply: { id: '', networkIds: ['last@example.com'] }, room: { to: 'all' } },
    );
    assert.deepEqual(bodies(), ['Hello']);
    assert.equal((await book.rooms.face(WORK, GROUP))?.last, `e${ids}@x.example`);
  });

  it('begins anew after another subject', async () => {
    const { say, sent } = await inRoom();
    assert.deepEqual(await say({ subject: 'Wine', body: '' }), { kind: 'accepted', parts: [] });
    await say();
    const { subject, thread, reply } = sent[0] ?? assert.fail();
    assert.equal(subject, 'Wine');
    assert.notEqual(thread, 't1');
    assert.equal(reply, undefined);
  });

  it('is shown when it has gone out, and not before', async () => {
    const { repeated, sends, bodies } = await inRoom();
    const say = repeated();
    sends.push({ kind: 'retry', after: 0, reason: 'closed', scope: 'lane' });
    assert.equal((await say()).kind, 'retry');
    assert.deepEqual(bodies(), []);
    assert.equal((await say()).kind, 'accepted');
    assert.deepEqual(bodies(), ['Hello']);
  });

  it('has gone out also where it cannot be shown', async () => {
    const { say, context } = await inRoom();
    context.rooms = () => Promise.reject(new Error('the store is away'));
    assert.equal((await say()).kind, 'accepted');
  });

  it('is not shown where nobody can get it', async () => {
    const { say, sends, bodies } = await inRoom();
    const problem = { type: 'cancel', condition: 'item-not-found', text: { key: 'email.nobody' } } as const;
    sends.push({ kind: 'rejected', problem }, { kind: 'accepted', parts: [], refused: [{ contact: GROUP, problem }] });
    assert.equal((await say()).kind, 'rejected');
    assert.equal((await say()).kind, 'accepted');
    assert.deepEqual(bodies(), []);
  });

  it('to one goes to that person, and its parts are those of what was said to the occupant', async () => {
    const { say, sent, bodies } = await inRoom();
    const outcome = await say({ room: { to: 'one', nick: 'Bob' } });
    const { contact, room } = sent[0] ?? assert.fail();
    assert.deepEqual([contact, room], ['bob@example.com', { to: 'one', nick: 'Bob' }]);
    assert.deepEqual(outcome, { kind: 'accepted', parts: [{ id: `e${ids}@x.example`, contact: GROUP }] });
    assert.deepEqual(bodies(), []);
    assert.equal((await say({ room: { to: 'one', nick: 'romeo' } })).kind, 'rejected');
    assert.equal((await say({ room: { to: 'one', nick: 'Mercutio' } })).kind, 'rejected');
    assert.equal((await say({ from: 'romeo@example.org/elsewhere' })).kind, 'rejected');
  });

  it('speaks of earlier messages by the ids of the room, and of those that the client gave', async () => {
    const { say, sent, kept } = await inRoom();
    await say();
    const [own, first] = [`s${ids}`, `e${ids}@x.example`];
    const [line] = await kept();
    assert.equal(line?.networkId, first);
    await say({ reply: { id: line?.id ?? '' }, body: 'I mean it' });
    await say({ replaces: { id: own }, body: 'Hello!' });
    const [, answer, correction] = sent;
    assert.deepEqual(answer?.reply?.networkIds, [first]);
    // An answer has the subject of the mail that it answers.
    assert.equal(answer?.subject, undefined);
    assert.deepEqual(correction?.replaces?.networkIds, [first]);
    assert.equal(correction?.reply, undefined);
  });
});
