import type { Element } from '../../src/xmpp/element.js';
import { type Jid, parseJid } from '../../src/xmpp/jid.js';
import { parseStanza } from '../../src/xmpp/parse.js';
import type {
  AgentEvent,
  Envelope,
  GatewayEvent,
  Hold,
  HoldContext,
  IntakeEvent,
  Outcome,
  RoomEvent,
  Timer,
} from '../gateway.js';
import type { Bridge } from './book/bridge.js';
import type { Bridges } from './bridge/bridges.js';
import { type AlertOrder, type OrderHost, workOrder } from './commands/orders.js';
import { NETWORKS } from './config.js';
import { type Delayed, isDelayed } from './delayed.js';
import type { Engine, EngineWait } from './engine/engine.js';
import type { ReportEvent } from './engine/event.js';

import { Gathering } from './gathering.js';
import type { Heartbeats } from './heartbeats.js';
import type { BridgeHouses } from './houses/bridge-houses.js';
import type { Registrar } from './houses/registrar.js';
import { BehindFailure, InOrder } from './in-order.js';
import type { Intake, IntakeData } from './intake.js';
import type { LiveBook } from './live-book.js';
import type { Admins } from './post/admins.js';
import type { Conversation } from './post/conversation.js';
import type { DirectTexts } from './post/direct-texts.js';
import { hearMessage, type Reported, reportOfAnswer } from './post/heard.js';
import { isHeldText } from './post/held-texts.js';
import type { Nodes } from './post/nodes.js';
import type { AgentRooms } from './post/rooms.js';
import type { SentTexts } from './post/sent-texts.js';
import type { Submissions } from './post/submissions.js';
import type { Presences } from './presences.js';
import { testAlerts } from './trial/sample-alerts.js';
import { isUpstreamWait, type Upstreams } from './upstream/upstreams.js';
import { refusedBook } from './warnings.js';
import type { FailureCounts } from './watch/failures.js';
import type { PartWatch } from './watch/part-watch.js';
import type { Webhooks } from './webhooks/webhooks.js';

/** Things that are worked on at once, and of those of one conversation. */
const WINDOW = 512;
const DEPTH = 128;
/** Pause before what could not be done is tried again, ms. */
const PAUSE_MS = 1000;
/** So often it is looked whether something was lost on the way, and whether the book is another. */
const AUDIT_MS = 60_000;
const LOOK_MS = 5000;
/** And whether something has happened that web servers of bots want to hear. */
const EVENTS_MS = 500;

const DONE: Outcome = { kind: 'accepted', parts: [] };

interface HoldParts {
  readonly context: HoldContext;
  readonly live: LiveBook;
  readonly engine: Engine;
  readonly intake: Intake;
  readonly submissions: Submissions;
  readonly conversation: Conversation;
  readonly texts: DirectTexts;
  readonly sentTexts: SentTexts;
  readonly rooms: AgentRooms;
  /** Full JID under which the agent is in rooms. */
  readonly inRooms: string;
  readonly nodes: Nodes;
  readonly registrar: Registrar;
  readonly presences: Presences;
  readonly upstreams: Upstreams;
  readonly bridges: Bridges;
  readonly bridgeHouses: BridgeHouses;
  /** Whether this lane runs a bridge. */
  readonly isMine: (bridge: Bridge) => boolean;
  /** Whether this lane cares for what there is once: registrations and subscriptions. */
  readonly first: boolean;
  /** Calls when the book has changed; returns how to end that. */
  readonly watch: (listener: () => void) => () => void;
  /** Calls with the first error of a book that is not taken; returns how to end that. */
  readonly refused: (listener: (finding: string) => void) => () => void;
  readonly admins: Pick<Admins, 'tell'>;
  readonly heartbeats: Heartbeats;
  readonly failures: Pick<FailureCounts, 'flush'>;
  readonly partWatch: Pick<PartWatch, 'look'>;
  readonly delayed: Delayed;
  readonly webhooks: Pick<Webhooks, 'look' | 'close'>;
}

