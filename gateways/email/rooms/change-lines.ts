import type { Element } from '../../../src/xmpp/element.js';
import { groupchatMessage } from '../../../src/xmpp/muc/groupchat.js';
import { type Leaving, occupantLeft, occupantPresence } from '../../../src/xmpp/muc/occupants.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { newArchiveId } from '../../gateway.js';
import type { Person } from '../conversation/mail-records.js';
import { addressOf, type Change } from './members.js';
import type { RoomView } from './room-view.js';
import type { Line } from './rooms.js';

interface ChangeRequest {
  readonly before: RoomView;
  readonly after: RoomView;
  readonly change: Change;
  /** JID of the room. */
  readonly room: string;
  /** How those who leave do so; missing: by themselves. */
  readonly leaving?: Leaving;
  /** Wall time, ms. */
  readonly now: number;
  readonly words: (key: string, params?: Readonly<Record<string, string>>) => string;
}

/** People that a sentence names. */
const MOST_NAMED = 20;

/**
 * What the clients in a room are told when a message to all goes to others than before: who leaves and who comes, and a
 * sentence of the room. Nothing where nobody does.
 */
export function changeLines({ before, after, change, room, leaving = { how: 'left' }, now, words }: ChangeRequest): {
  readonly stanzas: readonly string[];
  /** Those of them that are kept. */
  readonly lines: readonly Line[];
} {
  const { people, came, left } = change;
  if (came.length === 0 && left.length === 0) return { stanzas: [], lines: [] };
  const gone = left.map((person) => occupantLeft(before.of(person), leaving));
  const there = came.map((person) => occupantPresence(after.of(person)));
  const renamed = people.flatMap((person) => renames(before, after, person));
  const text = [
    ...(came.length === 0 ? [] : [words('email.room.came', { people: named(came) })]),
    ...(left.length === 0 ? [] : [words('email.room.left', { people: named(left) })]),
    words('email.room.now', { people: named(people) }),
  ].join('\n');
  const id = newArchiveId(now);
  const xml = serialise(groupchatMessage({ from: room, id }, text, { room, stanzaId: id }));
  return { stanzas: [...[...gone, ...renamed, ...there].map(serialise), xml], lines: [{ id, at: now, xml }] };
}

/** Whoever had their address behind the name, because somebody else was called so, may have the name alone now. */
function renames(before: RoomView, after: RoomView, person: Person): readonly Element[] {
  const small = addressOf(person);
  const [old, nick] = [before.nicks.get(small), after.nicks.get(small)];
  if (old === undefined || nick === undefined || old === nick) return [];
  return [occupantLeft(before.of(person), { how: 'renamed', nick }), occupantPresence(after.of(person))];
}

function named(people: readonly Person[]): string {
  const shown = people.slice(0, MOST_NAMED).map(({ name, address }) => (name ? `${name} <${address}>` : address));
  return people.length > MOST_NAMED ? `${shown.join(', ')} … (${people.length})` : shown.join(', ');
}
