import type { LaneHandler, LaneHold } from './handler.js';

/** What is done with what lies in a lane that nobody works: see `LaneHandler`. */
export type CaredFor = Omit<LaneHandler, 'open'>;

/** Connections that never are: nothing may be submitted, and waits are left to whoever works the lane next. */
const noConnections: LaneHold = {
  depth: 1,
  free: () => 0,
  submit: (_, settle) => settle({ kind: 'retry', after: 0, reason: 'nobody works this lane', scope: 'lane' }),
  drain: async () => {},
  close: async () => {},
};

/** The handler of a lane that is only taken care of. */
export function caretakersHandler(cared: CaredFor): LaneHandler {
  return {
    repeatBegun: cared.repeatBegun,
    open: async () => noConnections,
    effects: (items, lane) => cared.effects(items, lane),
    expired: (envelope) => cared.expired(envelope),
    withdrawn: (whose) => cared.withdrawn?.(whose),
  };
}
