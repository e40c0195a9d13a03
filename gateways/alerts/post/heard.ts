import type { Element } from '../../../src/xmpp/element.js';
import { readError } from '../../../src/xmpp/errors.js';
import { withoutFallback } from '../../../src/xmpp/fallback.js';
import { type MessageContent, readMessage } from '../../../src/xmpp/messages.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import type { ReportEvent } from '../engine/event.js';

/** What became of a stanza of ours. */
export interface Reported extends Omit<ReportEvent, 'type'> {
  /** Why it failed, as whoever refused it says that to people. */
  readonly text?: string;
}

const LONGEST_TEXT = 300;

/** What the answer to a request of ours says of it. */
export function reportOfAnswer(iq: Element): Reported {
  const { id = '', type } = iq.attrs;
  return type === 'error' ? { id, ...failureOf(iq) } : { id, fate: 'delivered' };
}

function failureOf(stanza: Element): Omit<Reported, 'id'> {
  const { condition, text } = readError(stanza);
  const said = text === undefined || text.trim() === '' ? {} : { text: text.trim().slice(0, LONGEST_TEXT) };
  return { fate: 'failed', reason: condition, ...said };
}

/** What a message to the agent says. */
export type Heard =
  /** What became of a message of ours. `unregistered`: the gateway says that we are none of its users. */
  | ({ readonly kind: 'report'; readonly unregistered?: true } & Reported)
  | { readonly kind: 'reactions'; readonly id: string; readonly emojis: readonly string[] }
  /** Words. `text` is without what is quoted in it; `about`: ids of the messages and thread that it speaks of. */
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly about: readonly string[];
      readonly content: MessageContent;
    };

/** A quotation of what is replied to, which a client puts before its text (XEP-0461 3). */
const QUOTED: ReadonlySet<string> = new Set([NS.reply]);

/** Reads a message that came to the agent; undefined: it says nothing of interest. */
export function hearMessage(stanza: Element): Heard | undefined {
  const { type, id } = stanza.attrs;
  if (type === 'error') return failure(stanza, id);
  const content = readMessage(stanza);
  if (content.receiptFor !== undefined) return { kind: 'report', id: content.receiptFor, fate: 'delivered' };
  const { marker, reactions, body, reply, thread, encrypted } = content;
  if (marker !== undefined) {
    return { kind: 'report', id: marker.id, fate: marker.kind === 'received' ? 'delivered' : 'seen' };
  }
  if (reactions !== undefined) return { kind: 'reactions', ...reactions };
  if (encrypted === true || (body === undefined && content.files.length === 0)) return undefined;
  const about = [reply?.id, thread].filter((one) => one !== undefined);
  return { kind: 'text', text: withoutFallback(body ?? '', content.fallbacks, QUOTED).trim(), about, content };
}

/** An error may speak of a message that went out all the same: then nothing is known of it. */
function failure(stanza: Element, id: string | undefined): Heard | undefined {
  if (id === undefined) return undefined;
  if (stanza.getChild('error')?.getChild('maybe-sent', NS.ownErrors) !== undefined) return undefined;
  const report = { kind: 'report', id, ...failureOf(stanza) } as const;
  return report.reason === 'registration-required' ? { ...report, unregistered: true } : report;
}
