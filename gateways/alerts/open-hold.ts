import type { HoldContext } from '../gateway.js';
import { loggedBackwards } from './backwards.js';
import { codeFor } from './codes.js';
import { type AlertsConfig, NETWORKS } from './config.js';
import type { AuditRow } from './engine/effect.js';
import { Engine } from './engine/engine.js';
import { GroupStore } from './engine/group-store.js';
import type { Ports } from './engine/ports.js';
import { AlertsHold } from './hold.js';
import { Houses } from './houses/houses.js';
import { Registrar } from './houses/registrar.js';
import { Intake } from './intake.js';
import { FIRST_LANE, GroupLanes } from './lanes.js';
import { Conversation } from './post/conversation.js';
import { Nodes } from './post/nodes.js';
import { Seats } from './post/seats.js';
import { Submissions } from './post/submissions.js';
import { Teller } from './post/teller.js';
import { Rotas } from './rotas.js';
import type { Rules } from './rules.js';

export interface OpenHoldOptions {
  readonly lane: string;
  readonly context: HoldContext;
  readonly config: AlertsConfig;
  readonly rules: Rules;
  /** Full JID that writes to everybody. */
  readonly agent: string;
}

/** Puts together what works one lane. Resolves when the book has been read once. */
export async function openHold({ lane, context, config, rules, agent }: OpenHoldOptions): Promise<AlertsHold> {
  await rules.look();
  const { kv, clock, log, neighbour, media, later, metrics } = context;
  const post = context.post ?? refused;
  const book = () => rules.book;
  const rotas = new Rotas(book);
  const onCall = (rotation: string) => rotas.onCall(rotation, clock.now());
  const text: HoldContext['text'] = (ref, lang) => context.text(ref, lang);
  const wanted = NETWORKS.filter((network) => config.accounts[network] !== undefined);
  const houses = new Houses(kv, clock, wanted);
  const intake = new Intake({ put: context.put, lanes: new GroupLanes(kv), book });
  const seats = new Seats({ kv, post, agent, nick: config.nick, clock });
  const teller = new Teller({
    book,
    text,
    post,
    neighbour,
    houses,
    rooms: seats,
    media,
    intake,
    agent,
    domain: config.domain,
    clock,
    log,
  });
  const ports: Ports = {
    tell: (telling) => teller.tell(telling),
    segments: (telling) => teller.segments(telling),
    audit: ({ action, reason }: AuditRow) => metrics.count('events', { action, reason: reason ?? '' }),
    back: (backward) => intake.back(backward),
    forward: (forward) => intake.forward(forward),
    warn: async (_, warning) => log.warn({ ...warning }, 'most of what SMS may cost today is spent'),
  };
  const engine = new Engine({
    lane,
    kv,
    later,
    clock,
    book,
    ports,
    surroundings: { onCall: (rotation, at) => rotas.onCall(rotation, at), presence: () => 'unknown' },
    codes: codeFor,
    metrics,
  });
  const registrar = new Registrar({
    accounts: config.accounts,
    houses,
    neighbour,
    post,
    agent,
    clock,
    log,
    changed: () => void tellState(context, houses, wanted),
  });
  const conversation = new Conversation({
    book,
    neighbour,
    codes: engine.codes,
    store: new GroupStore(kv),
    intake,
    kv,
    post,
    agent,
    nick: config.nick,
    onCall,
    text,
    clock,
    log,
  });
  context.state('up');
  return new AlertsHold({
    context,
    engine,
    intake,
    submissions: new Submissions({ book, intake, onCall, now: () => clock.now() }),
    conversation,
    seats,
    nodes: new Nodes({ book, post, intake, agent, clock, log }),
    registrar,
    backwards: loggedBackwards(log),
    first: lane === FIRST_LANE,
    watch: (listener) => rules.onChange(listener),
  });
}

async function tellState(
  { state, log }: Pick<HoldContext, 'state' | 'log'>,
  houses: Houses,
  wanted: readonly (typeof NETWORKS)[number][],
): Promise<void> {
  try {
    const found = await Promise.all(wanted.map(async (network) => ({ network, ...(await houses.state(network)) })));
    const missing = found.filter((one) => one.state !== 'registered').map(({ network }) => network);
    if (missing.length === 0) state('up');
    else state('up', `not registered at ${missing.join(', ')}`);
  } catch (error) {
    log.warn({ error: String(error) }, 'the state of registrations is not known');
  }
}

async function refused(): Promise<never> {
  throw new Error('the core carries no stanzas of this gateway');
}
