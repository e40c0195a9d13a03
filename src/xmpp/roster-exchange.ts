import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** A contact that is proposed to a client. */
interface ProposedContact {
  readonly jid: string;
  readonly name?: string;
  readonly group?: string;
}

/**
 * Proposes to a client of the user, which has the feature, to add contacts to the roster (XEP-0144). Goes to a full
 * JID; the client asks the user and answers with a result.
 */
export function rosterExchange(from: string, client: string, contacts: readonly ProposedContact[]): Element {
  const items = contacts.map(({ jid, name, group }) =>
    el('item', { action: 'add', jid, name }, group === undefined ? undefined : el('group', {}, group)),
  );
  return el('iq', { type: 'set', from, to: client }, el('x', { xmlns: NS.rosterExchange }, ...items));
}
