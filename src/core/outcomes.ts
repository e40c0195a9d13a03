import type { GatewayEvent, MessageEvent } from '../../gateways/gateway.js';
import type { Envelope } from '../lanes/envelope.js';
import type { Settled } from '../lanes/handler.js';
import type { Outcome } from '../lanes/outcome.js';
import type { Problem } from '../problem.js';
import type { NewLink } from '../store/links.js';
import { serialise } from '../xmpp/serialise.js';
import { problem } from './errors.js';
import type { Fates } from './fates.js';
import { mask } from './mask.js';
import type { Replies } from './replies.js';
import type { Site } from './site.js';

/** Turns what a gateway said of envelopes into what their senders are told. */
export class Outcomes {
  readonly #site: Site;
  readonly #replies: Replies;
  readonly #fates: Fates;

  constructor(site: Site, replies: Replies, fates: Fates) {
    this.#site = site;
    this.#replies = replies;
    this.#fates = fates;
  }

  /** Effects of a group. May be repeated: links and stanzas have ids that derive from the envelopes'. */
  async settle(items: readonly Settled[]): Promise<void> {
    const links: NewLink[] = [];
    const told: Promise<void>[] = [];
    for (const { envelope, outcome } of items) {
      const event = envelope.event as GatewayEvent | undefined;
      this.#site.metrics.count('outcomes', { gateway: this.#site.gateway.name, outcome: outcome.kind });
      if (event?.type !== 'message') continue;
      if (outcome.kind === 'accepted') {
        if (outcome.parts.length > 0) links.push(newLink(envelope, event, outcome));
      } else {
        told.push(this.#refuse(envelope, event, outcome));
      }
    }
    await Promise.all([this.#fates.link(links), ...told]);
  }

  async #refuse(envelope: Envelope, event: MessageEvent, outcome: Outcome): Promise<void> {
    const why = reason(outcome);
    this.#site.log.info(
      { envelope: envelope.id, to: mask(event.to), outcome: outcome.kind, code: why.code, reason: why.text.key },
      'message not handed over',
    );
    const stanza = this.#replies.error(event, why, outcome.kind === 'unknown');
    await this.#replies.enqueue(`${envelope.id}.e`, envelope.account, serialise(stanza));
  }
}

function newLink(envelope: Envelope, event: MessageEvent, outcome: Extract<Outcome, { kind: 'accepted' }>): NewLink {
  return {
    link: {
      envelope: envelope.id,
      account: envelope.account,
      born: envelope.born ?? 0,
      from: event.from,
      to: event.to,
      contact: event.contact,
      receipt: event.receipt,
      ...(event.stanzaId === undefined ? {} : { stanzaId: event.stanzaId }),
    },
    ids: outcome.parts.map(({ id }) => id),
  };
}

function reason(outcome: Outcome): Problem {
  if (outcome.kind === 'rejected') return outcome.problem;
  if (outcome.kind === 'unsupported') return problem('message-unsupported', { feature: outcome.feature });
  return problem('message-unknown');
}
