import type { AgentEvent, Post, ReachedEvent } from '../../gateways/gateway.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { Element } from '../xmpp/element.js';
import { errorReply } from '../xmpp/errors.js';
import { parseJid, unescapeLocal } from '../xmpp/jid.js';
import { serialise } from '../xmpp/serialise.js';
import { problem } from './errors.js';
import { sealed } from './sealed-stanza.js';
import type { Site } from './site.js';
import { inWords } from './telling.js';
import { laneOf } from './xmpp-lanes.js';

/** Whether it is what a gateway's agent has to say. */
export function isAgentEvent(event: unknown): event is AgentEvent {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'agent';
}

/** Whether it is the news that an agent was reached. */
export function isReachedEvent(event: unknown): event is ReachedEvent {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'reached';
}

/** Whoever takes up a lane later looks after everything by itself, ms. */
const REACHED_FOR_MS = 60_000;

/** Tells a gateway's agents, in whichever processes they are, that the XMPP server is there again. */
export async function tellReached({ gateway, lanes, limits, clock }: Site): Promise<void> {
  if (gateway.agent === undefined) return;
  const at = clock.now();
  const envelope = {
    v: ENVELOPE_VERSION,
    gateway: gateway.name,
    account: '',
    rev: 0,
    conversation: '>reached',
    kind: 'presence',
    event: { type: 'reached' },
    at,
    expires: at + REACHED_FOR_MS,
  } as const satisfies Omit<Envelope<ReachedEvent>, 'id'>;
  await Promise.all(
    gateway.lanes.map((lane) => {
      return lanes.add(lane, { ...envelope, id: newEnvelopeId() }, { giveUpAfter: limits.patience });
    }),
  );
}

/** Carries an agent's stanza into the lane of the stream, or into that of the gateway of the installation that it is for. */
export async function post(site: Site, { id, from, to, stanza, expires, secret }: Post): Promise<void> {
  const [sender, receiver] = [parseJid(from), parseJid(to)];
  if (sender?.domain !== site.gateway.domain) throw new Error('an agent writes as somebody else');
  if (receiver === undefined) throw new Error('an agent writes to what is no JID');
  const trace = site.tracer?.current;
  const envelope: Envelope = {
    v: ENVELOPE_VERSION,
    id,
    gateway: site.gateway.name,
    account: '',
    rev: 0,
    conversation: receiver.bare,
    kind: 'message',
    stanza,
    at: site.clock.now(),
    ...(expires === undefined ? {} : { expires }),
    ...(trace === undefined ? {} : { trace }),
  };
  const options = { evenIfFull: true, giveUpAfter: site.limits.patience };
  await site.lanes.add(laneOf(site, receiver.bare), secret ? sealed(site, envelope) : envelope, options);
}

function payloadsOf(stanza: Element): ReadonlySet<string> {
  return new Set(stanza.elements().flatMap(({ attrs: { xmlns } }) => xmlns ?? []));
}

/** Gives what is sent to an agent's address to the lane of the agent. */
export class AgentDesk {
  readonly #site: Site;
  readonly #send: (stanza: Element) => boolean;

  /** `send`: answers at once. */
  constructor(site: Site, send: (stanza: Element) => boolean) {
    this.#site = site;
    this.#send = send;
  }

  /** Whether a stanza is for an agent. */
  takes(stanza: Element): boolean {
    const { agent } = this.#site.gateway;
    if (agent === undefined) return false;
    if (stanza.name === 'iq' && stanza.attrs.type !== 'result' && stanza.attrs.type !== 'error') return false;
    const to = parseJid(stanza.attrs.to ?? '');
    return to !== undefined && agent.hears(unescapeLocal(to.local), to.resource, payloadsOf(stanza));
  }

  /** Resolves when it is in the lane, or answered. */
  async hear(stanza: Element): Promise<void> {
    const { gateway, lanes, clock, limits, words } = this.#site;
    const [from, to] = [parseJid(stanza.attrs.from ?? ''), parseJid(stanza.attrs.to ?? '')];
    if (from === undefined || to === undefined || gateway.agent === undefined) return;
    const event: AgentEvent = { type: 'agent', from: from.full, to: to.full, stanza: serialise(stanza) };
    const envelope: Envelope<AgentEvent> = {
      v: ENVELOPE_VERSION,
      id: newEnvelopeId(),
      gateway: gateway.name,
      account: '',
      rev: 0,
      conversation: `${to.bare}>${from.bare}`,
      kind: 'message',
      event,
      at: clock.now(),
    };
    try {
      const lane = gateway.agent.laneFor(unescapeLocal(to.local), from.bare, to.resource);
      await lanes.add(lane, envelope, { giveUpAfter: limits.patience });
    } catch {
      const told = inWords(words, problem('message-store-down'), stanza.attrs['xml:lang']);
      const answer = stanza.name === 'message' ? errorReply(stanza, told) : undefined;
      if (answer !== undefined) this.#send(answer);
    }
  }
}
