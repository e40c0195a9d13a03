import type { StanzaCondition, StanzaErrorType } from '../problem.js';
import { bareElement, copy, type Element, el, setAttribute } from './element.js';
import { NS } from './namespaces.js';

/** The type and the code of old (XEP-0086, obliged by XEP-0077 9) that belong to a condition unless said otherwise. */
interface ConditionDefaults {
  readonly type: StanzaErrorType;
  readonly code: number;
}

/** The defined conditions of RFC 6120 8.3.3. */
export const CONDITIONS: Readonly<Record<StanzaCondition, ConditionDefaults>> = {
  'bad-request': { type: 'modify', code: 400 },
  conflict: { type: 'cancel', code: 409 },
  'feature-not-implemented': { type: 'cancel', code: 501 },
  forbidden: { type: 'auth', code: 403 },
  gone: { type: 'cancel', code: 302 },
  'internal-server-error': { type: 'wait', code: 500 },
  'item-not-found': { type: 'cancel', code: 404 },
  'jid-malformed': { type: 'modify', code: 400 },
  'not-acceptable': { type: 'modify', code: 406 },
  'not-allowed': { type: 'cancel', code: 405 },
  'not-authorized': { type: 'auth', code: 401 },
  'policy-violation': { type: 'modify', code: 406 },
  'recipient-unavailable': { type: 'wait', code: 404 },
  redirect: { type: 'modify', code: 302 },
  'registration-required': { type: 'auth', code: 407 },
  'remote-server-not-found': { type: 'cancel', code: 404 },
  'remote-server-timeout': { type: 'wait', code: 504 },
  'resource-constraint': { type: 'wait', code: 500 },
  'service-unavailable': { type: 'cancel', code: 503 },
  'subscription-required': { type: 'auth', code: 407 },
  'undefined-condition': { type: 'cancel', code: 500 },
  'unexpected-request': { type: 'wait', code: 400 },
};

/** What an error stanza says. */
export interface StanzaProblem {
  readonly condition: StanzaCondition;
  /** Default: the one of the condition. */
  readonly type?: StanzaErrorType;
  /** A sentence for the user, in `lang` (BCP 47, default `en`). */
  readonly text?: string;
  readonly lang?: string;
  /** The network's own code; goes into an element of ours. */
  readonly code?: string;
  /** Nobody can say whether the message went out. */
  readonly maybeSent?: boolean;
  /** Where `gone` and `redirect` point: a URI such as `xmpp:+15551234567@sms.example.org`. */
  readonly uri?: string;
  /** Application elements of other specifications, e.g. `<bad-action/>`. */
  readonly extra?: readonly Element[];
  /** The room that made the error, where the stanza comes from an occupant's address (XEP-0045). */
  readonly by?: string;
}

/** The `<error/>` element of a problem. */
export function errorElement(problem: StanzaProblem): Element {
  const defaults = CONDITIONS[problem.condition];
  const error = el('error', { type: problem.type ?? defaults.type, code: defaults.code, by: problem.by });
  const condition = el(problem.condition, { xmlns: NS.stanzaErrors });
  error.add(problem.uri === undefined ? condition : condition.add(problem.uri));
  if (problem.text !== undefined) {
    error.add(el('text', { xmlns: NS.stanzaErrors, 'xml:lang': problem.lang ?? 'en' }, problem.text));
  }
  if (problem.maybeSent === true) error.add(el('maybe-sent', { xmlns: NS.ownErrors }));
  if (problem.code !== undefined) error.add(el('code', { xmlns: NS.ownErrors }, problem.code));
  for (const extra of problem.extra ?? []) error.add(copy(extra));
  return error;
}

/**
 * The error that answers a stanza, from the exact address that it was sent to (RFC 6120 8.3). Undefined where an answer
 * is forbidden: to errors and results, to what has no sender, and to what has no address of ours to answer from. The
 * payload is not echoed, because it may hold secrets.
 */
export function errorReply(stanza: Element, problem: StanzaProblem): Element | undefined {
  const { type, from, to, id } = stanza.attrs;
  if (type === 'error' || from === undefined || to === undefined) return undefined;
  if (stanza.name === 'iq' && type === 'result') return undefined;
  const reply = bareElement(stanza.name);
  setAttribute(reply.attrs, 'type', 'error');
  reply.attrs.from = to;
  reply.attrs.to = from;
  if (id !== undefined) reply.attrs.id = id;
  return reply.add(errorElement(problem));
}

/** An error that came in, as a value. */
interface ReceivedError {
  readonly type: StanzaErrorType;
  readonly condition: StanzaCondition;
  readonly text?: string;
}

const TYPES = new Set<string>(['auth', 'cancel', 'continue', 'modify', 'wait'] satisfies StanzaErrorType[]);

/** Reads the `<error/>` of a stanza of type error, however little of it is there. */
export function readError(stanza: Element): ReceivedError {
  const error = stanza.getChild('error');
  const named = error
    ?.elements()
    .find((child) => child.ns === NS.stanzaErrors && Object.hasOwn(CONDITIONS, child.name));
  const condition = named === undefined ? 'undefined-condition' : (named.name as StanzaCondition);
  const given = error?.attrs.type ?? '';
  const type = TYPES.has(given) ? (given as StanzaErrorType) : CONDITIONS[condition].type;
  const text = error?.getChildText('text', NS.stanzaErrors);
  return { type, condition, ...(text === undefined ? {} : { text }) };
}
