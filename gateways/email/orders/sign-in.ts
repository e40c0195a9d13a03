import { identitiesOf } from './find-mail.js';
import { type Done, type Ordered, OrderRefused, refused } from './ordering.js';

/** Begins to sign a user in at the provider of a mailbox, or takes what the user has copied from the browser. */
export async function signIn({ parts, user, order }: Ordered<'sign-in'>): Promise<Done<'sign-in'>> {
  const { mailboxes, signIns } = parts;
  const all = (await identitiesOf(parts, user, order.account)).filter(({ account }) => signIns.concerns(account));
  // Of several the one that needs it.
  const identity = all.find(({ account }) => mailboxes?.stateOf(account.id) !== 'up') ?? all[0];
  if (identity === undefined) throw refused('email.order.no-sign-in');
  const { account } = identity;
  const said = order.copied === undefined ? await signIns.begin(account) : await signIns.answer(account, order.copied);
  if (!('key' in said)) throw new OrderRefused(said);
  return { text: said };
}
