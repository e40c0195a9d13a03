import type { Account, RoomAsk, RoomEvent } from '../../../gateways/gateway.js';
import { LaneRefused } from '../../lanes/adder.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../../lanes/envelope.js';
import type { Problem } from '../../problem.js';
import type { Element } from '../../xmpp/element.js';
import { errorReply, readError } from '../../xmpp/errors.js';
import { type Jid, parseJid } from '../../xmpp/jid.js';
import { readJoin } from '../../xmpp/muc/join.js';
import { readPresence } from '../../xmpp/presence.js';
import { serialise } from '../../xmpp/serialise.js';
import { isOwn, readContact } from '../addresses.js';
import { problem } from '../errors.js';
import type { Request } from '../iq/request.js';
import { accountsOf, type Site } from '../site.js';
import { inWords } from '../telling.js';
import { joinError } from './answers.js';
import { readInvitation, readRoomPresence } from './reading.js';
import { sealedEnvelope } from './sealed-event.js';

/** How long a request may wait for its answer, ms; less than clients do. */
const ASK_MS = 20_000;
/** How long somebody may wait to enter, ms: the network may have to be reached first. */
const ENTER_MS = 120_000;

/** What a bounced stanza means for rooms: the client is not there (XEP-0045 14.1, as servers and clients put it). */
const GONE = new Set([
  'gone',
  'internal-server-error',
  'item-not-found',
  'jid-malformed',
  'recipient-unavailable',
  'redirect',
  'remote-server-not-found',
  'remote-server-timeout',
  'service-unavailable',
  'undefined-condition',
]);

/** A room event beside the ids and addresses of its stanza. */
type Said = RoomEvent extends infer E
  ? E extends RoomEvent
    ? Omit<E, 'from' | 'to' | 'contact' | 'nick' | 'stanzaId' | 'lang'>
    : never
  : never;

/** Brings what users do in rooms, and ask of them and of people, to the lane that knows the answer. */
export class RoomDesk {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;

  constructor(site: Site, send: (stanza: Element) => void) {
    this.#site = site;
    this.#send = send;
  }

