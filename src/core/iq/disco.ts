import { discoInfoQuery, discoItemsQuery } from '../../xmpp/disco.js';
import type { Element } from '../../xmpp/element.js';
import { errorReply } from '../../xmpp/errors.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { discoOf, itemsOf, nodeInfo, nodeItems } from '../discovery.js';
import type { Site } from '../site.js';
import type { Answer, Handlers, Request } from './request.js';

/** Service discovery of the gateway and its contacts (XEP-0030). */
export function discoHandlers(site: Site): Handlers {
  return {
    [`get ${NS.discoInfo}`]: (request) => info(site, request),
    [`get ${NS.discoItems}`]: (request) => items(site, request),
  };
}

function info(site: Site, { iq, payload, kind }: Request): Answer {
  const node = payload.attrs.node ?? '';
  const found = node === '' ? discoOf(site, kind) : nodeInfo(site, kind, node);
  return found === undefined ? noNode(iq) : [iqResult(iq, discoInfoQuery(found, payload.attrs.node))];
}

function items(site: Site, { iq, payload, kind, to }: Request): Answer {
  const node = payload.attrs.node ?? '';
  const found = node === '' ? itemsOf(site, kind, to.bare) : nodeItems(site, to.bare, node);
  return found === undefined ? noNode(iq) : [iqResult(iq, discoItemsQuery(found, payload.attrs.node))];
}

function noNode(iq: Element): readonly Element[] {
  const reply = errorReply(iq, { condition: 'item-not-found' });
  return reply === undefined ? [] : [reply];
}
