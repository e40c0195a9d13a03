import type { Feature, MessageEvent } from '../../gateways/gateway.js';
import type { Problem } from '../problem.js';
import type { Element } from '../xmpp/element.js';
import type { ExtendedAddress } from '../xmpp/extended-addresses.js';
import { type Jid, parseJid } from '../xmpp/jid.js';
import { type MessageContent, readMessage } from '../xmpp/messages.js';
import { isOwn, readContact } from './addresses.js';
import { contentOf } from './content.js';
import { problem } from './errors.js';
import { type Carried, type Content, carry } from './fallback.js';
import { mask } from './mask.js';
import { readSignal, type Signal } from './signals.js';
import type { Site } from './site.js';

/**
 * What is to become of a message: carried, refused with a problem, or told beside. `reactions`: the words depend on what
 * its sender reacted with before, which only the store knows.
 */
type Wish =
  | { readonly carry: Carried; readonly reactions?: NonNullable<Content['reactions']> }
  | { readonly refuse: Problem }
  | { readonly signal: Signal };

/** One of several recipients (XEP-0033). */
export interface Copy {
  readonly type: 'to' | 'cc' | 'bcc';
  /** From 1; the id of its envelope derives from `of` and this. */
  readonly index: number;
  /** Id that those of all copies derive from. */
  readonly of: string;
  /** Address of another network, where it is not named by a JID. */
  readonly uri?: string;
  /** Whom the gateway knows of as a contact although the address is none of its own (`Gateway.elsewhere`). */
  readonly elsewhere?: { readonly contact: string; readonly jid: string };
  /** As its sender wrote it. */
  readonly written: string;
}

/** A message stanza that asks for something. */
export interface Arrival {
  readonly from: Jid;
  readonly to: Jid;
  readonly id?: string;
  /** Language of the sender (`xml:lang`), for what is told back. */
  readonly lang?: string;
  /** The sender asked for an XEP-0184 receipt. */
  readonly receipt: boolean;
  /** Wall time after which its sender does not want it delivered any more (XEP-0079), ms. */
  readonly expiresAt?: number;
  readonly wish: Wish;
  /** It is for a room, or for somebody in it. */
  readonly room?: NonNullable<MessageEvent['room']>;
  /** Addresses beside `to` (XEP-0033): see multicast.ts. */
  readonly addresses?: readonly ExtendedAddress[];
  /** Which recipient of several it is for. */
  readonly copy?: Copy;
  /** The same for each recipient, where all of them go as one. */
  readonly together?: readonly Arrival[];
}

/**
 * Reads a message stanza to one of our addresses. Undefined where nothing is to be done: errors, empty bodies, and chat
 * states, markers and receipts that the network has no use for.
 */
export function readArrival(stanza: Element, site: Site): Arrival | undefined {
  const { gateway, words, clock, access } = site;
  const from = parseJid(stanza.attrs.from ?? '');
  const to = parseJid(stanza.attrs.to ?? '');
  if (from === undefined || to === undefined) return undefined;
  if (stanza.attrs.type === 'error') {
    // A message that we delivered came back. The network has no way to hear of it; telling the user would loop.
    site.metrics.count('messages_bounced', { network: gateway.name });
    site.log.warn({ to: mask(from.bare), id: stanza.attrs.id }, 'a delivered message was bounced by the XMPP server');
    return undefined;
  }
  // Nothing of our own domain is ever answered: that would be a loop.
  if (from.domain === gateway.domain) return undefined;

  const message = readMessage(stanza, gateway.language);
  const lang = stanza.attrs['xml:lang'];
  const head = {
    from,
    to,
    receipt: message.receiptRequested,
    ...(message.id === undefined ? {} : { id: message.id }),
    ...(lang === undefined ? {} : { lang }),
    ...(message.expiresAt === undefined ? {} : { expiresAt: message.expiresAt }),
  };
  if (message.encrypted === 'keys') return undefined;
  const unreadable = unreadableBy(gateway.features, message, to);
  if (unreadable !== undefined) return { ...head, wish: { refuse: access(from.bare) ?? unreadable } };
  const content = contentOf(message, gateway.features, clock.now());
  const place = roomOf(site, message, to);
  const carried = newSubject(message, place) ?? carry(content, gateway.features, (ref) => words.text(ref, lang));
  if (carried === undefined) return besidesContent(site, message, head);
  const late = message.expiresAt !== undefined && message.expiresAt <= clock.now();
  const refuse = refusal(site, message, from, to, place) ?? (late ? problem('message-expired') : undefined);
  if (refuse !== undefined) return { ...head, wish: { refuse } };
  const { addresses } = message;
  return {
    ...head,
    wish: content.reactions === undefined ? { carry: carried } : { carry: carried, reactions: content.reactions },
    ...(place === undefined ? {} : { room: place }),
    ...(addresses === undefined || addresses.length === 0 ? {} : { addresses }),
  };
}

