import { ENVELOPE_VERSION, type Envelope } from '../lanes/envelope.js';
import type { SecretOwner } from '../store/secrets.js';
import type { Element } from '../xmpp/element.js';
import { serialise } from '../xmpp/serialise.js';
import type { Site } from './site.js';
import { laneOf } from './xmpp-lanes.js';

/** A stanza with something secret in it: it lies encrypted in its lane until it is written to the stream. */
interface SealedStanza {
  readonly type: 'sealed-stanza';
  readonly sealed: string;
}

/** The same envelope with its stanza encrypted. */
export function sealed({ stores }: Site, { stanza = '', ...open }: Envelope): Envelope<SealedStanza> {
  const event: SealedStanza = {
    type: 'sealed-stanza',
    sealed: stores.secrets.seal(ownerOf(open.gateway, open.id), stanza),
  };
  return { ...open, event };
}

/** Puts such a stanza into the lane of the user's stream. `expires`: wall time in ms after which it is not worth telling any more. */
export async function sendSealed(
  site: Site,
  { id, to, stanza, expires }: { id: string; to: string; stanza: Element; expires: number },
): Promise<void> {
  const { gateway, lanes, clock } = site;
  const envelope: Envelope = {
    v: ENVELOPE_VERSION,
    id,
    gateway: gateway.name,
    account: to,
    rev: 0,
    conversation: to,
    kind: 'message',
    stanza: serialise(stanza),
    at: clock.now(),
    expires,
  };
  await lanes.add(laneOf(site, to), sealed(site, envelope), { giveUpAfter: site.limits.patience });
}

/** The envelope with its stanza readable, whichever gateway of the installation it is of; the same one where nothing is sealed. Undefined where no key opens it any more. */
export function unsealed(site: Site, envelope: Envelope): Envelope | undefined {
  const { event, ...open } = envelope;
  if (event === undefined || !isSealed(event)) return envelope;
  try {
    const stanza = site.stores.secrets.open(ownerOf(open.gateway, open.id), event.sealed);
    return { ...open, stanza };
  } catch (error) {
    site.log.error({ envelope: open.id, error: String(error) }, 'a stanza cannot be decrypted any more');
    return undefined;
  }
}

function isSealed(event: unknown): event is SealedStanza {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'sealed-stanza';
}

function ownerOf(gateway: string, id: string): SecretOwner {
  return { gateway, account: '', field: `stanza ${id}` };
}
