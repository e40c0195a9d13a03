import { timingSafeEqual } from 'node:crypto';
import { Recent, type WebRequest } from '../../gateway.js';
import { hashOf } from '../book/token-hash.js';

const LONGEST = 1024;
const REMEMBERED = 1000;

/** Tokens that were found to be right, and their hashes: the same sender comes again and again. What is wrong is never remembered. */
const proven = new Recent<string, string>(REMEMBERED);

/** The tokens that a request shows in its header: as Bearer (RFC 6750 2.1) or as the password of Basic (RFC 7617). */
export function headerToken({ headers }: Pick<WebRequest, 'headers'>): string | undefined {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+) *$/.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return usable(value);
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : usable(pair.slice(colon + 1));
}

/** The secret token of a webhook of GitLab, which has a header of its own. */
export function gitlabToken({ headers }: Pick<WebRequest, 'headers'>): string | undefined {
  return usable(headers['x-gitlab-token'] ?? '');
}

/** The token in the address, for senders that can set no header. It gets into logs of proxies. */
export function queryToken({ query }: Pick<WebRequest, 'query'>): string | undefined {
  return Object.hasOwn(query, 'token') ? usable(query.token ?? '') : undefined;
}

/** Whether a token is the one whose hash the book has; the time that it takes tells nothing of either but whether it is. */
export function isToken(token: string | undefined, hash: string): boolean {
  const known = proven.get(token ?? '');
  const [given, expected] = [Buffer.from(known ?? hashOf(token ?? ''), 'latin1'), Buffer.from(hash, 'latin1')];
  const is = given.length === expected.length && timingSafeEqual(given, expected) && token !== undefined;
  if (is && known === undefined) proven.set(token, hash);
  return is;
}

function usable(token: string): string | undefined {
  return token === '' || token.length > LONGEST ? undefined : token;
}
