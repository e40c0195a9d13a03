import type { GatewayEvent, SignalEvent } from '../../gateways/gateway.js';
import { ownerOf } from '../account-id.js';
import { type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { Outcome } from '../lanes/outcome.js';
import type { Problem } from '../problem.js';
import type { Link } from '../store/links.js';
import type { Arrival } from './arrival.js';
import { mask } from './mask.js';
import type { Site } from './site.js';
import { loggedTrace } from './telemetry/trace-context.js';

// What the parts of the core tell the journeys of messages, each at its place. Signals have no journey.

type Sent = Envelope<GatewayEvent | SignalEvent>;

/** A message of a user is in a lane. */
export function began(site: Site, { id, account, event, at, trace }: Sent, lane: string): void {
  const { journeys, gateway, tracer } = site;
  if (trace !== undefined) {
    const attributes = { gateway: gateway.name, lane, envelope: id };
    tracer?.tell({ trace, own: { parent: undefined }, name: 'receive xmpp', kind: 'server', from: at, attributes });
  }
  if (event?.type === 'message')
    say(site, 'message taken', () => ({ envelope: id, trace, account, contact: event.contact, lane }));
  if (journeys === undefined || event?.type !== 'message') return;
  const { contact, stanzaId } = event;
  const stanza = stanzaId === undefined ? {} : { stanza: stanzaId };
  const head = { id, jid: ownerOf(account), gateway: gateway.name, contact, direction: 'out', ...stanza } as const;
  journeys.began(head, at, 'accepted', lane);
}

/** A message of a user was not taken. */
export function refusedAtOnce({ journeys, gateway, words, clock }: Site, arrival: Arrival, why: Problem): void {
  if (journeys === undefined) return;
  const { from, to, id: stanzaId } = arrival;
  const stanza = stanzaId === undefined ? {} : { stanza: stanzaId };
  const head = { id: newEnvelopeId(), jid: from.bare, gateway: gateway.name, contact: to.bare } as const;
  journeys.began({ ...head, direction: 'out', ...stanza }, clock.now(), 'refused', words.text(why.text));
}

/** A gateway gets a message to hand it to its network. */
export function submitted(site: Site, envelope: Sent, lane: string): void {
  const { id, account, event, trace } = envelope;
  site.tracer?.left(envelope, lane);
  if (event?.type !== 'message') return;
  site.journeys?.step(ownerOf(account), id, 'submitted', lane);
  say(site, 'message handed to the network', () => ({ envelope: id, trace, account, contact: event.contact, lane }));
}

/** The network does not take it now. */
export function waits(site: Site, envelope: Sent, reason: string): void {
  const { id, account, event, trace } = envelope;
  site.tracer?.settled(envelope, { name: `submit ${site.gateway.name}`, outcome: 'retry' });
  if (event?.type !== 'message') return;
  site.journeys?.step(ownerOf(account), id, 'retry', reason);
  say(site, 'message waits', () => ({ envelope: id, trace, account, contact: event.contact }));
}

/** What the network said, or why it was never asked. */
export function ended(site: Site, envelope: Envelope, outcome: Outcome): void {
  const { id, account, trace } = envelope;
  const { journeys, words } = site;
  const error = failureOf(outcome);
  site.tracer?.settled(envelope, {
    name: `submit ${site.gateway.name}`,
    outcome: outcome.kind,
    ...(error === undefined ? {} : { error }),
  });
  say(site, 'message ended', () => ({ envelope: id, trace, account, outcome: outcome.kind }));
  if (journeys === undefined) return;
  const tell = (step: Parameters<typeof journeys.step>[2], detail?: string): void =>
    journeys.step(ownerOf(account), id, step, detail);
  switch (outcome.kind) {
    case 'accepted':
      tell('taken', idsOf(outcome.parts));
      for (const { problem } of outcome.refused ?? []) tell('failed', words.text(problem.text));
      break;
    case 'rejected': {
      const step = outcome.problem.text.key === 'message.expired' ? 'expired' : 'failed';
      tell(step, words.text(outcome.problem.text));
      break;
    }
    case 'unsupported':
      tell('failed', `the network cannot carry ${outcome.feature}`);
      break;
    case 'unknown':
      tell('unknown', outcome.reason);
      break;
    default:
      break;
  }
}

/** The network says later what became of a message. */
export function fate(
  { journeys, words, tracer, gateway, clock }: Site,
  link: Link,
  outcome: 'delivered' | 'failed',
  why?: Problem,
): void {
  if (link.trace !== undefined) {
    tracer?.tell({
      trace: link.trace,
      name: `report ${gateway.name}`,
      kind: 'consumer',
      from: link.at ?? clock.now(),
      attributes: { envelope: link.envelope, outcome },
      ...(outcome === 'failed' ? { error: why?.text.key ?? outcome } : {}),
    });
  }
  const detail = outcome === 'failed' && why !== undefined ? words.text(why.text) : undefined;
  journeys?.step(ownerOf(link.account), link.envelope, outcome, detail);
}

/** A message of the network is on its way to its user. */
export function received(
  site: Site,
  jid: string,
  contact: string,
  [first]: readonly { readonly id: string }[],
  trace?: string,
): void {
  if (first === undefined) return;
  const { id } = first;
  const { journeys, gateway, clock } = site;
  say(site, 'message of the network taken', () => ({ envelope: id, trace, account: jid, contact }));
  journeys?.began({ id, jid, gateway: gateway.name, contact, direction: 'in' }, clock.now(), 'accepted');
}

/** The user's XMPP server has read a message of the network. */
export function reachedServer({ journeys }: Site, account: string, id: string): void {
  journeys?.step(ownerOf(account), id, 'delivered');
}

/** Why the network did not take it: the key of the sentence, which names nobody. */
function failureOf(outcome: Outcome): string | undefined {
  if (outcome.kind === 'rejected') return outcome.problem.text.key;
  if (outcome.kind === 'unsupported') return `unsupported: ${outcome.feature}`;
  return outcome.kind === 'unknown' ? 'nobody knows' : undefined;
}

/** Writes a step into the log, for whoever looks after one message: `envelope` is its id in every line. */
function say(
  { log }: Site,
  what: string,
  fields: () => {
    readonly account: string;
    readonly contact?: string;
    readonly trace: string | undefined;
    readonly [name: string]: unknown;
  },
): void {
  if (log.wantsDebug?.() === false) return;
  const { account, contact, trace, ...others } = fields();
  const whose = { account: mask(account), ...(contact === undefined ? {} : { contact: mask(contact) }) };
  log.debug({ ...others, ...loggedTrace(trace), ...whose }, what);
}

/** So many ids of parts are named. */
const MOST_IDS = 3;

function idsOf(parts: readonly { readonly id: string }[]): string {
  const named = parts.slice(0, MOST_IDS).map(({ id }) => id);
  return parts.length > MOST_IDS ? `${named.join(', ')} and ${parts.length - MOST_IDS} more` : named.join(', ');
}
