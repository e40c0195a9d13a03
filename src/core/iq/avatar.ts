import { AVATAR_NODES, avatarItems, readPubsub, unsupported } from '../../xmpp/avatar.js';
import { errorReply, type StanzaProblem } from '../../xmpp/errors.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { problem } from '../errors.js';
import type { Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

/** The avatar of the gateway and its contacts (XEP-0084), of publish-subscribe only what reading it takes (XEP-0060 6.5). */
export function avatarHandlers(site: Site): Handlers {
  return {
    [`get ${NS.pubsub}`]: (request) => answer(site, request),
    [`set ${NS.pubsub}`]: (request) => answer(site, request),
  };
}

function answer(site: Site, request: Request): Answer {
  const read = readPubsub(request.type, request.payload);
  switch (read.kind) {
    case 'items':
      if (!AVATAR_NODES.includes(read.node)) return error(request, { condition: 'item-not-found' });
      return [iqResult(request.iq, avatarItems(read.node, site.about.avatar, read.ids))];
    case 'publish':
      return refused(site, request, problem('vcard-foreign'));
    case 'unsupported': {
      const extra = read.feature === undefined ? [] : [unsupported(read.feature)];
      return error(request, { condition: 'feature-not-implemented', extra });
    }
    case 'bad':
      return error(request, { condition: 'bad-request' });
  }
}

function error({ iq }: Request, why: StanzaProblem): Answer {
  const reply = errorReply(iq, why);
  return reply === undefined ? [] : [reply];
}
