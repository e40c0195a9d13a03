import type { ContactCard } from '../../../gateways/gateway.js';
import { iqResult } from '../../xmpp/iq.js';
import { unescapeLocal } from '../../xmpp/jid.js';
import { NS } from '../../xmpp/namespaces.js';
import { type VCard, vcard4, vcardTemp } from '../../xmpp/vcard.js';
import { ContactNames } from '../contact-names.js';
import { problem } from '../errors.js';
import { accountsOf, type Site } from '../site.js';
import { type Handlers, type Request, refused } from './request.js';

/** Who the gateway and its contacts are (XEP-0054, XEP-0292), for everybody to read and nobody to write. */
export function vcardHandlers(site: Site): Handlers {
  const names = new ContactNames(site);
  return {
    [`get ${NS.vcardTemp}`]: async (request) => [iqResult(request.iq, vcardTemp(await cardOf(site, names, request)))],
    [`get ${NS.vcard4}`]: async (request) => [iqResult(request.iq, vcard4(await cardOf(site, names, request)))],
    [`set ${NS.vcardTemp}`]: (request) => refused(site, request, problem('vcard-foreign')),
    [`set ${NS.vcard4}`]: (request) => refused(site, request, problem('vcard-foreign')),
  };
}

async function cardOf(site: Site, names: ContactNames, request: Request): Promise<VCard> {
  const { gateway, words, about, stores } = site;
  const { to, from, lang, kind, contact } = request;
  const photo = { type: 'image/png', bytes: about.avatar.bytes };
  if (kind === 'gateway') {
    const note = words.text(gateway.registration.instructions, lang);
    return { name: gateway.identity.name, jid: to.bare, note, photo, application: true };
  }
  const user = await accountsOf(site, from.bare);
  const accounts = user === undefined ? [] : [user.default, ...user.all.filter(({ id }) => id !== user.default.id)];
  const known: ContactCard = (await gateway.vcard?.(contact, accounts, stores.kv(gateway.name))) ?? {};
  const { note, ...card } = known;
  // Whom the directory names is told to those who may search it, and to nobody else.
  const listed = site.access(from.bare) === undefined ? await names.of(contact, from.bare) : undefined;
  return {
    name: unescapeLocal(to.local),
    ...card,
    ...(listed === undefined ? {} : { name: listed }),
    ...(note === undefined ? {} : { note: words.text(note, lang) }),
    jid: to.bare,
    photo,
  };
}
