import type { RoomEvent } from '../../../gateways/gateway.js';
import type { Envelope } from '../../lanes/envelope.js';
import type { SecretOwner } from '../../store/secrets.js';
import { NS } from '../../xmpp/namespaces.js';
import type { Site } from '../site.js';

/** What of an event nobody may read who reads Redis: it lies encrypted in the lane until the hold has it. */
interface Hidden {
  /** Of the room that is entered (XEP-0045 7.2.6). */
  readonly password?: string;
  /** Of a request of the owner, whose form has the password (XEP-0045 10.2). */
  readonly payload?: string;
}

/** An event of which a part is encrypted. */
type SealedEvent = RoomEvent & { readonly sealed: string };

/** The same envelope, with what is secret in its event encrypted. */
export function sealedEnvelope({ stores }: Site, envelope: Envelope<RoomEvent>): Envelope<RoomEvent> {
  const { event } = envelope;
  if (event === undefined) return envelope;
  const [open, hidden] = parted(event);
  if (hidden === undefined) return envelope;
  const sealed: SealedEvent = { ...open, sealed: stores.secrets.seal(ownerOf(envelope), JSON.stringify(hidden)) };
  return { ...envelope, event: sealed };
}

/** The same envelope with all of its event readable. Undefined where no key opens it any more. */
export function openedEnvelope({ stores, log }: Site, envelope: Envelope<RoomEvent>): Envelope<RoomEvent> | undefined {
  const { event } = envelope;
  if (!isSealed(event)) return envelope;
  const { sealed, ...open } = event;
  try {
    const hidden: Hidden = JSON.parse(stores.secrets.open(ownerOf(envelope), sealed));
    return { ...envelope, event: { ...open, ...hidden } as RoomEvent };
  } catch (error) {
    log.error(
      { envelope: envelope.id, error: String(error) },
      'what a user did in a room cannot be decrypted any more',
    );
    return undefined;
  }
}

function isSealed(event: RoomEvent | undefined): event is SealedEvent {
  return event !== undefined && 'sealed' in event;
}

function parted(event: RoomEvent): readonly [RoomEvent, Hidden | undefined] {
  if (event.type === 'enter') {
    const { password, ...open } = event;
    return [open, password === undefined ? undefined : { password }];
  }
  if (event.type === 'ask' && event.payload.includes(NS.mucOwner)) {
    return [{ ...event, payload: '' }, { payload: event.payload }];
  }
  return [event, undefined];
}

function ownerOf({ gateway, id }: Envelope): SecretOwner {
  return { gateway, account: '', field: `room ${id}` };
}
