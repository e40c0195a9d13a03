import { createHash } from 'node:crypto';
import type { Site } from './site.js';

/** The lanes of the streams that serve a domain: `xmpp.<domain>.<n>`. */
export function xmppLanes(domain: string, streams: number): readonly string[] {
  return Array.from({ length: streams }, (_, n) => `xmpp.${domain}.${n}`);
}

/** The most streams that a domain may have. */
const MOST_STREAMS = 16;

/** The lanes of streams that a domain may have had before it had so few. */
export function formerLanes(domain: string, streams: number): readonly string[] {
  return xmppLanes(domain, MOST_STREAMS).slice(streams);
}

/** The lane that carries stanzas to a gateway of the same installation, past the XMPP server. */
export function localLane(domain: string): string {
  return `local.${domain}.0`;
}

/** The lane that carries stanzas to a user, by the bare JID: always the same one, so that their order is kept. */
export function laneOf(site: Site, jid: string): string {
  const domain = jid.slice(jid.indexOf('@') + 1);
  if (site.locals.has(domain) && domain !== site.gateway.domain) return localLane(domain);
  const share = site.streams === 1 ? 0 : stableHash(jid) % site.streams;
  return `xmpp.${site.gateway.domain}.${share}`;
}

/** 32 bits that are the same in every process and release. */
function stableHash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