/** Why nobody on the network could read what the message holds; undefined where it is a text, or passed on as it is. */
function unreadableBy(
  features: ReadonlySet<Feature>,
  { object, encrypted }: MessageContent,
  to: Jid,
): Problem | undefined {
  if (object !== undefined && features.has('objects')) {
    return object === 'malformed' ? problem('message-object-malformed') : undefined;
  }
  if (encrypted) return problem('message-encrypted', { jid: to.bare });
  return object === undefined ? undefined : problem('message-object');
}

/** What of a room a message is for; undefined where it is for no room, or not in the form that it must have. */
function roomOf({ gateway }: Site, { type }: MessageContent, to: Jid): Arrival['room'] {
  if (gateway.rooms === undefined || isOwn(to)) return undefined;
  const found = readContact(gateway, to, undefined);
  if (!found.ok || gateway.rooms.kindOf(found.contact) !== 'room') return undefined;
  if (type === 'groupchat') return to.resource === '' ? { to: 'all' } : undefined;
  return to.resource === '' ? undefined : { to: 'one', nick: to.resource };
}

/** XEP-0045 8.1: a message to all with a subject and nothing else is the room's new one, an empty one too. */
function newSubject({ subject, body, lang }: MessageContent, place: Arrival['room']): Carried | undefined {
  if (place?.to !== 'all' || subject === undefined || body !== undefined) return undefined;
  return { body: '', subject, ...(lang === undefined ? {} : { lang }) };
}

/** What a message without content asks for. */
function besidesContent(site: Site, message: MessageContent, head: Omit<Arrival, 'wish'>): Arrival | undefined {
  // The forwarded message is somebody else's: taken for one of the sender's, it would be a forgery (XEP-0297 5).
  if (message.forwards) return { ...head, wish: { refuse: problem('message-forwarded') } };
  const place = roomOf(site, message, head.to);
  const oneToOne = (message.type === 'chat' || message.type === 'normal') && place === undefined;
  if (!(oneToOne || place !== undefined) || isOwn(head.to) || site.access(head.from.bare) !== undefined)
    return undefined;
  const signal = readSignal(message, site.gateway.features);
  if (signal === undefined) return undefined;
  if (place === undefined) return { ...head, wish: { signal } };
  if (place.to === 'all') return { ...head, wish: { signal: { ...signal, room: true } } };
  // Who types to one of a room is not told: what is typed may be for all.
  return signal.type === 'marker'
    ? { ...head, wish: { signal: { ...signal, room: true, nick: place.nick } } }
    : undefined;
}

function refusal(
  { access, gateway }: Site,
  message: MessageContent,
  from: Jid,
  to: Jid,
  place: Arrival['room'],
): Problem | undefined {
  const denied = access(from.bare);
  if (denied !== undefined || place !== undefined) return denied;
  const found = gateway.rooms === undefined || isOwn(to) ? undefined : readContact(gateway, to, undefined);
  const isContact = gateway.rooms?.contacts === true && message.type !== 'groupchat';
  if (found?.ok === true && gateway.rooms?.kindOf(found.contact) === 'room' && !isContact) {
    return problem(message.type === 'groupchat' ? 'room-groupchat-nick' : 'room-direct', { room: to.bare });
  }
  return message.type === 'groupchat' ? problem('message-groupchat') : undefined;
}
