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
  /** Everybody of an XMPP domain. */
  | { readonly kind: 'domain'; readonly domain: string };

/** What people may be allowed to do at a route. */
export const RIGHTS = ['send', 'acknowledge', 'silence'] as const;

export type Right = (typeof RIGHTS)[number];
