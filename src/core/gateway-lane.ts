import type { GatewayEvent, HoldContext, KeyValue, Media, NoticeEvent } from '../../gateways/gateway.js';
import { ownerOf } from '../account-id.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { LaneHandler, LaneHold, Settled, Tenure, Whose } from '../lanes/handler.js';
import type { Outcome } from '../lanes/outcome.js';
import { EndedAccounts } from './ended-accounts.js';
import { problem } from './errors.js';
import type { Fates } from './fates.js';
import type { IncomingMessages } from './incoming.js';
import type { Outcomes } from './outcomes.js';
import { accountOf, type Site } from './site.js';

/** What is said of a message that waited too long. */
export const expiredOutcome: Outcome = { kind: 'rejected', problem: problem('message-expired') };

/** Works one lane of a gateway: opens its connections and gives them everything that they need of the core. */
export class GatewayLane implements LaneHandler {
  /** What may have gone out is not repeated by itself, unless the operator chose so for this lane. */
  readonly repeatBegun: boolean;
  readonly #site: Site;
  readonly #outcomes: Outcomes;
  readonly #incoming: IncomingMessages;
  readonly #fates: Fates;
  readonly #kv: KeyValue;
  readonly #ended: EndedAccounts;
  readonly #media: Media | undefined;

  constructor(
    site: Site,
    lane: string,
    parts: { outcomes: Outcomes; incoming: IncomingMessages; fates: Fates; kv: KeyValue; media?: Media },
  ) {
    this.#site = site;
    this.repeatBegun = site.gateway.repeatsUnknown?.(lane) ?? false;
    this.#outcomes = parts.outcomes;
    this.#incoming = parts.incoming;
    this.#fates = parts.fates;
    this.#kv = parts.kv;
    this.#ended = new EndedAccounts(site, this.repeatBegun);
    this.#media = parts.media;
  }

  async open(tenure: Tenure): Promise<LaneHold> {
    const hold = await this.#site.gateway.hold(tenure.lane, this.#context(tenure));
    return {
      depth: hold.depth,
      free: () => hold.free() - this.#ended.asking,
      submit: (envelope, settle) => {
        const given = envelope as Envelope<GatewayEvent>;
        void this.#ended.pass(given, (one, settled) => hold.submit(one, settled), settle)?.then(() => tenure.wake());
      },
      ...(hold.later === undefined ? {} : { later: (payload: unknown) => hold.later?.(payload) ?? Promise.resolve() }),
      drain: (signal) => hold.drain(signal),
      close: () => hold.close(),
    };
  }

  effects(items: readonly Settled[]): Promise<void> {
    return this.#outcomes.settle(items);
  }

  withdrawn(whose: Whose): Outcome | undefined {
    return this.#ended.outcomeOf(whose);
  }

  expired(): Outcome {
    return expiredOutcome;
  }

  #context(tenure: Tenure): HoldContext {
    const { gateway, words, states, clock, log, metrics } = this.#site;
    return {
      lane: tenure.lane,
      deliver: (message) => this.#incoming.deliver(message),
      report: (report) => this.#fates.report(report),
      notice: (notice) => tenure.add(this.#noticeEnvelope(notice)),
      // Who may not use the gateway any more is nobody to it, also when the phones still answer.
      account: async (id) =>
        this.#site.access(ownerOf(id)) === undefined ? this.#site.stores.cache.get(gateway.name, id) : undefined,
      accountOf: async (jid) => (this.#site.access(jid) === undefined ? accountOf(this.#site, jid) : undefined),
      wake: () => tenure.wake(),
      state: (state, reason) => {
        states.set(tenure.lane, state);
        metrics.gauge('lane_up', state === 'up' ? 1 : 0, { lane: tenure.lane });
        tenure.state(state, reason);
      },
      mayWrite: () => tenure.mayWrite(),
      later: tenure.later,
      kv: this.#kv,
      ...(this.#media === undefined ? {} : { media: this.#media }),
      text: (ref, lang) => words.text(ref, lang),
      clock,
      log: log.child({ lane: tenure.lane }),
      metrics: {
        count: (name, labels, by) => metrics.count(`${gateway.name}_${name}`, labels, by),
        gauge: (name, value, labels) => metrics.gauge(`${gateway.name}_${name}`, value, labels),
      },
    };
  }

  #noticeEnvelope(notice: NoticeEvent): Envelope<NoticeEvent> {
    return {
      v: ENVELOPE_VERSION,
      id: newEnvelopeId(),
      gateway: this.#site.gateway.name,
      account: '',
      rev: 0,
      conversation: `>${notice.contact}`,
      kind: 'message',
      event: notice,
      at: this.#site.clock.now(),
    };
  }
}
