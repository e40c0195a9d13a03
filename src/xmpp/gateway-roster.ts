import { copy, type Element } from './element.js';
import { iqResult } from './iq.js';
import { nick } from './messages.js';
import { type AvailableDetails, available, presence } from './presence.js';

/**
 * The stanzas of XEP-0100 in the order in which they have to be sent. Each function is pure; the caller sends what it
 * returns one after the other on one stream.
 */

/** After a registration was stored: the result first, then the gateway asks for the user's presence (XEP-0100 4.1). */
export function afterRegistered(
  request: Element | undefined,
  gateway: string,
  user: string,
  gatewayName: string,
): readonly Element[] {
  const asks = presence({ type: 'subscribe', from: gateway, to: user }, nick(gatewayName));
  return [...(request === undefined ? [] : [iqResult(request)]), asks];
}

/**
 * The user subscribes to the gateway or to one of its contacts: granted, with the present presence. Said again in the same
 * words when the user asks again. `mutual` has us ask for the user's presence as well (XEP-0100 5.1 for contacts).
 */
export function afterSubscribe(
  contact: string,
  user: string,
  present: AvailableDetails & { readonly mutual?: boolean } = {},
): readonly Element[] {
  const { mutual = false, caps, photo, ...rest } = present;
  const shown = available(contact, user, {
    ...rest,
    ...(caps === undefined ? {} : { caps: copy(caps) }),
    ...(photo === undefined ? {} : { photo: copy(photo) }),
  });
  const granted = [presence({ type: 'subscribed', from: contact, to: user }), shown];
  return mutual ? [...granted, presence({ type: 'subscribe', from: contact, to: user })] : granted;
}

/** The subscription to a contact cannot be: denied (XEP-0100 5.1). */
export function afterDenied(contact: string, user: string): readonly Element[] {
  return [presence({ type: 'unsubscribed', from: contact, to: user })];
}

/** The user removed a contact: both directions end, the contact is gone for the user (XEP-0100 5.3). */
export function afterContactRemoved(contact: string, user: string): readonly Element[] {
  return [
    presence({ type: 'unsubscribe', from: contact, to: user }),
    presence({ type: 'unsubscribed', from: contact, to: user }),
    presence({ type: 'unavailable', from: contact, to: user }),
  ];
}

/**
 * A registration was removed (XEP-0100 4.3): the result first, then for the contacts that the user's roster may still
 * hold, and at last for the gateway itself, the end of both subscriptions and of presence.
 */
export function afterUnregistered(
  request: Element | undefined,
  gateway: string,
  user: string,
  contacts: readonly string[],
): readonly Element[] {
  const end = (from: string) => afterContactRemoved(from, user);
  return [...(request === undefined ? [] : [iqResult(request)]), ...contacts.flatMap(end), ...end(gateway)];
}

/** The gateway stops: unavailable to the users that it was available to (XEP-0100 8). */
export function atShutdown(gateway: string, users: readonly string[]): readonly Element[] {
  return users.map((user) => presence({ type: 'unavailable', from: gateway, to: user }));
}
