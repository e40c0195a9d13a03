import type { Resolve } from './discovery/mail-dns.js';
import { asEnd, LineLink } from './line-link.js';
import type { Probe, ProbeTarget } from './probe.js';

/** A probe that connects, does what `talk` does, and leaves, however that ends. */
export function trialOf(talk: (link: LineLink, target: ProbeTarget) => Promise<void>, resolve: Resolve): Probe {
  return async (target, signal) => {
    let link: LineLink | undefined;
    try {
      link = await LineLink.open(target, resolve, signal);
      await talk(link, target);
      return { ok: true };
    } catch (error) {
      const { why, said } = asEnd(error, 'protocol');
      return { ok: false, why, said };
    } finally {
      link?.close();
    }
  };
}
