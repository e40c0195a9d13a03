import { escapeLocal, makeJid, parseJid, unescapeLocal } from '../../../src/xmpp/jid.js';
import type { Medium, Place } from './place.js';
import { parsePlace } from './place-syntax.js';

/** Domains of the gateways of this installation by the medium that each brings; missing: there is none. */
export type GatewayDomains = Readonly<Partial<Record<Exclude<Medium, 'xmpp'>, string>>>;

/**
 * The bare JID to which a message for a place goes: for other networks the contact of their gateway. Undefined for what has none (a web
 * address) and where the installation has no such gateway.
 */
export function jidOfPlace(place: Place, domains: GatewayDomains): string | undefined {
  switch (place.kind) {
    case 'chat':
    case 'room':
      return place.jid;
    case 'node':
      return place.service;
    case 'phone':
      return contact(place.number, domains.sms);
    case 'mail':
      return contact(place.address, domains.email);
    case 'channel':
      return contact(`${place.channel}%${place.network}`, domains.irc);
    case 'nick':
      return contact(`${place.nick}%${place.network}`, domains.irc);
    case 'hook':
    case 'sink':
      return undefined;
  }
}

function contact(address: string, domain: string | undefined): string | undefined {
  const local = escapeLocal(address);
  return local === undefined || domain === undefined ? undefined : makeJid(local, domain)?.bare;
}

/**
 * The place that a JID stands for: a contact of one of the gateways, or whoever has it in XMPP. `room`: the JID is one of a room of XMPP.
 * Undefined where the JID is none, or a gateway's own address.
 */
export function placeOfJid(text: string, domains: GatewayDomains, room = false): Place | undefined {
  const jid = parseJid(text);
  if (jid === undefined) return undefined;
  const uri =
    uriOf(jid.domain, unescapeLocal(jid.local), domains) ??
    `xmpp:${jid.bare.replace(/[%?]/g, encodeURIComponent)}${room ? '?join' : ''}`;
  const place = parsePlace(uri);
  return place.ok ? place.value : undefined;
}

function uriOf(domain: string, local: string, domains: GatewayDomains): string | undefined {
  if (domain === domains.sms) return `sms:${local}`;
  if (domain === domains.email) return `mailto:${local}`;
  if (domain !== domains.irc) return undefined;
  const percent = local.lastIndexOf('%');
  return `irc://${local.slice(percent + 1)}/${encodeURIComponent(local.slice(0, percent))}`;
}
