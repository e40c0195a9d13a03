import type { PartState } from '../../gateways/gateway.js';
import type { LaneStatus } from '../lanes/status.js';
import type { Site } from './site.js';
import { xmppLanes } from './xmpp-lanes.js';

/** How the streams of a gateway and the gateways beside it stand. */
export async function partsOf({
  gateway,
  streams,
  others,
  lanes,
}: Pick<Site, 'gateway' | 'streams' | 'others' | 'lanes'>): Promise<readonly PartState[]> {
  const parts = [['xmpp', xmppLanes(gateway.domain, streams)] as const, ...others];
  return await Promise.all(
    parts.map(async ([name, own]) => partOf(name, await Promise.all(own.map((lane) => lanes.statusNow(lane))))),
  );
}

function partOf(name: string, states: readonly LaneStatus[]): PartState {
  const down = states.filter(({ held, state }) => !held || state === 'down');
  const since = down.map((lane) => lane.unheldSince ?? lane.since).filter((at) => at > 0);
  const reason = [...down, ...states].find((lane) => lane.reason !== '')?.reason ?? '';
  return {
    name,
    lanes: states.length,
    down: down.length,
    since: since.length === 0 ? 0 : Math.min(...since),
    reason: reason === '' && down.length > 0 ? 'nobody works it' : reason,
  };
}
