import type { Account, Gateway } from '../../../gateways/gateway.js';
import { errorReply } from '../../xmpp/errors.js';
import { gatewayJidQuery, gatewayPromptQuery, readGatewayPrompt } from '../../xmpp/gateway-prompt.js';
import { iqResult } from '../../xmpp/iq.js';
import { parseJid, unescapeLocal } from '../../xmpp/jid.js';
import { NS } from '../../xmpp/namespaces.js';
import { type ContactResult, contactJid, withHint } from '../addresses.js';
import { problem } from '../errors.js';
import { accountOf, type Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused, wordsFor } from './request.js';

/** Longer than any address of a network; beyond that nobody looks at what was typed. In UTF-16 units. */
const LONGEST = 1023;

/** The gateway prompt: a typed address becomes the JID of a contact (XEP-0100 6.3). */
export function promptHandlers(site: Site): Handlers {
  return {
    [`get ${NS.gateway}`]: (request) => prompt(site, request),
    [`set ${NS.gateway}`]: (request) => answer(site, request),
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

async function answer(site: Site, request: Request): Promise<Answer> {
  if (request.kind !== 'gateway') return undefined;
  const closed = site.access(request.from.bare);
  if (closed !== undefined) return refused(site, request, closed);
  const typed = readGatewayPrompt(request.payload).trim();
  if (typed === '') return refused(site, request, problem('prompt-empty'));
  if (typed.length > LONGEST) return refused(site, request, problem('prompt-too-long'));
  const result = read(site.gateway, typed, await accountOf(site, request.from.bare));
  if (result.ok) return [iqResult(request.iq, gatewayJidQuery(contactJid(site.gateway, result.contact)))];
  // XEP-0100 has one error for everything that people type; an address that was probably meant is named in the text.
  const said = wordsFor(site, request, result.problem);
  const reply = errorReply(request.iq, {
    type: 'modify',
    condition: 'not-acceptable',
    ...(said.text === undefined ? {} : { text: said.text }),
    ...(said.lang === undefined ? {} : { lang: said.lang }),
  });
  return reply === undefined ? [] : [reply];
}

/** People paste JIDs too; one at this gateway is read as it is, whatever the network makes of such a text. */
function read(gateway: Gateway, typed: string, account: Account | undefined): ContactResult {
  const jid = parseJid(typed.replace(/^xmpp:/i, ''));
  if (jid !== undefined && jid.local !== '' && jid.domain === gateway.domain) {
    return prompted(gateway, unescapeLocal(jid.local), account);
  }
  return prompted(gateway, typed, account);
}

function prompted(gateway: Gateway, text: string, account: Account | undefined): ContactResult {
  const result = gateway.addresses.prompt(text, account);
  if (result.ok) return { ok: true, contact: result.address };
  return { ok: false, problem: withHint(gateway, result) };
}
