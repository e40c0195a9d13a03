import { gatewayJidQuery, gatewayPromptQuery, readGatewayPrompt } from '../../xmpp/gateway-prompt.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { contactJid } from '../addresses.js';
import { problem } from '../errors.js';
import { accountOf, type Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

/** The gateway prompt: a typed address becomes the JID of a contact (XEP-0100 6.3). */
export function promptHandlers(site: Site): Handlers {
  return {
    [`get ${NS.gateway}`]: (request) => prompt(site, request),
    [`set ${NS.gateway}`]: (request) => prompted(site, request),
  };
}

function prompt(site: Site, request: Request): Answer {
  if (request.kind !== 'gateway') return undefined;
  const { gateway, words, access } = site;
  const closed = access(request.from.bare);
  if (closed !== undefined) return refused(site, request, closed);
  const description = words.text(gateway.prompt.description, request.lang);
  return [iqResult(request.iq, gatewayPromptQuery(description, words.text(gateway.prompt.label, request.lang)))];
}

async function prompted(site: Site, request: Request): Promise<Answer> {
  if (request.kind !== 'gateway') return undefined;
  const closed = site.access(request.from.bare);
  if (closed !== undefined) return refused(site, request, closed);
  const typed = readGatewayPrompt(request.payload)?.trim() ?? '';
  if (typed === '') return refused(site, request, problem('prompt-empty'));
  const { gateway } = site;
  const result = gateway.addresses.prompt(typed, await accountOf(site, request.from.bare));
  if (result.ok) return [iqResult(request.iq, gatewayJidQuery(contactJid(gateway, result.address)))];
  return refused(site, request, { ...result.problem, type: 'modify', condition: 'not-acceptable' });
}
