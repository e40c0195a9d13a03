import type { Account, MessageEvent, Recipient, SignalEvent } from '../../gateways/gateway.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { Problem } from '../problem.js';
import { readUri } from '../xmpp/extended-addresses.js';
import type { Jid } from '../xmpp/jid.js';
import { type ContactResult, contactJid, readContact, withHint } from './addresses.js';
import type { Arrival } from './arrival.js';
import { problem } from './errors.js';
import type { Carried } from './fallback.js';
import { toldAddresses } from './multicast.js';
import type { Signal } from './signals.js';
import type { Site } from './site.js';

/** How long a chat state or a marker is worth anything, ms. */
const CHAT_STATE_MS = 10_000;

/** An envelope, and the lanes that can carry it, the best first. */
export interface Ready {
  readonly lanes: readonly string[];
  readonly envelope: Envelope<MessageEvent | SignalEvent>;
}

/** An envelope that is ready for a lane, or why there is none. */
export type Made = Ready | { readonly problem: Problem };

/** Makes the envelope of a message. */
export function makeMessage(
  site: Site,
  arrival: Arrival,
  carried: Carried,
  account: Account,
  recipients?: readonly Recipient[],
  written?: Jid,
): Made {
  const { gateway } = site;
  const { copy } = arrival;
  const found = contactOf(site, arrival, account);
  if (!found.ok) return { problem: found.problem };
  const others = gateway.features.has('addresses') ? toldAddresses(arrival.addresses) : [];
  const settings = gateway.settingsOf?.(account);
  const event: MessageEvent = {
    type: 'message',
    from: arrival.from.full,
    to: written?.full ?? ownAddress(site, arrival, found.contact),
    contact: found.contact,
    receipt: arrival.receipt && settings?.receipts !== 'false',
    ...(arrival.id === undefined ? {} : { stanzaId: arrival.id }),
    ...(arrival.lang === undefined ? {} : { lang: arrival.lang }),
    ...(arrival.expiresAt === undefined ? {} : { expiresAt: arrival.expiresAt }),
    ...(settings === undefined ? {} : { settings }),
    ...carried,
    ...(arrival.room === undefined ? {} : { room: arrival.room }),
    ...(recipients === undefined ? {} : { recipients }),
    ...(others.length === 0 ? {} : { addresses: others }),
  };
  const tooMuch = gateway.limit?.(event);
  if (tooMuch !== undefined) return { problem: tooMuch };
  const id = copy === undefined ? newEnvelopeId() : `${copy.of}.${copy.index}`;
  const until = arrival.expiresAt ?? Number.POSITIVE_INFINITY;
  return ready(site, account, event, {
    id,
    lasts: Math.min(gateway.lasts ?? site.limits.expiry, until - site.clock.now()),
  });
}

/**
 * Makes the one envelope of a message to several; undefined where none of them can be read. `to`: the address that was written to, whom of
 * them that may be.
 */
export function makeTogether(
  site: Site,
  to: Jid,
  copies: readonly Arrival[],
  carried: Carried,
  account: Account,
): {
  readonly envelope: Made | undefined;
  readonly unable: readonly { readonly copy: Arrival; readonly why: Problem }[];
} {
  const recipients: Recipient[] = [];
  const unable: { copy: Arrival; why: Problem }[] = [];
  let first: Arrival | undefined;
  for (const copy of copies) {
    const found = contactOf(site, copy, account);
    if (found.ok) {
      first ??= copy;
      const { contact } = found;
      // An address may be written in two ways; nobody gets one message twice.
      if (recipients.some((one) => one.contact === contact)) continue;
      const type = copy.copy?.type ?? 'to';
      const outside = copy.copy?.elsewhere;
      recipients.push(
        outside === undefined
          ? { type, contact, jid: contactJid(site.gateway, contact) }
          : { type, contact, jid: outside.jid, elsewhere: true },
      );
    } else {
      unable.push({ copy, why: found.problem });
    }
  }
  return { envelope: first && makeMessage(site, first, carried, account, recipients, to), unable };
}

/** The address of ours at which a message is for this contact. */
function ownAddress({ gateway }: Site, { copy, to }: Arrival, contact: string): string {
  return copy?.uri === undefined ? to.full : contactJid(gateway, contact);
}

/** Makes the envelope of a signal. */
export function makeSignal(site: Site, arrival: Arrival, signal: Signal, account: Account): Made {
  const found = contactOf(site, arrival, account);
  if (!found.ok) return { problem: found.problem };
  const event: SignalEvent = { ...signal, contact: found.contact };
  const lasts = signal.type === 'chat-state' ? CHAT_STATE_MS : site.limits.expiry;
  return ready(site, account, event, { id: newEnvelopeId(), lasts });
}

/** The contact that an arrival is for: by its JID, or by the address of another network that its sender wrote. */
export function contactOf(site: Site, { to, copy }: Arrival, account: Account): ContactResult {
  const { gateway } = site;
  if (copy?.elsewhere !== undefined) return { ok: true, contact: copy.elsewhere.contact };
  if (copy?.uri === undefined) return readContact(gateway, to, account);
  const uri = readUri(copy.uri);
  if (uri === undefined || gateway.addresses.schemes?.includes(uri.scheme) !== true) {
    return { ok: false, problem: problem('recipient-malformed', { recipient: copy.written }) };
  }
  const result = gateway.addresses.prompt(uri.named, account);
  return result.ok ? { ok: true, contact: result.address } : { ok: false, problem: withHint(gateway, result) };
}

function ready(
  { gateway, clock, tracer }: Site,
  account: Account,
  event: MessageEvent | SignalEvent,
  { id, lasts }: { readonly id: string; readonly lasts: number },
): Made {
  const conversation = `${account.id}>${event.contact}`;
  const lanes = gateway.lanesFor(event.contact, conversation, account);
  if ('condition' in lanes) return { problem: lanes };
  const at = clock.now();
  const trace = event.type === 'message' ? tracer?.begin()?.trace : undefined;
  const envelope: Ready['envelope'] = {
    v: ENVELOPE_VERSION,
    id,
    gateway: gateway.name,
    account: account.id,
    born: account.born,
    rev: account.rev,
    conversation,
    kind: 'message',
    event,
    at,
    expires: at + lasts,
    ...(trace === undefined ? {} : { trace }),
  };
  return { lanes, envelope };
}
