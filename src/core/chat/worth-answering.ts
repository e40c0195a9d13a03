import type { Element } from '../../xmpp/element.js';
import { NS } from '../../xmpp/namespaces.js';

/** What was not written just now by who sent it: copies, archives, forwards, messages that lay somewhere. */
const SECOND_HAND: ReadonlySet<string> = new Set([NS.delay, NS.legacyDelay, NS.forward, NS.carbons, NS.archive]);

/**
 * Whether a message to the gateway itself may be answered. Everything else would lead to loops between programs: errors,
 * headlines, rooms, what has no text, what is not fresh.
 */
export function isWorthAnswering(message: Element): boolean {
  const { type = 'normal' } = message.attrs;
  if (type === 'error' || type === 'groupchat' || type === 'headline') return false;
  if (message.elements().some(({ ns }) => SECOND_HAND.has(ns))) return false;
  return message.getChildren('body').some((body) => body.getText().trim() !== '');
}