/** Works one lane: the groups in it, and what is said to the agent and to routes. */
export class AlertsHold implements Hold {
  /** The engine takes what comes of one group together; all else is done in its order (`InOrder`). */
  readonly depth = DEPTH;
  readonly #parts: HoldParts;
  readonly #unwatch: readonly (() => void)[];
  readonly #timers = new Map<string, Timer>();
  readonly #inOrder = new InOrder();
  readonly #gathering: Gathering;
  #open = 0;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(parts: HoldParts) {
    this.#parts = parts;
    this.#gathering = new Gathering(parts.context.clock);
    const { first, registrar, presences } = parts;
    presences.open();
    if (first) registrar.open();
    this.#unwatch = [
      parts.watch(() => this.#arrange()),
      ...(first ? [parts.refused((finding) => this.#refused(finding))] : []),
    ];
    this.#arrange();
    this.#repeat('audit', AUDIT_MS, async () => void (await parts.engine.audit()));
    if (first) this.#repeat('heartbeats', LOOK_MS, () => parts.heartbeats.look());
    if (first) this.#repeat('parts', LOOK_MS, () => parts.partWatch.look());
    this.#repeat('failures', LOOK_MS, () => parts.failures.flush());
    this.#repeat('webhooks', EVENTS_MS, async () => parts.webhooks.look());
    this.#repeat('look', LOOK_MS, () => parts.live.refresh());
  }

  free(): number {
    return this.#closed ? 0 : Math.max(0, WINDOW - this.#open);
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    if (this.#closed || !this.#parts.context.mayWrite()) {
      settle({ kind: 'retry', after: 0, reason: 'closed', scope: 'lane' });
      return;
    }
    this.#settle(
      this.#inOrder.run(envelope.conversation, () => this.#submit(envelope)),
      settle,
    );
  }

  agent(envelope: Envelope<AgentEvent>, settle: (outcome: Outcome) => void): void {
    this.#settle(
      this.#inOrder.run(envelope.conversation, () => this.#hear(envelope)),
      settle,
    );
  }

  intake(envelope: Envelope<IntakeEvent>, settle: (outcome: Outcome) => void): void {
    const data = envelope.event?.data as IntakeData | undefined;
    const work =
      data?.type === 'text' || data?.type === 'register' || data?.type === 'saying'
        ? this.#inOrder.run(envelope.conversation, () => this.#take(data))
        : this.#take(data);
    this.#settle(work, settle);
  }

