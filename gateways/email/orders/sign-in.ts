import { copiedOf } from '../accounts/oauth/sign-in.js';
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
  // What cannot be read any more is no answer, and the user is told so.
  const copied = order.sealed === undefined ? undefined : (parts.context.unseal(copiedOf(user), order.sealed) ?? '');
  const said = copied === undefined ? await signIns.begin(account) : await signIns.answer(account, copied);
  if (!('key' in said)) throw new OrderRefused(said);
  return { text: said };
}
