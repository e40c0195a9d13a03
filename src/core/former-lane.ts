import { ownerOf } from '../account-id.js';
import type { Envelope } from '../lanes/envelope.js';
import type { LaneHandler, LaneHold } from '../lanes/handler.js';
import type { Outcome } from '../lanes/outcome.js';
import { problem } from './errors.js';
import type { Site } from './site.js';
import { laneOf } from './xmpp-lanes.js';

/** Envelopes that are on their way into other lanes at once. */
const WINDOW = 256;

/** Works the lane of a stream that the domain has no more: what waits in it moves to the lanes of the others, in its order. */
export class FormerLane implements LaneHandler {
  /** What moved twice is written twice, the lesser harm, as on the lanes of streams. */
  readonly repeatBegun = true;
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  async open(): Promise<LaneHold> {
    const open = new Set<Promise<void>>();
    return {
      depth: Number.POSITIVE_INFINITY,
      free: () => WINDOW - open.size,
      submit: (envelope, settle) => {
        const moved = this.#move(envelope)
          .then(settle)
          .finally(() => open.delete(moved));
        open.add(moved);
      },
      drain: async () => {
        await Promise.all(open);
      },
      close: async () => {},
    };
  }

  async effects(): Promise<void> {}

  expired(): Outcome {
    return { kind: 'rejected', problem: problem('message-expired') };
  }

  async #move(envelope: Envelope): Promise<Outcome> {
    try {
      await this.#site.lanes.add(laneOf(this.#site, ownerOf(envelope.account)), envelope, { evenIfFull: true });
      return { kind: 'accepted', parts: [] };
    } catch (error) {
      return { kind: 'retry', after: 1000, reason: String(error), scope: 'lane' };
    }
  }
}
