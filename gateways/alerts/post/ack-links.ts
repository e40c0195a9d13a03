import type { Telling } from '../engine/effect.js';
import { ActionLinks } from '../http/links/action-link.js';
import type { GroupView } from '../render/view.js';

/** A link can be used for so long, ms. */
const LASTS_MS = 2 * 86_400_000;

interface AckLinksParts {
  /** Where the world reaches the HTTP port. */
  readonly base: string;
  /** See `HttpParts.linkKey`. */
  readonly key: Buffer;
  readonly clock: { now(): number };
}

/** Puts links into messages by which one person takes an incident (see `LinkPages`). */
export class AckLinks {
  readonly #links: ActionLinks;
  readonly #parts: AckLinksParts;

  constructor(parts: AckLinksParts) {
    this.#parts = parts;
    this.#links = new ActionLinks(parts.key, parts.clock);
  }

  /** The view with a link where the message is for one person alone and there is something to take. In an SMS each letter costs. */
  of({ view, group, incident, person, place }: Telling): GroupView {
    if (group === undefined || incident === undefined || person === undefined) return view;
    if (view.state !== 'firing' || view.ackUrl !== undefined || place.kind !== 'mail') return view;
    const { base, clock } = this.#parts;
    const expires = clock.now() + LASTS_MS;
    const token = this.#links.make({ action: 'ack', incident: `${group}-${incident}`, person, expires });
    return { ...view, ackUrl: `${base}/a/${token}` };
  }
}
