import type { Book } from './book.js';
import { isNamed } from './place.js';

/** Who may do something. */
export type Actor =
  /** Whoever it is. */
  | { readonly kind: 'everyone' }
  /** Each person of the book. */
  | { readonly kind: 'people' }
  /** A person, the people of a list, those on call in a rotation, a bot: by their name in the book. */
  | { readonly kind: 'person' | 'list' | 'rotation' | 'bot'; readonly name: string }
  /** A bare JID. */
  | { readonly kind: 'jid'; readonly jid: string }
  /** Whoever may speak in a room or channel, by the URI of the place. */
  | { readonly kind: 'room'; readonly uri: string }
  /** Everybody of an XMPP domain. */
  | { readonly kind: 'domain'; readonly domain: string };

/** What people may be allowed to do at a route. */
const RIGHTS = ['send', 'acknowledge', 'silence'] as const;

export type Right = (typeof RIGHTS)[number];

/** Whoever asks, as far as it is known. */
export interface Subject {
  /** Bare. */
  readonly jid?: string;
  /** Name of the person of the book whose address it is. */
  readonly person?: string;
  /** Name of the bot whose token it was. */
  readonly bot?: string;
  /** URI of the room or channel in which it was said. */
  readonly room?: string;
}

/** Whether one of the actors is meant. `onCall`: names of the people whose turn it is in a rotation now. */
export function isAmong(
  actors: readonly Actor[],
  subject: Subject,
  book: Pick<Book, 'members'>,
  onCall: (rotation: string) => readonly string[],
): boolean {
  return actors.some((actor) => isOne(actor, subject, book, onCall));
}

function isOne(
  actor: Actor,
  { jid, person, bot, room }: Subject,
  book: Pick<Book, 'members'>,
  onCall: (rotation: string) => readonly string[],
): boolean {
  const inRotation = (name: string) => person !== undefined && onCall(name).includes(person);
  switch (actor.kind) {
    case 'everyone':
      return true;
    case 'people':
      return person !== undefined;
    case 'person':
      return actor.name === person;
    case 'bot':
      return actor.name === bot;
    case 'room':
      return actor.uri === room;
    case 'jid':
      return actor.jid === jid;
    case 'domain':
      return jid !== undefined && (jid === actor.domain || jid.endsWith(`@${actor.domain}`));
    case 'rotation':
      return inRotation(actor.name);
    case 'list':
      return book.members([{ kind: 'list', name: actor.name }]).some((member) => {
        if (!isNamed(member)) return member.kind === 'chat' && member.jid === jid;
        return member.kind === 'person'
          ? member.name === person
          : member.kind === 'rotation' && inRotation(member.name);
      });
  }
}
