import type { Media, Problem } from '../../gateway.js';
import type { Authentication } from '../policy/authentication.js';
import { fieldsOf, type MailHead } from '../policy/mail.js';
import { type MailtoMail, readListUris, readMailto, readWebLink } from './list-headers.js';

/** The ways out of a list that one of its mails names (RFC 2369 3.2, RFC 8058). */
interface Unsubscribe {
  /** One post leaves the list. Only where a signature vouches for it (RFC 8058 4): else anybody could have us post anywhere. */
  readonly oneClick?: string;
  /** A mail leaves it. */
  readonly mail?: MailtoMail;
  /** A page on which a person can leave it. */
  readonly page?: string;
}

/** What came of leaving a list. */
type UnsubscribeResult =
  /** The web server has taken it. */
  | { readonly kind: 'done' }
  /** This mail has to be sent from the address that is subscribed. */
  | { readonly kind: 'mail'; readonly mail: MailtoMail }
  /** Only a person can do it, there. */
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** The content of the post (RFC 8058 3.1). */
const ONE_CLICK = { mediaType: 'application/x-www-form-urlencoded', body: 'List-Unsubscribe=One-Click' };
const MOST_SIGNATURES = 20;

/** How to leave the list of a mail; undefined where it does not say. `authentication`: what a trusted server found out about it. */
export function unsubscribeOf(
  mail: Pick<MailHead, 'headers'>,
  authentication: Authentication | undefined,
): Unsubscribe | undefined {
  const uris = fieldsOf(mail, 'list-unsubscribe').flatMap(readListUris);
  const links = uris.flatMap((uri) => readWebLink(uri) ?? []);
  const written = uris.flatMap((uri) => readMailto(uri) ?? [])[0];
  const secure = links.find(({ protocol }) => protocol === 'https:');
  const oneClick =
    secure !== undefined && saysOneClick(mail) && isVouchedFor(mail, authentication) ? secure : undefined;
  const page = secure ?? links[0];
  if (written === undefined && page === undefined) return undefined;
  return {
    ...(oneClick === undefined ? {} : { oneClick: oneClick.href }),
    ...(written === undefined ? {} : { mail: written }),
    ...(page === undefined ? {} : { page: page.href }),
  };
}

/**
 * Leaves a list, at the wish of its user: by one post, else by a mail, else by a page that is told. Where the post fails, by the next.
 * `list`: its name, for what the user is told.
 */
export async function leaveList(
  ways: Unsubscribe | undefined,
  media: Pick<Media, 'post'> | undefined,
  list: string,
): Promise<UnsubscribeResult> {
  const none: Problem = {
    type: 'cancel',
    condition: 'item-not-found',
    text: { key: 'email.list.no-unsubscribe', params: { list } },
  };
  if (ways === undefined) return { kind: 'failed', problem: none };
  const { oneClick, mail, page } = ways;
  let problem = none;
  if (oneClick !== undefined && media !== undefined) {
    const result = await media.post(oneClick, ONE_CLICK);
    if (result.ok) return { kind: 'done' };
    problem = result.problem;
  }
  if (mail !== undefined) return { kind: 'mail', mail };
  return page === undefined ? { kind: 'failed', problem } : { kind: 'page', url: page };
}

function saysOneClick(mail: Pick<MailHead, 'headers'>): boolean {
  return fieldsOf(mail, 'list-unsubscribe-post').some((value) => /^list-unsubscribe=one-click$/i.test(value.trim()));
}

/** Whether a signature that a trusted server found good covers both fields. */
function isVouchedFor(mail: Pick<MailHead, 'headers'>, authentication: Authentication | undefined): boolean {
  const signed = authentication?.dkim ?? [];
  // Which one of several signatures of a domain was found good is not told: one that is not may be anybody's.
  const bad = new Set(signed.flatMap(({ result, domain }) => (result === 'pass' ? [] : [domain])));
  const good = new Set(
    signed.flatMap(({ result, domain }) => (result === 'pass' && domain !== '' && !bad.has(domain) ? [domain] : [])),
  );
  return fieldsOf(mail, 'dkim-signature')
    .slice(0, MOST_SIGNATURES)
    .some((value) => {
      const tags = tagsOf(value);
      const fields = new Set((tags.get('h') ?? '').toLowerCase().split(':'));
      const covers = fields.has('list-unsubscribe') && fields.has('list-unsubscribe-post');
      return covers && good.has((tags.get('d') ?? '').toLowerCase());
    });
}

/** The tags of a DKIM-Signature (RFC 6376 3.2), without blanks: none of those that we look at has any. */
function tagsOf(value: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of value.slice(0, 8192).replace(/\s+/g, '').split(';')) {
    const equals = tag.indexOf('=');
    if (equals > 0 && !tags.has(tag.slice(0, equals))) tags.set(tag.slice(0, equals), tag.slice(equals + 1));
  }
  return tags;
}
