import type { LaneHandler, LaneHold, Settled, Tenure } from '../lanes/handler.js';
import type { Outcome } from '../lanes/outcome.js';
import { PendingRequests } from '../xmpp/iq.js';
import { BouncedLetters } from './bounced-letters.js';
import { problem } from './errors.js';
import { Online } from './online.js';
import { Ousting } from './ousting.js';
import { Privileges } from './privileges.js';
import type { Site } from './site.js';
import { type SharedByStreams, StreamHold, type StreamSettings } from './stream-hold.js';
import { loggedTrace } from './telemetry/trace-context.js';

/** Works an `xmpp.` lane: holds one XEP-0114 stream, answers what comes from it and writes what the lane brings. */
export class XmppLane implements LaneHandler {
  /** The server recognises nothing, but a message twice is the lesser harm than a message lost (at least once). */
  readonly repeatBegun = true;
  readonly #site: Site;
  readonly #settings: StreamSettings;
  readonly #shared: SharedByStreams;

  constructor(site: Site, settings: StreamSettings) {
    this.#site = site;
    this.#settings = settings;
    const online = new Online(site);
    this.#shared = {
      online,
      ousting: new Ousting(site, online),
      bounced: new BouncedLetters(site),
      privileges: new Privileges(site, settings.serverDomain),
      requests: site.streams === 1 ? undefined : new PendingRequests(site.clock),
    };
  }

  async open(tenure: Tenure): Promise<LaneHold> {
    return new StreamHold(this.#site, this.#settings, tenure, this.#shared);
  }

  async effects(items: readonly Settled[], lane: string): Promise<void> {
    this.#site.metrics.count('lane_ended', { lane }, items.length);
    for (const { envelope, outcome } of items) {
      // What is only worth something for seconds may be too late, and nobody misses it.
      if (outcome.kind === 'accepted' || envelope.expires !== undefined) continue;
      this.#site.metrics.count('stanzas_given_up', { network: this.#site.gateway.name });
      this.#site.log.error(
        { envelope: envelope.id, ...loggedTrace(envelope.trace), lane, outcome: outcome.kind },
        'a stanza was given up, because the XMPP server ends the stream each time it reads it',
      );
    }
  }

  expired(): Outcome {
    return { kind: 'rejected', problem: problem('message-expired') };
  }
}
