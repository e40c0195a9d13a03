import type { EmailOrder } from '../commands/orders.js';
import { ImapFailure } from '../imap/failure.js';
import { keyOrder } from '../secure/key-order.js';
import { forward, mark, people } from './answering.js';
import { file, headers, text } from './contents.js';
import { openDraft, saveDraft } from './drafts.js';
import { folders, move, search } from './folders.js';
import { importContacts } from './import-contacts.js';
import { invitation } from './invitation.js';
import { accept, census, mailboxes, pauses, resume } from './mailboxes.js';
import { type Done, type Follower, type Ordered, OrderRefused, type OrdersParts, refused } from './ordering.js';
import { room } from './room.js';
import { signIn } from './sign-in.js';
import { unsubscribe } from './unsubscribe.js';

const FOLLOWERS: { readonly [D in EmailOrder['do']]: Follower<D> } = {
  accept,
  census,
  file,
  folders,
  forward,
  headers,
  key: keyOrder,
  'import-contacts': importContacts,
  invitation,
  mark,
  mailboxes,
  move,
  'open-draft': openDraft,
  pauses,
  people,
  resume,
  room,
  'save-draft': saveDraft,
  search,
  'sign-in': signIn,
  text,
  unsubscribe,
};

/** Does what commands want done where the mailboxes are (see `commands/orders.ts`). */
export class OrderDesk {
  readonly #parts: OrdersParts;

  constructor(parts: OrdersParts) {
    this.#parts = parts;
  }

  /** `given`: what `commands/way.ts` sends. Rejects only where the store is away. */
  async follow(given: unknown): Promise<unknown> {
    const { user, order } = given as { readonly user: string; readonly order: EmailOrder };
    try {
      // A command of another release may want what this one does not know.
      if (!Object.hasOwn(FOLLOWERS, order.do))
        throw refused('email.order.unknown', undefined, 'feature-not-implemented');
      return await follow({ parts: this.#parts, user, order });
    } catch (error) {
      if (error instanceof OrderRefused || error instanceof ImapFailure) return { problem: error.problem };
      throw error;
    }
  }
}

function follow<D extends EmailOrder['do']>(ordered: Ordered<D>): Promise<Done<D>> {
  const follower: Follower<D> = FOLLOWERS[ordered.order.do as D];
  return follower(ordered);
}
