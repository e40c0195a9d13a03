import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** The gateway prompt (XEP-0100 6.3): what to ask a user for. */
export function gatewayPromptQuery(description: string, prompt: string): Element {
  return el('query', { xmlns: NS.gateway }, el('desc', {}, description), el('prompt', {}, prompt));
}

/** What the user typed, from the query of a set: in `<prompt/>`, or as bare text as some clients send it. */
export function readGatewayPrompt(query: Element): string {
  return query.getChildText('prompt') ?? query.getText();
}

/** The address for what the user typed. */
export function gatewayJidQuery(jid: string): Element {
  return el('query', { xmlns: NS.gateway }, el('jid', {}, jid));
}
