import type { Neighbours } from '../../gateway.js';
import type { Place } from '../book/place.js';
import type { GatewayDomains } from '../book/place-jid.js';
import type { HouseNetwork } from '../config.js';

/** The gateways of the installation that carry to other networks than XMPP. */
export function domainsOf(neighbour: Neighbours): GatewayDomains {
  const domains: Partial<Record<HouseNetwork, string>> = {};
  for (const name of ['sms', 'email', 'irc'] as const) {
    const found = neighbour(name);
    if (found !== undefined) domains[name] = found.domain;
  }
  return domains;
}

/** The bare JID to write to for a place; undefined: it has none, the installation has no such gateway, or that does not know it. */
export function jidOf(place: Place, neighbour: Neighbours): string | undefined {
  switch (place.kind) {
    case 'chat':
    case 'room':
      return place.jid;
    case 'node':
      return place.service;
    case 'phone':
      return neighbour('sms')?.jidOf(place.number);
    case 'mail':
      return neighbour('email')?.jidOf(place.address);
    case 'channel':
      return neighbour('irc')?.jidOf(`${place.channel}%${place.network}`);
    case 'nick':
      return neighbour('irc')?.jidOf(`${place.nick}%${place.network}`);
    case 'hook':
    case 'sink':
      return undefined;
  }
}

/** The gateway that carries to a place; undefined: none is needed. */
export function networkOf(place: Place): HouseNetwork | undefined {
  return place.medium === 'xmpp' || place.medium === 'hook' ? undefined : place.medium;
}