  /** What rooms, nodes and people have told while the server was away was missed, and they may have forgotten us. */
  reached(): void {
    if (this.#closed) return;
    const { rooms, bridges, first, nodes, presences } = this.#parts;
    rooms.check();
    bridges.check();
    if (!first) return;
    nodes.anew().catch((error: unknown) => this.#trouble(error, 'a node cannot be subscribed to'));
    presences.ask().catch((error: unknown) => this.#trouble(error, 'people cannot be asked to be seen'));
  }

  /** Only orders of commands come: the gateway has no rooms. */
  room({ event, conversation }: Envelope<RoomEvent>, settle: (outcome: Outcome) => void): void {
    if (event?.type !== 'order') {
      settle({ kind: 'unsupported', feature: 'rooms' });
      return;
    }
    const { engine, sentTexts, intake, live, context } = this.#parts;
    const host: OrderHost = {
      engine,
      send: (message) => sentTexts.send(message),
      test: async (route, test) => {
        const made = testAlerts(test, live.book, context.clock.now());
        if (made !== undefined) await intake.test([...made.alerts, ...made.ends], route);
      },
    };
    const work = async (): Promise<Outcome> => {
      const answer = await workOrder(event.order as AlertOrder, host);
      return { kind: 'accepted', parts: [], answer: JSON.stringify(answer) };
    };
    this.#settle(this.#inOrder.run(conversation, work), settle);
  }

  async later(payload: unknown): Promise<void> {
    const { engine, texts, upstreams, live } = this.#parts;
    await live.refresh();
    const wait = payload as { readonly type?: unknown };
    if (isUpstreamWait(wait)) await upstreams.wait(wait);
    else if (isHeldText(wait)) await texts.again(wait);
    else if (isDelayed(wait)) await engine.alert(wait.route, wait.alert);
    else await engine.wait(payload as EngineWait);
  }

  async drain(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#idle(), aborted]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    for (const unwatch of this.#unwatch) unwatch();
    const { registrar, presences, nodes, rooms, bridges, bridgeHouses, webhooks, context } = this.#parts;
    webhooks.close();
    registrar.close();
    nodes.close();
    bridgeHouses.close();
    presences.close();
    rooms.close();
    await bridges.close();
    await this.#idle();
    context.state('down', 'closed');
  }

  /** Resolves when nothing is being worked on. */
  async #idle(): Promise<void> {
    if (this.#open > 0) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** What follows from the book beside the groups: rooms of bridges, and in one lane whom and what to listen to. */
  #arrange(): void {
    const { rooms, bridges, bridgeHouses, isMine, live, first, nodes, presences } = this.#parts;
    bridges.open(live.book, isMine);
    bridgeHouses.open(
      live.book.bridges.filter((bridge) => bridge.enabled && isMine(bridge)),
      live.book,
    );
    rooms.open().catch((error: unknown) => this.#trouble(error, 'rooms cannot be entered'));
    if (!first) return;
    nodes.open().catch((error: unknown) => this.#trouble(error, 'a node cannot be subscribed to'));
    presences.ask().catch((error: unknown) => this.#trouble(error, 'people cannot be asked to be seen'));
  }

  #refused(finding: string): void {
    this.#parts.admins
      .tell(...refusedBook(finding))
      .catch((error: unknown) => this.#trouble(error, 'admins cannot be told that the book of routes has errors'));
  }

  /** What fails is not lost: it is given again. */
  #settle(work: Promise<Outcome | undefined>, settle: (outcome: Outcome) => void): void {
    this.#open += 1;
    void work.then(
      (outcome) => this.#end(settle, outcome ?? DONE),
      (error: unknown) => {
        if (!(error instanceof BehindFailure))
          this.#trouble(error, 'something about alerts could not be done, and is tried again');
        this.#end(settle, { kind: 'retry', after: PAUSE_MS, reason: String(error) });
      },
    );
  }

  #end(settle: (outcome: Outcome) => void, outcome: Outcome): void {
    this.#open -= 1;
    settle(outcome);
    this.#parts.context.wake();
    if (this.#open > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** What has to come again is a failure here, so that what is behind it comes behind it. */
  async #submit(envelope: Envelope<GatewayEvent>): Promise<Outcome> {
    const outcome = await this.#parts.submissions.take(envelope);
    if (outcome.kind === 'retry') throw new Error(outcome.reason);
    return outcome;
  }

  async #take(data: IntakeData | undefined): Promise<undefined> {
    const { engine, registrar, texts, rooms, live, delayed } = this.#parts;
    if (!live.isFresh) await live.refresh();
    const turn = this.#gathering.turn();
    if (turn !== undefined) await turn;
    switch (data?.type) {
      case undefined:
        return;
      case 'alert':
        if (!delayed.concerns(data.alert) || !(await delayed.take(data.route, data.alert)))
          await engine.alert(data.route, data.alert);
        return;
      case 'report':
        await engine.report(data);
        return;
      case 'included':
        await engine.include(data.group, data.inclusion);
        return;
      case 'answer':
        await engine.answer(data.group, data.answer);
        return;
      case 'text':
        await texts.send(data.text);
        return;
      case 'saying':
        await rooms.say(data.saying);
        return;
      case 'register':
        await registrar.again(data.network);
        return;
    }
  }

  async #hear({ id, event }: Envelope<AgentEvent>): Promise<undefined> {
    const { live, bridges, bridgeHouses, rooms, presences } = this.#parts;
    await live.refresh();
    const stanza = event === undefined ? undefined : parseStanza(event.stanza);
    if (event === undefined || stanza === undefined) return;
    if (stanza.name === 'iq' && (await bridgeHouses.hear(stanza))) return;
    if (await bridges.hear(event)) return;
    const inRoom = event.to === this.#parts.inRooms;
    if (inRoom && (await rooms.hear(stanza))) return;
    if (stanza.name === 'iq') await this.#answered(stanza);
    else if (stanza.name === 'message') await this.#message(event, stanza, id);
    else await presences.hear(stanza);
    if (inRoom) await rooms.heard(stanza);
  }

  async #answered(iq: Element): Promise<void> {
    if ((await this.#parts.registrar.hear(iq)) || (await this.#parts.nodes.answered(iq))) return;
    // What was published at a node has the id of its message.
    await this.#report(reportOfAnswer(iq), parseJid(iq.attrs.from ?? ''));
  }

  async #message(event: AgentEvent, stanza: Element, id: string): Promise<void> {
    const { nodes, conversation, context, intake } = this.#parts;
    const from = parseJid(event.from);
    if (from === undefined || (await nodes.hear(stanza, from.bare, id))) return;
    const heard = hearMessage(stanza);
    if (heard?.kind !== 'report') return await conversation.hear(event, stanza, id);
    if (heard.fate === 'failed') {
      const network = NETWORKS.find((name) => context.neighbour(name)?.domain === from.domain);
      if (heard.unregistered && network !== undefined) await intake.register(network, id);
    }
    await this.#report(heard, from);
  }

  async #report({ text, ...heard }: Reported, from: Jid | undefined): Promise<void> {
    const { texts, intake } = this.#parts;
    const { id, fate, reason } = heard;
    const report = { id, fate, ...(reason !== undefined && { reason }), ...this.#reporter(from) };
    if (!(await texts.report(report, text))) await intake.report(report);
  }

  #reporter(from: Jid | undefined): Pick<ReportEvent, 'by'> {
    if (from === undefined) return {};
    const medium = NETWORKS.find((name) => this.#parts.context.neighbour(name)?.domain === from.domain) ?? 'xmpp';
    return { by: { jid: from.bare, medium } };
  }

  #repeat(name: string, ms: number, work: () => Promise<void>): void {
    if (this.#closed) return;
    const timer = this.#parts.context.clock.after(ms, () => {
      void work()
        .catch((error: unknown) => this.#trouble(error, 'what is looked at from time to time could not be'))
        .then(() => this.#repeat(name, ms, work));
    });
    this.#timers.set(name, timer);
  }

  #trouble(error: unknown, what: string): void {
    this.#parts.context.log.warn({ error: error instanceof Error ? error.message : 'unknown' }, what);
  }
}
