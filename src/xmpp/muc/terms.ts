/** The words of Multi-User Chat (XEP-0045). */

/** Standing in a room that lasts beyond a visit (5.2). */
export type Affiliation = 'owner' | 'admin' | 'member' | 'none' | 'outcast';
/** What an occupant may do during a visit (5.1). */
export type Role = 'moderator' | 'participant' | 'visitor' | 'none';

/** The status codes of 15.6.2 that a room sends. */
export type StatusCode =
  /** The room shows the real JIDs of its occupants. */
  | 100
  /** The affiliation changed while the occupant was not in the room. */
  | 101
  /** Occupants that are not there are shown now. */
  | 102
  /** The configuration changed in a way that has nothing to do with privacy. */
  | 104
  /** This presence is about the one who gets it. */
  | 110
  /** The room is logged in public. */
  | 170
  /** It is logged from now on. */
  | 171
  /** The room shows real JIDs from now on. */
  | 172
  /** Only moderators see real JIDs from now on. */
  | 173
  /** Nobody sees real JIDs from now on. */
  | 174
  /** The room was created by this join. */
  | 201
  /** The room gave or changed the nick. */
  | 210
  | StatusOfLeaving;

/** Status codes of an unavailable presence. */
export type StatusOfLeaving =
  /** Banned. */
  | 301
  /** The occupant goes on under another nick. */
  | 303
  /** Kicked. */
  | 307
  /** Removed by a change of affiliation. */
  | 321
  /** Removed because the room is for members only now. */
  | 322
  /** Removed because the service shuts down. */
  | 332
  /** Removed because of a technical failure, such as stanzas that came back. */
  | 333;

const AFFILIATIONS = new Set<string>(['owner', 'admin', 'member', 'none', 'outcast'] satisfies Affiliation[]);
const ROLES = new Set<string>(['moderator', 'participant', 'visitor', 'none'] satisfies Role[]);

/** Whether it is an affiliation (XEP-0045 section 5.2). */
export function isAffiliation(text: string): text is Affiliation {
  return AFFILIATIONS.has(text);
}

/** Whether it is a role (XEP-0045 section 5.1). */
export function isRole(text: string): text is Role {
  return ROLES.has(text);
}
