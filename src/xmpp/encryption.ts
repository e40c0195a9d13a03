import type { Element } from './element.js';

/** Elements that hold an encrypted message, by `name namespace`; where they stand, the body only says that they do. */
const ENCRYPTED = new Set([
  'encrypted eu.siacs.conversations.axolotl', // OMEMO as most clients speak it (XEP-0384 0.3)
  'encrypted urn:xmpp:omemo:2', // XEP-0384 0.8
  'openpgp urn:xmpp:openpgp:0', // XEP-0373
  'x jabber:x:encrypted', // XEP-0027
  'encryption urn:xmpp:eme:0', // XEP-0380, whatever the encryption is
]);

/** Begins every message of OTR, which has no element (XEP-0364). */
const OTR = '?OTR';

/** Whether what the message says is encrypted for its recipient, so that nobody between can carry it elsewhere. */
export function isEncrypted(message: Element): boolean {
  if (message.elements().some((child) => ENCRYPTED.has(`${child.name} ${child.ns}`))) return true;
  return message.getChildText('body')?.startsWith(OTR) ?? false;
}
