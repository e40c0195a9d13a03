import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Archive, ArchivedStanza, Outcome } from '../../../../gateways/gateway.js';
import { Room } from '../../../../gateways/irc/rooms/room.js';
import type { ChannelView, UserView } from '../../../../gateways/irc/state/views.js';
import { type Scene, scene, turn, USER } from '../session/support/place.js';

const PHONE = `${USER}/phone`;
const DESK = `${USER}/desk`;

type Wanted = (lines: readonly ArchivedStanza[]) => void;

/** A room whose archive answers when it is told to. */
function world(): { scene: Scene; room: Room; answers: Wanted[]; enter(jid: string): Outcome[] } {
  const answers: Wanted[] = [];
  const recent = (): Promise<readonly ArchivedStanza[]> => new Promise((resolve) => answers.push(resolve));
  const all = scene({ archive: { recent } as unknown as Archive });
  const room = new Room(all.place, '#verona');
  const enter = (jid: string): Outcome[] => {
    const told: Outcome[] = [];
    const head = { from: jid, to: `${room.jid}/juliet`, contact: room.contact, nick: 'juliet' };
    room.enter({ event: { type: 'enter', ...head, history: {} } }, (outcome) => told.push(outcome));
    return told;
  };
  return { scene: all, room, answers, enter };
}

function letIn({ place }: Scene, room: Room): void {
  const romeo: UserView = { ...place.own.user, nick: 'romeo' };
  const members = new Map([
    [romeo, '@'],
    [place.own.user, ''],
  ]);
  room.joined({ name: '#verona', members, modes: new Map(), list: () => undefined } as unknown as ChannelView);
  room.membersKnown();
}

/** What a client got: who is shown, what is said, `subject`. */
function heard({ out }: Scene, jid: string): string[] {
  return out
    .filter(({ to }) => to.includes(jid))
    .flatMap(({ stanzas }) => stanzas)
    .map((xml) => {
      const nick = /from="[^"]*\/([^"]*)"/.exec(xml)?.[1] ?? 'room';
      if (xml.startsWith('<presence')) return xml.includes('type="unavailable"') ? `-${nick}` : `+${nick}`;
      return xml.includes('<subject') ? 'subject' : (/<body>([^<]*)/.exec(xml)?.[1] ?? '?');
    });
}

const line = (id: string, body: string): ArchivedStanza => ({
  id,
  at: 0,
  xml: `<message type="groupchat"><body>${body}</body></message>`,
});

it('a room that its last client leaves while it waits to be let in is wanted no more', () => {
  const { room, enter } = world();
  const phone = enter(PHONE);
  assert.equal(room.leave({ from: PHONE }), true);
  assert.deepEqual(
    phone.map(({ kind }) => kind),
    ['accepted'],
  );
  assert.equal(room.wanted, false);
});

it('a client that waits and is gone was the last one, and others keep the room', () => {
  const { room, enter } = world();
  enter(PHONE);
  enter(DESK);
  assert.equal(room.drop(PHONE), false);
  assert.equal(room.drop(PHONE), false);
  assert.equal(room.drop(DESK), true);
});

it('who enters anew while the history is looked up gets it once, and loses nothing that was said meanwhile', async () => {
  const { scene: all, room, answers, enter } = world();
  enter(PHONE);
  letIn(all, room);
  const early = '<message><body>early</body></message>';
  room.audience.tell(early, 'early');
  const again = enter(PHONE);
  answers[0]?.([line('a', 'past')]);
  await turn();
  const late = '<message><body>late</body></message>';
  room.audience.tell(late, 'late');
  answers[1]?.([line('a', 'past'), line('late', 'late')]);
  for (let turns = 0; turns < 4; turns += 1) await turn();
  assert.deepEqual(heard(all, PHONE), ['+romeo', '+juliet', '+romeo', '+juliet', 'past', 'late', 'subject', 'early']);
  assert.equal(again.length, 1);
});

it('who leaves while the history is looked up hears nothing behind that', async () => {
  const { scene: all, room, answers, enter } = world();
  const told = enter(PHONE);
  letIn(all, room);
  room.leave({ from: PHONE });
  answers[0]?.([line('a', 'past')]);
  await turn();
  assert.deepEqual(heard(all, PHONE), ['+romeo', '+juliet', '-juliet']);
  assert.equal(told.length, 1);
});
