import type { Place } from '../book/place.js';
import type { Presence } from '../people/ways-to-reach.js';
import type { AuditRow, Backward, Forward, Telling } from './effect.js';
import type { InclusionEvent } from './event.js';
import type { GroupId } from './ids.js';

/** What the engine does to the world. All of it may be asked for again after a crash, under the same ids. */
export interface Ports {
  /**
   * Sends a message. Resolves when it is in a lane, or when it is certain that it never will go out: then `Engine.report` is told
   * `failed`. Rejects where nobody can say; it is asked for again.
   */
  tell(telling: Telling): Promise<void>;
  audit(row: AuditRow): Promise<void> | void;
  /** Tells the source. Resolves when that is in a lane. */
  back(backward: Backward): Promise<void>;
  /** Gives an alert to another route. Resolves when it is in a lane. */
  forward(forward: Forward): Promise<void>;
  /** Tells the group of an incident that a place was told of it among others. Resolves when that is in a lane. */
  include(group: GroupId, inclusion: Omit<InclusionEvent, 'type'>): Promise<void>;
  /** How many short messages a telling needs; asked before it is sent, only for phones. */
  segments(telling: Telling): number;
  /** Tells those who run the gateway, once for each id. */
  warn(id: string, warning: Warning): Promise<void>;
}

/** Something that admins are told. */
export type Warning =
  /** Most of what SMS may cost today is spent. */
  | { readonly kind: 'money'; readonly spent: number; readonly perDay: number; readonly currency: string }
  /** Nobody can be told of an incident. */
  | { readonly kind: 'unreached'; readonly route: string; readonly code: string }
  /** Waits that were lost on the way were done late: so many. */
  | { readonly kind: 'lost'; readonly count: number };

/** What is known of people beside the book. Asked often: answers come from memory, which `fresh` brings up to date. */
export interface Surroundings {
  /** Names of the people who are on call in a rotation; empty: nobody, or no such rotation. */
  onCall(rotation: string, now: number): readonly string[];
  /** How whoever has this place shows itself there. */
  presence(place: Place): Presence;
  /** Resolves when `presence` knows what any lane has heard until now, or that cannot be read. */
  fresh(): Promise<void>;
}
