import type { LaneStatus } from '../lanes/status.js';
import { laneState } from './readiness.js';
import type { Site } from './site.js';
import { localLane, xmppLanes } from './xmpp-lanes.js';

/**
 * Reads what stands in Redis of the lanes and people of these gateways into their gauges, for one reading of the page of metrics. Every
 * process tells the same. While Redis is away the gauges stay as they were.
 */
export async function readGauges(sites: readonly Site[]): Promise<void> {
  await Promise.all(sites.map(async (site) => await Promise.all([readLanes(site), readPeople(site)])));
}

async function readLanes(site: Site): Promise<void> {
  const { gateway, metrics } = site;
  const own = await Promise.all(gateway.lanes.map((lane) => readLane(site, lane)));
  const toXmpp = [
    ...xmppLanes(gateway.domain, site.streams),
    ...(site.locals.size > 0 ? [localLane(gateway.domain)] : []),
  ];
  await Promise.all(toXmpp.map((lane) => readLane(site, lane)));
  const counts = { up: 0, down: 0, paused: 0, unheld: 0 };
  for (const status of own) counts[laneState(status)] += 1;
  for (const [state, count] of Object.entries(counts)) {
    metrics.gauge('adapter_lanes', count, { network: gateway.name, state });
  }
  metrics.gauge('adapter_up', counts.up > 0 ? 1 : 0, { network: gateway.name });
}

async function readLane({ lanes, metrics, clock }: Site, lane: string): Promise<LaneStatus> {
  const [status, { oldest }] = await Promise.all([lanes.statusNow(lane), lanes.look(lane)]);
  metrics.gauge('lane_depth', status.depth, { lane });
  metrics.gauge('lane_parked', status.parked, { lane });
  const age = oldest === undefined ? 0 : Math.max(0, clock.now() - oldest);
  metrics.gauge('lane_oldest_age_seconds', age / 1000, { lane });
  return status;
}

async function readPeople({ gateway: { name: network }, stores, metrics }: Site): Promise<void> {
  const [accounts, online] = await Promise.all([stores.accounts.count(network), stores.presence.countOnline(network)]);
  metrics.gauge('accounts', accounts, { network });
  metrics.gauge('presence_users', online, { network });
}
