import type { LaneLook } from '../../lanes/look.js';
import type { LaneStatus } from '../../lanes/status.js';
import { type Inside, lanesOf, type NamedLane } from './inside.js';
import type { ProcessReport } from './processes.js';

/** A lane as admins see it. */
export interface LaneView {
  readonly name: string;
  /** `xmpp` or the name of the gateway. */
  readonly gateway: string;
  readonly depth: number;
  /** Age of the oldest envelope, ms; undefined: it is empty. */
  readonly oldest?: number;
  /** Envelopes ended a second, over the last seconds. */
  readonly rate: number;
  readonly parked: number;
  readonly held: boolean;
  readonly holder?: string;
  readonly state: 'up' | 'down' | 'paused' | 'unheld';
  readonly since: number;
  readonly reason: string;
}

/** A lane with its name in the config, and as it would look if no admin had stopped it. */
export interface LaneInside {
  readonly lane: NamedLane;
  readonly view: LaneView;
  /** The same without that an admin has stopped it. */
  readonly running: LaneView;
}

/** All lanes as they are now; rejects where Redis does not answer. `reports`: of the processes, which know the rates. */
export async function lanesInside(inside: Inside, reports: readonly ProcessReport[]): Promise<readonly LaneInside[]> {
  const { lanes, clock } = inside;
  const named = lanesOf(inside);
  const seen = await Promise.all(
    named.map(async ({ name }) => await Promise.all([lanes.statusNow(name), lanes.look(name)])),
  );
  const now = clock.now();
  const rates = ratesOf(reports);
  return named.flatMap((lane, index) => {
    const one = seen[index];
    if (one === undefined) return [];
    const running = laneOf(lane, one, now, rates.get(lane.name) ?? 0);
    return [{ lane, running, view: withPause(running, one[0]) }];
  });
}

function laneOf(
  { name, gateway }: NamedLane,
  [status, { oldest, holder }]: readonly [LaneStatus, LaneLook],
  now: number,
  rate: number,
): LaneView {
  const { depth, parked, held, state, since, unheldSince, reason } = status;
  return {
    name,
    gateway,
    depth,
    ...(depth === 0 || oldest === undefined ? {} : { oldest: Math.max(0, now - oldest) }),
    rate,
    parked,
    held,
    ...(holder === undefined ? {} : { holder }),
    state: held ? state : 'unheld',
    since: held ? since : (unheldSince ?? since),
    reason: held ? reason : 'no process works it',
  };
}

/** A lane that an admin has stopped says so first; whether its connections are up is said beside it. */
function withPause(view: LaneView, { held, paused }: LaneStatus): LaneView {
  if (paused === undefined || !held) return view;
  return { ...view, state: 'paused', since: paused.since, reason: paused.reason };
}

function ratesOf(reports: readonly ProcessReport[]): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  for (const report of reports) {
    for (const [lane, rate] of Object.entries(report.rates)) rates.set(lane, (rates.get(lane) ?? 0) + rate);
  }
  return rates;
}
