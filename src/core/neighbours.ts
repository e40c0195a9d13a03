import type { Gateway, Neighbour, Neighbours } from '../../gateways/gateway.js';
import { contactJid } from './addresses.js';

/** What a gateway is told of the others that are served beside it. */
export function neighboursOf(gateways: readonly Gateway[], own: Gateway): Neighbours {
  const known = new Map<string, Neighbour>();
  for (const gateway of gateways) if (gateway !== own) known.set(gateway.name, neighbour(gateway));
  return (name) => known.get(name);
}

function neighbour(gateway: Gateway): Neighbour {
  return {
    domain: gateway.domain,
    jidOf: (text) => {
      const read = gateway.addresses.prompt(text);
      return read.ok ? contactJid(gateway, read.address) : undefined;
    },
  };
}
