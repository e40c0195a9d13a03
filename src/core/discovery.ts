import type { Feature, Gateway } from '../../gateways/gateway.js';
import { AVATAR_NODES } from '../xmpp/avatar.js';
import { capsElement } from '../xmpp/caps.js';
import type { DiscoInfo, DiscoItem } from '../xmpp/disco.js';
import type { Element } from '../xmpp/element.js';
import { NS } from '../xmpp/namespaces.js';
import { contactJid } from './addresses.js';
import type { Site } from './site.js';

/** What an address of ours is: the gateway itself, one of several networks, one of its contacts, or a contact that only writes. */
export type EntityKind = 'gateway' | 'network' | 'contact' | 'no-reply';

/** Tells which software answers, in entity capabilities (XEP-0115 4). */
const CAPS_NODE = 'urn:isthmus:gateway';

/** What every address of ours answers, whatever it is. */
const COMMON = [
  NS.discoItems,
  NS.caps,
  NS.version,
  NS.time,
  NS.ping,
  NS.vcardTemp,
  NS.vcard4,
  NS.pubsubRetrieveItems,
] as const;

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
  html: [NS.content],
  addresses: [NS.address],
  objects: [NS.e2e, NS.mimeObject],
  rooms: [NS.invite],
};

/** Whether anything that is said is kept. */
export function hasArchives({ archives }: Pick<Gateway, 'archives'>): boolean {
  return archives === true || archives === 'rooms';
}

/** What a contact says of its archive (XEP-0313), where the gateway keeps one. */
export function archiveFeatures(gateway: Pick<Gateway, 'archives'>): readonly string[] {
  return gateway.archives === true ? [NS.archive, NS.archiveExtended, NS.rsm, NS.stanzaIds] : [];
}

/**
 * What an entity honestly is and can do (XEP-0030); its caps are computed from the same, so it depends neither on who asks
 * nor on the language. `contact`: which one of its kind.
 */
export function discoOf(site: Site, kind: EntityKind, contact?: string): DiscoInfo {
  const { gateway, about } = site;
  if (kind === 'gateway') {
    const search = about.directory === undefined ? [] : [NS.search];
    // Only the gateway itself is asked for several (XEP-0033 2).
    const several = gateway.features.has('addresses') ? [NS.address] : [];
    const paged = gateway.items === undefined ? [] : [NS.rsm];
    const service = gateway.rooms?.identity;
    const rooms = service === undefined ? [] : [NS.muc];
    return {
      identities: service === undefined ? [gateway.identity] : [gateway.identity, service],
      features: [
        ...COMMON,
        NS.escaping,
        NS.register,
        NS.gateway,
        NS.commands,
        NS.last,
        ...search,
        ...rooms,
        ...paged,
        ...several,
      ],
      forms: about.forms,
    };
  }
  if (kind === 'network') {
    return {
      identities: [gateway.rooms?.identity ?? gateway.contactIdentity],
      features: [...COMMON, NS.register, NS.commands, NS.rsm],
    };
  }
  if (kind === 'no-reply') return { identities: [gateway.contactIdentity], features: [...COMMON, NS.noReply] };
  return {
    identities: [(contact === undefined ? undefined : gateway.identityOf?.(contact)) ?? gateway.contactIdentity],
    features: [
      ...COMMON,
      ...[...gateway.features].flatMap((feature) => ADVERTISED[feature] ?? []),
      ...archiveFeatures(gateway),
    ],
  };
}

/** The `<c/>` for available presence of an entity. */
export function capsOf(site: Site, kind: EntityKind, contact?: string): Element {
  return capsElement(CAPS_NODE, discoOf(site, kind, contact));
}

/** What a node of an entity is: the node that its caps announce (`<node>#<ver>`) is the entity itself; undefined: no node. */
export function nodeInfo(site: Site, kind: EntityKind, node: string, contact?: string): DiscoInfo | undefined {
  if (node === `${CAPS_NODE}#${capsOf(site, kind, contact).attrs.ver}`) return discoOf(site, kind, contact);
  if (!AVATAR_NODES.includes(node)) return undefined;
  return { identities: [{ category: 'pubsub', type: 'leaf' }], features: [NS.pubsub] };
}

/**
 * What is below an entity: the networks that a gateway reaches; a contact's avatar (XEP-0084 6.1), as with any person. At
 * the gateway clients show items as services of it, so there no avatar is listed.
 */
export function itemsOf({ gateway }: Site, kind: EntityKind, jid: string): readonly DiscoItem[] {
  if (kind === 'gateway') {
    const networks = gateway.rooms?.networks ?? [];
    return networks.map(({ contact, name }) => ({ jid: contactJid(gateway, contact), name }));
  }
  return AVATAR_NODES.map((node) => ({ jid, node }));
}

/** What is below a node of an entity; undefined: no such node. */
export function nodeItems(site: Site, jid: string, node: string): readonly DiscoItem[] | undefined {
  // XEP-0060 5.5: an item of a node is named, and has no node of its own.
  return AVATAR_NODES.includes(node) ? [{ jid, name: site.about.avatar.id }] : undefined;
}
