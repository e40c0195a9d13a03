import type { RoomEvent } from '../../../gateways/gateway.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../../lanes/envelope.js';
import type { Site } from '../site.js';

/** How long the answer to an order lies ready, s. */
export const ORDER_SECONDS = 60;
/** How long it is waited for, ms, and how often it is looked for. */
const WAIT_MS = 15_000;
const LOOK_MS = 50;

const TYPES: ReadonlySet<string> = new Set<RoomEvent['type']>([
  'enter',
  'status',
  'leave',
  'gone',
  'invitation',
  'ask',
  'order',
]);

/** Whether a gateway takes it as something for its rooms. */
export function isRoomEvent(event: { readonly type: string } | undefined): event is RoomEvent {
  return event !== undefined && TYPES.has(event.type);
}

/** Where the answer to an order is put, by the id of its envelope. */
export function orderKey(envelope: string): string {
  return `order:${envelope}`;
}

/**
 * Has something done by whoever holds a lane, and waits for the answer. Undefined: nobody answered in time, or it could not
 * be done. Rejects where the lane does not take it.
 */
export async function giveOrder(site: Site, lane: string, order: unknown): Promise<unknown> {
  const { gateway, lanes, clock, stores } = site;
  const at = clock.now();
  const envelope: Envelope<RoomEvent> = {
    v: ENVELOPE_VERSION,
    id: newEnvelopeId(),
    gateway: gateway.name,
    account: '',
    rev: 0,
    conversation: '',
    kind: 'iq',
    event: { type: 'order', contact: '', order },
    at,
    expires: at + WAIT_MS,
  };
  const kv = stores.kv(gateway.name);
  await lanes.add(lane, envelope);
  const until = clock.monotonic() + WAIT_MS;
  while (clock.monotonic() < until) {
    const found = await kv.get<{ readonly answer?: string }>(orderKey(envelope.id));
    if (found !== undefined) return found.answer === undefined ? undefined : JSON.parse(found.answer);
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
  }
  return undefined;
}
