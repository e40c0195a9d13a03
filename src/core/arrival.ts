import type { Problem } from '../problem.js';
import type { Element } from '../xmpp/element.js';
import { type Jid, parseJid } from '../xmpp/jid.js';
import { readMessage } from '../xmpp/messages.js';
import { contentOf } from './content.js';
import { problem } from './errors.js';
import { type Carried, carry } from './fallback.js';
import { mask } from './mask.js';
import type { Site } from './site.js';

/** A message stanza that asks for something: to be carried, or to be refused with a problem. */
export interface Arrival {
  readonly from: Jid;
  readonly to: Jid;
  readonly id?: string;
  /** Language of the sender (`xml:lang`), for what is told back. */
  readonly lang?: string;
  /** The sender asked for an XEP-0184 receipt. */
  readonly receipt: boolean;
  readonly wish: { readonly carry: Carried } | { readonly refuse: Problem };
}

/**
 * Reads a message stanza to one of our addresses. Undefined where nothing is to be done: errors, chat states, markers,
 * receipts, empty bodies.
 */
export function readArrival(stanza: Element, site: Site): Arrival | undefined {
  const { gateway, words } = site;
  const from = parseJid(stanza.attrs.from ?? '');
  const to = parseJid(stanza.attrs.to ?? '');
  if (from === undefined || to === undefined) return undefined;
  if (stanza.attrs.type === 'error') {
    // A message that we delivered came back. The network has no way to hear of it; telling the user would loop.
    site.metrics.count('messages_bounced', { gateway: gateway.name });
    site.log.warn({ to: mask(from.bare), id: stanza.attrs.id }, 'a delivered message was bounced by the XMPP server');
    return undefined;
  }
  // Nothing of our own domain is ever answered: that would be a loop.
  if (from.domain === gateway.domain) return undefined;

  const message = readMessage(stanza);
  const lang = stanza.attrs['xml:lang'];
  const head = {
    from,
    to,
    receipt: message.receiptRequested,
    ...(message.id === undefined ? {} : { id: message.id }),
    ...(lang === undefined ? {} : { lang }),
  };
  if (message.encrypted) {
    // A stanza that only brings keys has no body; clients send such unasked.
    if (message.body === undefined) return undefined;
    return { ...head, wish: { refuse: problem('message-encrypted', { jid: to.bare }) } };
  }
  const carried = carry(contentOf(message), gateway.features, (ref) => words.text(ref, lang));
  if (carried === undefined) return undefined;
  const refuse = refusal(site, message.type, from);
  return { ...head, wish: refuse === undefined ? { carry: carried } : { refuse } };
}

function refusal(site: Site, type: string, from: Jid): Problem | undefined {
  const denied = site.access(from.bare);
  if (denied !== undefined) return denied;
  if (type === 'groupchat') return problem('message-groupchat');
  return undefined;
}
