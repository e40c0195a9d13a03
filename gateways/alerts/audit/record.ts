/** How much of an address the audit keeps. `hashed`: the same address is always the same text, and nobody can read it. */
export const ADDRESS_LEVELS = ['masked', 'hashed', 'whole'] as const;

export type AddressLevel = (typeof ADDRESS_LEVELS)[number];

/** One row of the audit: who did what with which outcome. It never holds what somebody wrote. */
export interface AuditRecord {
  /** Names the row: written twice, as a crash may leave it, it is one. */
  readonly id: string;
  /** Wall time, ms since the epoch. */
  readonly at: number;
  /** Name of a person or bot of the book, or an address in the form of the configured level; missing: the gateway by itself. */
  readonly actor?: string;
  /** What was done, in small letters with hyphens: `told`, `taken`, `silence-made`. */
  readonly action: string;
  /** What it was done to, where it is neither an alert nor a destination: the id of a silence, the name of a list. */
  readonly object?: string;
  readonly route?: string;
  /** The alert as its source names it (its fingerprint). */
  readonly origin?: string;
  /** `person:alice`, or the URI of a place in the form of the configured level. */
  readonly destination?: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Code of the reason (see `engine/reasons.ts`), never a sentence. */
  readonly reason?: string;
  /** The same for all rows of one incident. */
  readonly trace?: string;
  /** Milliseconds since the incident opened, of who has taken it. */
  readonly after?: number;
  /** Name of the source, where all that it is about is from the same. */
  readonly source?: string;
  /** Of a short message: how many it was sent as, and what that cost. */
  readonly segments?: number;
  readonly cost?: number;
  readonly currency?: string;
  /** It is about a test. */
  readonly test?: true;
  /** Version of the book by which it was decided. */
  readonly book: string;
}
