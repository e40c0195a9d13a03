import type { WebRequest } from '../../../gateway.js';
import type { Book } from '../../book/book.js';
import type { Source, SourceKind } from '../../book/source.js';
import { checkSignature } from '../../sources/signature.js';
import { gitlabToken, headerToken, isToken, queryToken } from '../credentials.js';
import { isWithin } from '../networks.js';

/** Kinds whose senders often know nothing but an address. */
const BY_ADDRESS: ReadonlySet<SourceKind> = new Set(['json', 'text', 'cap']);
/** Kinds that come in no request. */
const OTHERWISE: ReadonlySet<SourceKind> = new Set(['message', 'pubsub']);

/** What of a request shows who sends it, before its body is there. */
type Head = Omit<WebRequest, 'body'>;

/** Which source a request may speak for, and by what it shows that. */
export interface Claim {
  readonly source: Source;
  /** Tokens that the request shows. */
  readonly tokens: readonly (string | undefined)[];
}

/** The claim of a request to a source by its name. */
export function claimByName(book: Book, name: string, request: Head): Claim | undefined {
  const source = book.source(name);
  if (source === undefined) return undefined;
  const inAddress = BY_ADDRESS.has(source.kind) ? queryToken(request) : undefined;
  const ofGitlab = source.kind === 'json' ? gitlabToken(request) : undefined;
  return { source, tokens: [headerToken(request), inAddress, ofGitlab] };
}

/** The claim of a request that names no source but shows the token of one of a kind. */
export function claimByToken(book: Book, kind: SourceKind, token: string | undefined): Claim | undefined {
  const source = token === undefined ? undefined : book.sourceByToken(token);
  return source?.kind === kind ? { source, tokens: [token] } : undefined;
}

/** Whether a claim may be right, as far as the head of the request shows it. */
export function mayBeRight({ source, tokens }: Claim, { peer, headers }: Head): boolean {
  const { enabled, kind, tokenHash, hmac, networks } = source;
  if (!enabled || OTHERWISE.has(kind) || !isWithin(peer, networks)) return false;
  // Only the network vouches for it, and browsers in there send what any page of the web has them send.
  if (tokenHash === undefined && hmac === undefined) return networks.length > 0 && !isOfPage(headers);
  // The token of PagerDuty is in the body.
  return tokenHash === undefined || kind === 'pagerduty' || tokens.some((token) => isToken(token, tokenHash));
}

/** Whether a claim that may be right is: all that the source asks for beside the head is there too. Nothing of the body is understood before. */
export function isRight({ source, tokens }: Claim, request: WebRequest, now: number): boolean {
  const { kind, tokenHash, hmac } = source;
  const inBody = kind === 'pagerduty' && tokenHash !== undefined;
  if (inBody && !tokens.some((token) => isToken(token, tokenHash))) return false;
  if (hmac === undefined) return true;
  return checkSignature(hmac, { body: request.body, headers: request.headers, receivedAt: now }) === undefined;
}

/** Whether a page has sent it, which browsers say (Fetch Standard 3.2; Fetch Metadata); nothing that monitors does. */
function isOfPage(headers: Head['headers']): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}
