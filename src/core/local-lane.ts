import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { LaneHandler, LaneHold, Tenure } from '../lanes/handler.js';
import type { Outcome } from '../lanes/outcome.js';
import type { Element } from '../xmpp/element.js';
import { parseJid } from '../xmpp/jid.js';
import { parseStanza } from '../xmpp/parse.js';
import { serialise } from '../xmpp/serialise.js';
import type { Edge } from './edge.js';
import { edgeOf } from './edge-of.js';
import { problem } from './errors.js';
import { Online } from './online.js';
import { Privileges } from './privileges.js';
import type { Recall } from './recall.js';
import { unsealed } from './sealed-stanza.js';
import type { Site } from './site.js';
import { laneOf } from './xmpp-lanes.js';

/** Stanzas that are being worked on. */
const WINDOW = 512;

const DONE: Outcome = { kind: 'accepted', parts: [] };

/**
 * Works a `local.` lane: gives the stanzas that other gateways of the installation have for one to it, as its stream would, so
 * that they need no XMPP server. What was being worked on when a process died is given again, as a server's stanzas would be.
 */
export class LocalLane implements LaneHandler {
  readonly repeatBegun = true;
  readonly #site: Site;
  readonly #serverDomain: string;

  constructor(site: Site, serverDomain: string) {
    this.#site = site;
    this.#serverDomain = serverDomain;
  }

  async open(tenure: Tenure): Promise<LaneHold> {
    return new LocalHold(this.#site, tenure, this.#serverDomain);
  }

  async effects(): Promise<void> {}

  expired(): Outcome {
    return { kind: 'rejected', problem: problem('message-expired') };
  }
}

class LocalHold implements LaneHold {
  readonly depth = WINDOW;
  readonly #site: Site;
  readonly #tenure: Tenure;
  readonly #edge: Edge;
  readonly #recall: Recall;
  #open = 0;
  #reading = true;
  #emptied: (() => void) | undefined;

  constructor(site: Site, tenure: Tenure, serverDomain: string) {
    this.#site = site;
    this.#tenure = tenure;
    const { edge, recall } = edgeOf(site, {
      send: (stanza) => this.#answer(stanza),
      reading: (go) => {
        this.#reading = go;
        if (go) tenure.wake();
      },
      stream: () => (tenure.mayWrite() ? 0 : undefined),
      online: new Online(site),
      privileges: new Privileges(site, serverDomain),
    });
    this.#edge = edge;
    this.#recall = recall;
    // Nothing outside of the process is needed for it. Who waits for every lane to be held has to hear of this one too.
    tenure.state('up');
  }

  free(): number {
    return this.#reading ? Math.max(0, WINDOW - this.#open) : 0;
  }

  submit(envelope: Envelope, settle: (outcome: Outcome) => void): void {
    const readable = unsealed(this.#site, envelope);
    // Rosters and pages: agents have none, and read none.
    const stanzas = readable === undefined || readable.event !== undefined ? [] : [...stanzasIn(readable)];
    this.#open += 1;
    for (const stanza of stanzas) this.#edge.receive(stanza);
    void Promise.all(stanzas.map((stanza) => this.#edge.settled(stanza))).then(() => {
      this.#open -= 1;
      settle(DONE);
      if (this.#open === 0) this.#emptied?.();
    });
  }

  async drain(signal: AbortSignal): Promise<void> {
    if (this.#open === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async close(): Promise<void> {
    this.#recall.clear();
  }

  /** Goes the way of all stanzas: back to where the other came from, or to the stream. */
  #answer(stanza: Element): boolean {
    const to = parseJid(stanza.attrs.to ?? '');
    if (to === undefined || !this.#tenure.mayWrite()) return false;
    const { lanes, gateway, clock, log } = this.#site;
    const envelope: Envelope = {
      v: ENVELOPE_VERSION,
      id: newEnvelopeId(),
      gateway: gateway.name,
      account: '',
      rev: 0,
      conversation: to.bare,
      kind: 'message',
      stanza: serialise(stanza),
      at: clock.now(),
    };
    lanes.add(laneOf(this.#site, to.bare), envelope, { evenIfFull: true }).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'an answer to another gateway of this installation was lost');
    });
    return true;
  }
}

/** What an envelope brings: its stanza, or each of several for each recipient. */
function* stanzasIn({ stanza, stanzas = [], to = [] }: Envelope): Iterable<Element> {
  if (stanza !== undefined) yield* elements(stanza);
  for (const text of stanzas) {
    for (const jid of to) {
      for (const element of elements(text)) {
        element.attrs.to = jid;
        yield element;
      }
    }
  }
}

function elements(text: string): readonly Element[] {
  const element = parseStanza(text);
  return element === undefined ? [] : [element];
}
