import type { Lanes } from '../lanes/lanes.js';
import type { LaneStatus } from '../lanes/status.js';
import type { Site } from './site.js';
import { xmppLanes } from './xmpp-lanes.js';

/** How a gateway is: `degraded`, some of its lanes work; `down`, none. */
interface GatewayReadiness {
  readonly state: 'up' | 'degraded' | 'down';
  readonly lanes: Readonly<Record<LaneState, number>>;
  /** Streams to the XMPP server that are up, of how many. */
  readonly streams: { readonly up: number; readonly all: number };
  /** What the first of those lanes that are not up says. */
  readonly reason?: string;
}

type LaneState = 'up' | 'down' | 'paused' | 'unheld';

/** Whether a process takes messages, and what of it does not work. */
export interface Readiness {
  readonly ready: boolean;
  /** It was told to end. */
  readonly stopping: boolean;
  /** Every lane of its role is held by somebody, and the streams are up. */
  readonly lanes: boolean;
  /** Redis answers. */
  readonly redis: boolean;
  /** Why nothing new is taken; empty while there is room. */
  readonly pressure: readonly string[];
  /** By name. A network that cannot be reached makes no process unready: its messages wait. */
  readonly gateways: Readonly<Record<string, GatewayReadiness>>;
}

/** What a lane is to whoever looks at it. Before its holder has said anything it counts as down. */
export function laneState({ held, state, since, paused }: LaneStatus): LaneState {
  if (!held) return 'unheld';
  if (paused !== undefined) return 'paused';
  return state === 'up' && since > 0 ? 'up' : 'down';
}

/** How a gateway is, whoever works it. While Redis is away, by what was last known. */
export async function gatewayReadiness({ gateway, streams, lanes }: Site): Promise<GatewayReadiness> {
  const look = (names: readonly string[]) => Promise.all(names.map((lane) => statusOf(lanes, lane)));
  const [own, toXmpp] = await Promise.all([look(gateway.lanes), look(xmppLanes(gateway.domain, streams))]);
  const counts: Record<LaneState, number> = { up: 0, down: 0, paused: 0, unheld: 0 };
  let reason: string | undefined;
  for (const status of own) {
    const state = laneState(status);
    counts[state] += 1;
    if (state === 'down') reason ??= status.reason;
    if (state === 'unheld') reason ??= 'no process works its lanes';
  }
  const states = toXmpp.map(laneState);
  const notUp = own.length - counts.up;
  return {
    state: notUp === 0 ? 'up' : counts.up > 0 ? 'degraded' : 'down',
    lanes: counts,
    streams: { up: states.filter((state) => state === 'up').length, all: states.length },
    ...(reason === undefined || reason === '' ? {} : { reason }),
  };
}

async function statusOf(lanes: Lanes, lane: string): Promise<LaneStatus> {
  if (!lanes.reachable) return lanes.status(lane);
  return await lanes.statusNow(lane).catch(() => lanes.status(lane));
}
