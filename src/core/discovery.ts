import { capsElement } from '../xmpp/caps.js';
import type { DiscoInfo } from '../xmpp/disco.js';
import type { Element } from '../xmpp/element.js';
import { NS } from '../xmpp/namespaces.js';
import type { Site } from './site.js';

/** What an address of ours is: the gateway itself, or one of its contacts. */
export type EntityKind = 'gateway' | 'contact';

/** Tells which software answers, in entity capabilities (XEP-0115 4). */
const CAPS_NODE = 'urn:isthmus:gateway';

/** What an entity honestly is and can do (XEP-0030); its caps are computed from the same. */
export function discoOf(site: Site, kind: EntityKind): DiscoInfo {
  const { gateway } = site;
  if (kind === 'contact') {
    return {
      identities: [gateway.contactIdentity],
      features: [
        NS.caps,
        NS.ping,
        NS.version,
        NS.time,
        ...(gateway.features.has('receipts') ? [NS.receipts] : []),
        ...(gateway.features.has('corrections') ? [NS.correct] : []),
        ...(gateway.features.has('reactions') ? [NS.reactions] : []),
        ...(gateway.features.has('replies') ? [NS.reply] : []),
        ...(gateway.features.has('retractions') ? [NS.retract] : []),
        ...(gateway.features.has('files') ? [NS.oob] : []),
      ],
    };
  }
  return {
    identities: [gateway.identity],
    features: [
      NS.discoItems,
      NS.caps,
      NS.escaping,
      NS.register,
      NS.gateway,
      NS.commands,
      NS.version,
      NS.time,
      NS.ping,
      NS.last,
    ],
  };
}

/** The `<c/>` for available presence of an entity. */
export function capsOf(site: Site, kind: EntityKind): Element {
  return capsElement(CAPS_NODE, discoOf(site, kind));
}

/** Whether a disco#info node is the one that our caps announce: `<node>#<ver>`. */
export function isCapsNode(site: Site, kind: EntityKind, node: string): boolean {
  return node === `${CAPS_NODE}#${capsOf(site, kind).attrs.ver}`;
}
