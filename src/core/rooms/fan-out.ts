import type { RoomStanzas } from '../../../gateways/gateway.js';
import { ENVELOPE_VERSION, newEnvelopeId } from '../../lanes/envelope.js';
import type { Site } from '../site.js';
import { laneOf } from '../xmpp-lanes.js';

/**
 * Puts stanzas of a room into the lanes of the streams: one envelope for all recipients of a stream, in the order of the
 * room. They go even into a full lane, and wait for Redis as long as it takes: the network cannot be asked to say it again,
 * and what came later must not get ahead. Rejects only where the lanes stop.
 */
export async function fanOut(site: Site, { contact, stanzas, to }: RoomStanzas): Promise<void> {
  const byLane = new Map<string, string[]>();
  for (const jid of to) {
    const slash = jid.indexOf('/');
    const lane = laneOf(site, slash < 0 ? jid : jid.slice(0, slash));
    const known = byLane.get(lane);
    if (known === undefined) byLane.set(lane, [jid]);
    else known.push(jid);
  }
  const at = site.clock.now();
  // Comings and goings are no messages.
  const speaks = stanzas.some((stanza) => stanza.startsWith('<message'));
  const adds = [...byLane].map(([lane, recipients]) =>
    site.lanes.add(
      lane,
      {
        v: ENVELOPE_VERSION,
        id: newEnvelopeId(),
        gateway: site.gateway.name,
        account: '',
        rev: 0,
        conversation: `>${contact}`,
        kind: 'message',
        stanzas,
        to: recipients,
        at,
        ...(speaks ? { counts: 'room' as const } : {}),
      },
      { evenIfFull: true, giveUpAfter: Number.POSITIVE_INFINITY },
    ),
  );
  await Promise.all(adds);
}
