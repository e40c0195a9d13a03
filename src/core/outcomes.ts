import type {
  GatewayEvent,
  MessageEvent,
  Recipient,
  RoomEvent,
  SignalEvent,
  UserEvent,
} from '../../gateways/gateway.js';
import type { Envelope } from '../lanes/envelope.js';
import type { Settled } from '../lanes/handler.js';
import type { Outcome, PartId, RefusedRecipient } from '../lanes/outcome.js';
import type { Problem } from '../problem.js';
import type { NewLink } from '../store/links.js';
import type { NewReference } from '../store/references.js';
import { serialise } from '../xmpp/serialise.js';
import type { Failed } from './dead-letters.js';
import { problem } from './errors.js';
import type { Fates } from './fates.js';
import { ended } from './journey-steps.js';
import { mask } from './mask.js';
import type { Recollection } from './recollection.js';
import type { Replies } from './replies.js';
import { roomAnswer } from './rooms/answers.js';
import { isRoomEvent, ORDER_SECONDS, orderKey } from './rooms/orders.js';
import type { Site } from './site.js';
import { verdictOf } from './told-problems.js';

/** Turns what a gateway said of envelopes into what their senders are told. */
export class Outcomes {
  readonly #site: Site;
  readonly #replies: Replies;
  readonly #fates: Fates;
  readonly #recollection: Recollection;

  constructor(site: Site, replies: Replies, fates: Fates, recollection: Recollection) {
    this.#site = site;
    this.#replies = replies;
    this.#fates = fates;
    this.#recollection = recollection;
  }

