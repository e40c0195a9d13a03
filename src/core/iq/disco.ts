import { discoInfoQuery, discoItemsQuery } from '../../xmpp/disco.js';
import type { Element } from '../../xmpp/element.js';
import { errorReply } from '../../xmpp/errors.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { discoOf, isCapsNode } from '../discovery.js';
import type { Site } from '../site.js';
import type { Answer, Handlers, Request } from './request.js';

/** Service discovery of the gateway and its contacts (XEP-0030). */
export function discoHandlers(site: Site): Handlers {
  return {
    [`get ${NS.discoInfo}`]: (request) => info(site, request),
    [`get ${NS.discoItems}`]: items,
  };
}

function info(site: Site, { iq, payload, kind }: Request): Answer {
  const node = payload.attrs.node;
  if (node !== undefined && node !== '' && !isCapsNode(site, kind, node)) return noNode(iq);
  return [iqResult(iq, discoInfoQuery(discoOf(site, kind), node))];
}

function items({ iq, payload }: Request): Answer {
  const node = payload.attrs.node;
  if (node !== undefined && node !== '') return noNode(iq);
  return [iqResult(iq, discoItemsQuery([]))];
}

function noNode(iq: Element): readonly Element[] {
  const reply = errorReply(iq, { condition: 'item-not-found' });
  return reply === undefined ? [] : [reply];
}
