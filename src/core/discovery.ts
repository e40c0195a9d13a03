import type { Feature } from '../../gateways/gateway.js';
import { capsElement } from '../xmpp/caps.js';
import type { DiscoInfo } from '../xmpp/disco.js';
import type { Element } from '../xmpp/element.js';
import { NS } from '../xmpp/namespaces.js';
import type { Site } from './site.js';

/** What an address of ours is: the gateway itself, or one of its contacts. */
export type EntityKind = 'gateway' | 'contact';

/** Tells which software answers, in entity capabilities (XEP-0115 4). */
const CAPS_NODE = 'urn:isthmus:gateway';

/** What a contact says that it understands, by what its network carries; the rest has no name for clients to look for. */
const ADVERTISED: Readonly<Partial<Record<Feature, readonly string[]>>> = {
  receipts: [NS.receipts],
  markers: [NS.chatMarkers],
  'chat-states': [NS.chatStates],
  corrections: [NS.correct],
  retractions: [NS.retract],
  reactions: [NS.reactions],
  replies: [NS.reply],
  files: [NS.oob, NS.sfs],
  addresses: [NS.address],
  rooms: [NS.invite],
};

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
        ...[...gateway.features].flatMap((feature) => ADVERTISED[feature] ?? []),
      ],
    };
  }
  return {
    identities: [gateway.identity],
    features: [NS.discoItems, NS.caps, NS.escaping, NS.register, NS.gateway, NS.version, NS.time, NS.ping, NS.last],
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