  /** Effects of a group of a lane. May be repeated: links and stanzas have ids that derive from the envelopes'. */
  async settle(items: readonly Settled[], lane = ''): Promise<void> {
    const failed: Failed[] = [];
    const links: NewLink[] = [];
    const references: NewReference[] = [];
    const told: Promise<void>[] = [];
    for (const { envelope, outcome } of items) {
      const about = envelope.event as RoomEvent | GatewayEvent | SignalEvent | UserEvent | undefined;
      if (isRoomEvent(about)) {
        told.push(this.#answered(envelope, about, outcome));
        continue;
      }
      // What a user does is told to the network, and nobody is told of that.
      if (envelope.kind === 'presence') continue;
      const event = envelope.event as GatewayEvent | SignalEvent | undefined;
      if (event?.type === 'marker' || event?.type === 'chat-state') continue;
      this.#count(envelope, event, outcome);
      if (event?.type !== 'message') continue;
      ended(this.#site, envelope, outcome);
      if (outcome.kind === 'accepted') {
        if (outcome.parts.length > 0) links.push(...newLinks(envelope, event, outcome, this.#site.clock.now()));
        if (this.#recollection.needed) references.push(...this.#recollection.referencesOf(envelope, outcome));
        if (outcome.refused === undefined) continue;
        told.push(...this.#refused(envelope, event, outcome.refused));
        failed.push(...failures(envelope, event, outcome.refused, lane));
      } else {
        const whom = everybody(event, outcome);
        told.push(...this.#refused(envelope, event, whom, outcome.kind));
        if (outcome.kind !== 'unknown') failed.push(...failures(envelope, event, whom, lane));
      }
    }
    if (references.length > 0) told.push(this.#site.stores.references.put(this.#site.gateway.name, references));
    if (failed.length > 0) told.push(this.#site.deadLetters?.keep(failed) ?? Promise.resolve());
    await Promise.all([this.#fates.link(links), ...told]);
  }

  /** By the envelope: one that goes to several people is one message of its sender. */
  #count({ at }: Envelope, event: GatewayEvent | undefined, outcome: Outcome): void {
    const { gateway, clock, traffic } = this.#site;
    // What goes over another lane ends there.
    if (event === undefined || outcome.kind === 'retry' || outcome.kind === 'elsewhere') return;
    const kind = event.type === 'notice' ? 'notice' : event.room === undefined ? 'chat' : 'room';
    traffic.ended({ gateway: gateway.name, direction: 'out', kind, outcome: outcome.kind, ms: clock.now() - at });
  }

  /**
   * The network says late that it has taken a message. `told`: its sender has an error that says that nobody knows, and gets
   * no other one.
   */
  async late(envelope: Envelope<GatewayEvent>, parts: readonly PartId[], told: boolean): Promise<void> {
    const { event } = envelope;
    if (event?.type !== 'message' || parts.length === 0) return;
    const links = newLinks(envelope, event, { kind: 'accepted', parts }, this.#site.clock.now());
    await this.#fates.link(told ? links.map(({ link, ids }) => ({ link: { ...link, doubted: true }, ids })) : links);
  }

  /** What becomes of requests and of presence in rooms. */
  async #answered({ id, account }: Envelope, event: RoomEvent, outcome: Outcome): Promise<void> {
    if (event.type === 'order') {
      const answer = outcome.kind === 'accepted' ? (outcome.answer ?? 'null') : undefined;
      await this.#site.stores.kv(this.#site.gateway.name).set(orderKey(id), { answer }, ORDER_SECONDS);
      return;
    }
    const stanza = roomAnswer(this.#site, event, outcome);
    if (stanza !== undefined) await this.#replies.enqueue(`${id}.a`, account, serialise(stanza));
  }

  /** One error for each of them, from the address of the one whom the message did not reach. */
  #refused(
    envelope: Envelope,
    event: MessageEvent,
    whom: readonly RefusedRecipient[],
    kind: Outcome['kind'] = 'rejected',
  ): readonly Promise<void>[] {
    return whom.map(async ({ contact, problem: refusal }) => {
      const { id, to, ...named } = copyFor(envelope, event, contact);
      const { why, outcome } = await verdictOf(this.#site, id, { why: refusal, outcome: kind });
      this.#site.log.info(
        { envelope: id, to: mask(to), outcome, code: why.code, reason: why.text.key },
        'message not handed over',
      );
      this.#site.traffic.failed(this.#site.gateway.name, why.text.key);
      const stanza = this.#replies.error({ ...event, to, ...named }, why, outcome === 'unknown');
      await this.#replies.enqueue(`${id}.e`, envelope.account, serialise(stanza));
    });
  }
}

/** The part of an envelope that is one recipient's: an id of its own, and the address that answers come from. */
function copyFor(
  envelope: Envelope,
  event: MessageEvent,
  contact: string,
): { readonly id: string; readonly to: string; readonly recipient?: string } {
  const place = event.recipients?.findIndex((recipient) => recipient.contact === contact) ?? -1;
  const recipient: Recipient | undefined = event.recipients?.[place];
  if (recipient === undefined) return { id: envelope.id, to: event.to };
  const id = `${envelope.id}.${place + 1}`;
  // Whoever is no contact of ours has no address of ours that could say it.
  return recipient.elsewhere ? { id, to: event.to, recipient: contact } : { id, to: recipient.jid };
}

/** What a message to each of them was that failed. */
function failures(
  envelope: Envelope,
  event: MessageEvent,
  whom: readonly RefusedRecipient[],
  lane: string,
): readonly Failed[] {
  return whom.map(({ contact, problem: why }) => {
    const recipients = event.recipients?.filter((one) => one.contact === contact) ?? [];
    const [recipient] = recipients;
    if (recipient === undefined) return { envelope, lane, why };
    const { id } = copyFor(envelope, event, contact);
    return { envelope, copy: { id, contact, event: { ...event, contact, recipients } }, lane, why };
  });
}

function everybody(event: MessageEvent, outcome: Outcome): readonly RefusedRecipient[] {
  const why = reason(outcome);
  if (outcome.kind === 'rejected' && outcome.whole) return [{ contact: '', problem: why }];
  return (event.recipients ?? [event]).map(({ contact }) => ({ contact, problem: why }));
}

/** A link for each recipient whom the network has taken it for, so that each has a fate of its own. */
function newLinks(
  envelope: Envelope,
  event: MessageEvent,
  outcome: Extract<Outcome, { kind: 'accepted' }>,
  at: number,
): readonly NewLink[] {
  const contacts = event.recipients === undefined ? [event.contact] : event.recipients.map(({ contact }) => contact);
  return contacts.flatMap((contact) => {
    const parts = outcome.parts.filter((part) => (part.contact ?? event.contact) === contact);
    if (parts.length === 0) return [];
    const { id, to } = copyFor(envelope, event, contact);
    const link = {
      envelope: id,
      account: envelope.account,
      born: envelope.born ?? 0,
      from: event.from,
      to,
      contact,
      at,
      ...(envelope.trace === undefined ? {} : { trace: envelope.trace }),
      receipt: event.receipt,
      ...(event.stanzaId === undefined ? {} : { stanzaId: event.stanzaId }),
    };
    return [{ link, ids: parts.map((part) => part.id) }];
  });
}

function reason(outcome: Outcome): Problem {
  if (outcome.kind === 'elsewhere') return reason(outcome.otherwise);
  if (outcome.kind === 'rejected') return outcome.problem;
  if (outcome.kind === 'unsupported') return problem('message-unsupported', { feature: outcome.feature });
  return problem('message-unknown');
}
