import type { StanzaCondition } from '../problem.js';
import { type Element, el } from './element.js';
import { NS } from './namespaces.js';
import { occupantId } from './occupant-id.js';
import { formatTime } from './time.js';

/** A moderator takes back somebody's message (XEP-0425). */
interface ModerationRequest {
  /** The room's stanza id of the message. */
  readonly id: string;
  readonly reason?: string;
}

type ModerationReading =
  | { readonly ok: true; readonly request: ModerationRequest }
  | { readonly ok: false; readonly condition: StanzaCondition };

/**
 * Reads the payload of an IQ of type set: `<moderate/>`, or `<apply-to/>` of before version 0.3. Undefined where it is
 * neither. Faults: `bad-request` without an id, `feature-not-implemented` for anything but a retraction.
 */
export function readModeration(payload: Element): ModerationReading | undefined {
  const moderate =
    payload.name === 'moderate' && payload.ns === NS.moderate
      ? payload
      : payload.name === 'apply-to' && payload.ns === NS.fasten
        ? payload.getChild('moderate', NS.oldModerate)
        : undefined;
  if (moderate === undefined) return undefined;
  const id = payload.attrs.id ?? '';
  if (id === '') return { ok: false, condition: 'bad-request' };
  const retract = moderate === payload ? NS.retract : NS.oldRetract;
  if (moderate.getChild('retract', retract) === undefined) return { ok: false, condition: 'feature-not-implemented' };
  const reason = moderate.getChildText('reason')?.trim() ?? '';
  return { ok: true, request: { id, ...(reason === '' ? {} : { reason }) } };
}

/** Who took a message back. */
interface Moderator {
  /** Occupant's address; absent where nobody is to be named. */
  readonly by?: string;
  readonly occupantId?: string;
  readonly reason?: string;
}

/**
 * The part of a room's message (`groupchatMessage` from the room itself) that tells of it. `id` is the stanza id of the
 * message that is gone.
 */
export function moderatedRetraction(id: string, moderator: Moderator): Element {
  return el('retract', { xmlns: NS.retract, id }, ...moderatedParts(moderator));
}

/**
 * What stays of the message in an archive, instead of all that it said (XEP-0425 4, XEP-0424 5). `at` is when it was
 * taken back, `retraction` the id of the message that told of it.
 */
export function tombstone(
  at: number,
  { moderator, retraction }: { readonly moderator?: Moderator; readonly retraction?: string } = {},
): Element {
  const parts = moderator === undefined ? [] : moderatedParts(moderator);
  return el('retracted', { xmlns: NS.retract, id: retraction, stamp: formatTime(at) }, ...parts);
}

function moderatedParts({ by, occupantId: occupant, reason }: Moderator): readonly (Element | undefined)[] {
  return [
    el('moderated', { xmlns: NS.moderate, by }, occupant === undefined ? undefined : occupantId(occupant)),
    reason === undefined ? undefined : el('reason', {}, reason),
  ];
}
