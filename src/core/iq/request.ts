import type { Problem } from '../../problem.js';
import type { Element } from '../../xmpp/element.js';
import { errorReply, type StanzaProblem } from '../../xmpp/errors.js';
import type { Jid } from '../../xmpp/jid.js';
import type { EntityKind } from '../discovery.js';
import type { Site } from '../site.js';
import { inWords } from '../telling.js';

/** A request of a user to one of our addresses. */
export interface Request {
  readonly iq: Element;
  /** The one child of the IQ. */
  readonly payload: Element;
  readonly type: 'get' | 'set';
  readonly from: Jid;
  readonly to: Jid;
  /** What `to` is. */
  readonly kind: EntityKind;
  /** Canonical network address of the contact that `to` names; '' is the gateway. */
  readonly contact: string;
  readonly lang: string | undefined;
  /** Resolves when every message that the user sent before is in a lane or answered. */
  readonly before: Promise<void>;
}

/** Stanzas to send, in order; undefined: this request is not for that handler after all. */
export type Answer = readonly Element[] | undefined;
type Handler = (request: Request) => Promise<Answer> | Answer;

/** Handlers of one concern by `<get|set> <namespace of the payload>`. */
export type Handlers = Readonly<Record<string, Handler>>;

/** The problem in the language of whoever asked. */
export function wordsFor(site: Site, request: Pick<Request, 'lang'>, why: Problem): StanzaProblem {
  return inWords(site.words, why, request.lang);
}

/** Answers a request with an error. */
export function refused(site: Site, request: Request, why: Problem): readonly Element[] {
  const reply = errorReply(request.iq, wordsFor(site, request, why));
  return reply === undefined ? [] : [reply];
}
