/** What a gateway puts into lanes of its own by itself; part of the contract in gateway.ts, which every gateway imports instead. */

/** Something that is no message of anybody: it came over HTTP, or follows from what another lane has heard. */
export interface IntakeEvent<Data = unknown> {
  readonly type: 'intake';
  /** JSON. */
  readonly data: Data;
}

/** Something for a lane of the gateway. */
export interface Intake<Data = unknown> {
  /** `e` and letters, as `newId` gives; of two with the same id that are put within minutes one is carried. */
  readonly id: string;
  readonly lane: string;
  /** The unit of order. */
  readonly conversation: string;
  readonly data: Data;
  /** Wall time after which it is not worth carrying any more, ms since the epoch. */
  readonly expires?: number;
}

/**
 * Puts something into a lane, where `Hold.intake` gets it. Resolves when it is there: only then may who brought it be told that it
 * is taken. Rejects where it is not known to be: they must bring it again.
 */
export type PutIntake = (intake: Intake) => Promise<void>;
