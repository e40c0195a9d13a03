import { type DiscoItem, discoInfoQuery, discoItemsQuery } from '../../xmpp/disco.js';
import type { Element } from '../../xmpp/element.js';
import { errorReply } from '../../xmpp/errors.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { contactJid } from '../addresses.js';
import { discoOf, itemsOf, nodeInfo, nodeItems } from '../discovery.js';
import type { Site } from '../site.js';
import { itemPage } from './item-page.js';
import type { Answer, Handlers, Request } from './request.js';

/** Service discovery of the gateway and its contacts (XEP-0030). */
export function discoHandlers(site: Site): Handlers {
  return {
    [`get ${NS.discoInfo}`]: (request) => info(site, request),
    [`get ${NS.discoItems}`]: (request) => items(site, request),
  };
}

function info(site: Site, { iq, payload, kind, contact }: Request): Answer {
  const node = payload.attrs.node ?? '';
  const found = node === '' ? discoOf(site, kind, contact) : nodeInfo(site, kind, node, contact);
  return found === undefined ? noNode(iq) : [iqResult(iq, discoInfoQuery(found, payload.attrs.node))];
}

async function items(site: Site, { iq, payload, kind, from, to }: Request): Promise<Answer> {
  const node = payload.attrs.node ?? '';
  if (node !== '') {
    const found = nodeItems(site, to.bare, node);
    return found === undefined ? noNode(iq) : [iqResult(iq, discoItemsQuery(found, payload.attrs.node))];
  }
  const found = [...itemsOf(site, kind, to.bare), ...(kind === 'gateway' ? await findable(site, from.bare) : [])];
  const page = itemPage(found, payload);
  return page === undefined ? noNode(iq) : [iqResult(iq, page)];
}

/** Contacts that whoever may use the gateway may know of. */
async function findable(site: Site, jid: string): Promise<readonly DiscoItem[]> {
  const { gateway, stores, access } = site;
  if (gateway.items === undefined || access(jid) !== undefined) return [];
  const found = await gateway.items(jid, stores.kv(gateway.name));
  return found.map(({ contact, name }) => ({ jid: contactJid(gateway, contact), name }));
}

function noNode(iq: Element): readonly Element[] {
  const reply = errorReply(iq, { condition: 'item-not-found' });
  return reply === undefined ? [] : [reply];
}
