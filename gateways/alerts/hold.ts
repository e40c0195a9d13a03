import type { Element } from '../../src/xmpp/element.js';
import { parseJid } from '../../src/xmpp/jid.js';
import { parseStanza } from '../../src/xmpp/parse.js';
import type { AgentEvent, Envelope, GatewayEvent, Hold, HoldContext, IntakeEvent, Outcome, Timer } from '../gateway.js';
import type { Backwards } from './backwards.js';
import { NETWORKS } from './config.js';
import type { Engine, EngineWait } from './engine/engine.js';
import type { Registrar } from './houses/registrar.js';
import type { Intake, IntakeData } from './intake.js';
import type { Conversation } from './post/conversation.js';
import { hearMessage } from './post/heard.js';
import type { Nodes } from './post/nodes.js';
import type { Seats } from './post/seats.js';
import type { Submissions } from './post/submissions.js';

/** Things that are worked on at once. */
const WINDOW = 256;
const PAUSE_MS = 1000;
/** So often it is looked whether something was lost on the way. */
const AUDIT_MS = 60_000;

const DONE: Outcome = { kind: 'accepted', parts: [] };

export interface HoldParts {
  readonly context: HoldContext;
  readonly engine: Engine;
  readonly intake: Intake;
  readonly submissions: Submissions;
  readonly conversation: Conversation;
  readonly seats: Seats;
  readonly nodes: Nodes;
  readonly registrar: Registrar;
  readonly backwards: Backwards;
  /** Whether this lane cares for what there is once: registrations and subscriptions. */
  readonly first: boolean;
  /** Called when the book has changed; returns how to end that. */
  readonly watch: (listener: () => void) => () => void;
}

/** Works one lane: the groups in it, and what is said to the agent and to routes. */
export class AlertsHold implements Hold {
  readonly depth = 1;
  readonly #parts: HoldParts;
  readonly #unwatch: () => void;
  #open = 0;
  #emptied: (() => void) | undefined;
  #auditor: Timer | undefined;
  #closed = false;

  constructor(parts: HoldParts) {
    this.#parts = parts;
    const { first, registrar, nodes, watch } = parts;
    this.#unwatch = watch(() => {
      if (first) void nodes.open().catch((error: unknown) => this.#trouble(error, 'a node cannot be subscribed to'));
    });
    if (first) {
      registrar.open();
      void nodes.open().catch((error: unknown) => this.#trouble(error, 'a node cannot be subscribed to'));
    }
    this.#audit();
  }

  free(): number {
    return this.#closed ? 0 : Math.max(0, WINDOW - this.#open);
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    this.#settle(this.#parts.submissions.take(envelope), settle);
  }

  agent(envelope: Envelope<AgentEvent>, settle: (outcome: Outcome) => void): void {
    this.#settle(this.#hear(envelope), settle);
  }

  intake(envelope: Envelope<IntakeEvent>, settle: (outcome: Outcome) => void): void {
    this.#settle(this.#take(envelope.event?.data as IntakeData | undefined), settle);
  }

  async later(payload: unknown): Promise<void> {
    await this.#parts.engine.wait(payload as EngineWait);
  }

  async drain(signal: AbortSignal): Promise<void> {
    if (this.#open === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#auditor?.cancel();
    this.#unwatch();
    this.#parts.registrar.close();
  }

  /** What fails is not lost: it is given again. */
  #settle(work: Promise<Outcome | undefined>, settle: (outcome: Outcome) => void): void {
    this.#open += 1;
    work
      .catch((error: unknown): Outcome => {
        this.#trouble(error, 'something about alerts could not be done, and is tried again');
        return { kind: 'retry', after: PAUSE_MS, reason: String(error) };
      })
      .then((outcome) => {
        this.#open -= 1;
        settle(outcome ?? DONE);
        this.#parts.context.wake();
        if (this.#open === 0) this.#emptied?.();
      });
  }

  async #take(data: IntakeData | undefined): Promise<undefined> {
    const { engine, backwards, registrar } = this.#parts;
    if (data === undefined) return;
    switch (data.type) {
      case 'alert':
        await engine.alert(data.route, data.alert);
        return;
      case 'report':
        await engine.report({ id: data.id, fate: data.fate });
        return;
      case 'answer':
        await engine.answer(data.group, data.answer);
        return;
      case 'back':
        await backwards.tell(data.backward);
        return;
      case 'register':
        await registrar.again(data.network);
        return;
    }
  }

  async #hear({ id, event }: Envelope<AgentEvent>): Promise<undefined> {
    const stanza = event === undefined ? undefined : parseStanza(event.stanza);
    if (event === undefined || stanza === undefined) return;
    if (stanza.name === 'presence') await this.#parts.seats.hear(stanza);
    else if (stanza.name === 'iq') await this.#answered(stanza);
    else await this.#message(event, stanza, id);
  }

  async #answered(iq: Element): Promise<void> {
    const { registrar, intake } = this.#parts;
    if (await registrar.hear(iq)) return;
    // What was published at a node has the id of its message.
    await intake.report({ id: iq.attrs.id ?? '', fate: iq.attrs.type === 'error' ? 'failed' : 'delivered' });
  }

  async #message(event: AgentEvent, stanza: Element, id: string): Promise<void> {
    const { nodes, conversation, context, seats } = this.#parts;
    const from = parseJid(event.from);
    if (from === undefined || (await nodes.hear(stanza, from.bare))) return;
    const heard = hearMessage(stanza);
    if (heard?.kind === 'report' && heard.fate === 'failed') {
      const network = NETWORKS.find((name) => context.neighbour(name)?.domain === from.domain);
      if (heard.unregistered && network !== undefined) await this.#parts.intake.register(network, id);
      else await seats.doubt(from.bare);
    }
    await conversation.hear(event, stanza, id);
  }

  #audit(): void {
    if (this.#closed) return;
    this.#auditor = this.#parts.context.clock.after(AUDIT_MS, () => {
      void this.#parts.engine
        .audit()
        .catch((error: unknown) => this.#trouble(error, 'nobody looked whether waits were lost'))
        .then(() => this.#audit());
    });
  }

  #trouble(error: unknown, what: string): void {
    this.#parts.context.log.warn({ error: error instanceof Error ? error.message : 'unknown' }, what);
  }
}