  /** Whether a presence is about a room: about being in it, or wanting to be. */
  takesPresence(stanza: Element): boolean {
    const { rooms } = this.#site.gateway;
    if (rooms === undefined) return false;
    const { type } = stanza.attrs;
    if (type !== undefined && type !== 'unavailable' && type !== 'error') return false;
    const to = parseJid(stanza.attrs.to ?? '');
    if (this.#isContact(to) && readJoin(stanza) === undefined) return false;
    return this.#isRoom(to) || (type === undefined && readJoin(stanza) !== undefined && this.#isNothing(to));
  }

  /** Whether a message is about a room and no text: an invitation, or a bounce. */
  takesMessage(stanza: Element): boolean {
    if (this.#site.gateway.rooms === undefined) return false;
    const { type } = stanza.attrs;
    const to = parseJid(stanza.attrs.to ?? '');
    if (type === 'error') return this.#isRoom(to) && !this.#isContact(to);
    if (type === 'groupchat' || readInvitation(stanza) === undefined) return false;
    return this.#isRoom(to);
  }

  /** Handles one that `takesPresence`; `before` resolves when the messages before it are in a lane. */
  async presence(stanza: Element, before: Promise<void>): Promise<void> {
    const from = parseJid(stanza.attrs.from ?? '');
    const to = parseJid(stanza.attrs.to ?? '');
    if (from === undefined || to === undefined || from.domain === this.#site.gateway.domain) return;
    if (stanza.attrs.type === 'error') return this.#bounced(stanza, from, to);
    const read = readPresence(stanza);
    // Messages go through more steps than presence does: whoever says goodbye and leaves must not be cut off.
    await before;
    if (read.type === 'unavailable') {
      const left: Said = { type: 'leave', ...(read.status === undefined ? {} : { status: read.status }) };
      // Nobody waits for an answer: without an account there is nobody to leave.
      await this.#pass(stanza, from, to, left, this.#site.limits.expiry);
      return;
    }
    const said = readRoomPresence(stanza, read);
    const refused = await this.#pass(stanza, from, to, said, ENTER_MS);
    if (refused !== undefined) this.#refuse(stanza, to, refused);
  }

  /** Handles one that `takesMessage`. */
  async message(stanza: Element, before: Promise<void>): Promise<void> {
    const from = parseJid(stanza.attrs.from ?? '');
    const to = parseJid(stanza.attrs.to ?? '');
    if (from === undefined || to === undefined || from.domain === this.#site.gateway.domain) return;
    if (stanza.attrs.type === 'error') return this.#bounced(stanza, from, to);
    const said = readInvitation(stanza);
    if (said === undefined) return;
    await before;
    const refused = await this.#pass(stanza, from, to, said, this.#site.limits.expiry);
    if (refused !== undefined) this.#refuse(stanza, to, refused);
  }

  /** How its sender is told that a stanza was not handled; undefined where nobody waits for an answer. */
  refusal(stanza: Element): ((why: Problem) => void) | undefined {
    const from = parseJid(stanza.attrs.from ?? '');
    const to = parseJid(stanza.attrs.to ?? '');
    if (from === undefined || to === undefined || from.domain === this.#site.gateway.domain) return undefined;
    const { type } = stanza.attrs;
    const isAsked = stanza.name === 'message' ? type !== 'error' : type === undefined;
    return isAsked ? (why) => this.#refuse(stanza, to, why) : undefined;
  }

  #refuse(stanza: Element, to: Jid, problem: Problem): void {
    const why = inWords(this.#site.words, problem, stanza.attrs['xml:lang']);
    const reply =
      stanza.name === 'message'
        ? errorReply(stanza, why)
        : joinError(stanza, why, to.bare, readRoomPresence(stanza, readPresence(stanza)).type === 'enter');
    if (reply !== undefined) this.#send(reply);
  }

  /** Passes a request on; undefined: it will be answered by the outcome of its envelope, else why it cannot be. */
  async ask({ iq, payload, type, from, to }: Request): Promise<Problem | undefined> {
    const said: Omit<RoomAsk, 'from' | 'to' | 'contact' | 'nick'> = {
      type: 'ask',
      method: type,
      payload: serialise(payload),
    };
    return await this.#pass(iq, from, to, said, ASK_MS);
  }

  /** The bare address of a room that is a contact as well. */
  #isContact(to: Jid | undefined): boolean {
    return this.#site.gateway.rooms?.contacts === true && to?.resource === '';
  }

  #isRoom(to: Jid | undefined): boolean {
    const { gateway } = this.#site;
    if (to === undefined || isOwn(to)) return false;
    const found = readContact(gateway, to, undefined);
    return found.ok && gateway.rooms?.kindOf(found.contact) === 'room';
  }

  /** Who wants to enter what is no address at all is told what to write. */
  #isNothing(to: Jid | undefined): boolean {
    return to !== undefined && !isOwn(to) && !readContact(this.#site.gateway, to, undefined).ok;
  }

  async #bounced(stanza: Element, from: Jid, to: Jid): Promise<void> {
    const { condition } = readError(stanza);
    // What was sent to the bare address concerns no client of its own.
    if (from.resource === '' || !GONE.has(condition)) return;
    await this.#pass(stanza, from, to, { type: 'gone', condition }, this.#site.limits.expiry);
  }

  /** Puts an event into the lane of its user; tells why it could not. */
  async #pass(stanza: Element, from: Jid, to: Jid, said: Said, lasts: number): Promise<Problem | undefined> {
    const { gateway, limits, lanes, clock, pressed, access, log } = this.#site;
    const denied = access(from.bare);
    if (denied !== undefined) return denied;
    const found = readContact(gateway, to, undefined);
    if (!found.ok) return found.problem;
    const { contact } = found;
    const account = await accountForContact(this.#site, from.bare, contact);
    if (account === undefined) return problem('message-not-registered', { gateway: gateway.domain });
    const lane = gateway.rooms?.laneFor(account);
    if (lane === undefined) return problem('message-internal');
    const { unheldSince } = lanes.status(lane);
    if (unheldSince !== undefined && clock.now() - unheldSince > limits.unheld) return problem('message-lane-unheld');
    // Whoever leaves makes room.
    if (pressed() && said.type !== 'leave' && said.type !== 'gone') return problem('message-store-down');
    const { id, 'xml:lang': lang } = stanza.attrs;
    const event = {
      ...said,
      from: from.full,
      to: to.full,
      contact,
      nick: to.resource,
      ...(id === undefined ? {} : { stanzaId: id }),
      ...(lang === undefined ? {} : { lang }),
    } as RoomEvent;
    const options = { giveUpAfter: Math.min(limits.patience, lasts) };
    try {
      await lanes.add(lane, sealedEnvelope(this.#site, envelopeOf(this.#site, account, event, lasts)), options);
      return undefined;
    } catch (error) {
      if (!(error instanceof LaneRefused)) throw error;
      log.debug({ reason: error.reason, event: said.type }, 'what a user did in a room was not taken');
      return problem(error.reason === 'full' ? 'message-lane-full' : 'message-store-down');
    }
  }
}

/** The envelope of a room event; requests stand outside of the order, and nobody waits for a bounce. */
function envelopeOf(site: Site, account: Account, event: RoomEvent, lasts: number): Envelope<RoomEvent> {
  const at = site.clock.now();
  return {
    v: ENVELOPE_VERSION,
    id: newEnvelopeId(),
    gateway: site.gateway.name,
    account: account.id,
    born: account.born,
    rev: account.rev,
    conversation: `${account.id}>${event.type === 'gone' ? '' : event.contact}`,
    kind: event.type === 'ask' ? 'iq' : 'presence',
    event,
    at,
    expires: at + lasts,
  };
}

/** The account of a user that stands for a contact: the one that its network says, else the default one. */
async function accountForContact(site: Site, jid: string, contact: string): Promise<Account | undefined> {
  const accounts = await accountsOf(site, jid);
  if (accounts === undefined) return undefined;
  return site.gateway.accountFor?.(contact, accounts.all) ?? accounts.default;
}
