import type { OutsideConnection } from '../../../gateways/gateway.js';
import type { Inside } from '../../core/operator/inside.js';
import { type LaneInside, lanesInside } from '../../core/operator/lanes-inside.js';
import { liveProcesses } from '../../core/operator/processes.js';
import type { Site } from '../../core/site.js';
import type { ConnectionView, OverviewView } from './api.js';
import { lastMinute } from './history.js';

const NOTHING = { toNetwork: 0, toXmpp: 0, failed: 0 };

/** What goes on in the whole installation, from Redis; rejects where that does not answer. */
export async function overviewOf(inside: Inside): Promise<OverviewView> {
  const reports = await liveProcesses(inside.stores.processes);
  const [lanes, people, sums, deadLetters] = await Promise.all([
    lanesInside(inside, reports),
    Promise.all(inside.sites.map((site) => peopleOf(site))),
    lastMinute(inside),
    inside.stores.letters.count(),
  ]);
  const told = new Map(reports.flatMap(({ connections = {} }) => Object.entries(connections)));
  return {
    at: inside.clock.now(),
    processes: reports.map(({ view }) => view),
    lanes: lanes.map(({ view }) => view),
    connections: lanes.flatMap((one) => connectionsOf(one, told.get(one.lane.name))),
    gateways: people.map((one) => ({ ...one, ...(sums.get(one.name) ?? NOTHING) })),
    deadLetters,
  };
}

/** What is known of a lane's connections: each one where its holder tells of them, else the lane's as a whole. */
function connectionsOf(
  { lane, running }: LaneInside,
  told: readonly OutsideConnection[] = [],
): readonly ConnectionView[] {
  const { name, gateway, site } = lane;
  const own = { gateway: site.gateway.name } as const;
  if (running.held && told.length > 0) return told.map((one) => ({ kind: 'network', ...own, ...one }));
  // Behind it there is nothing but another gateway of ours.
  if (name.startsWith('local.')) return [];
  const { state, since, reason } = running;
  const stands = { state: state === 'up' ? 'up' : 'down', since, reason } as const;
  if (gateway !== 'xmpp') return [{ kind: 'network', ...own, name, ...stands }];
  const { domain } = site.gateway;
  const stream = site.streams === 1 ? domain : `${domain}, stream ${name.slice(name.lastIndexOf('.') + 1)}`;
  return [{ kind: 'stream', ...own, name: stream, ...stands }];
}

async function peopleOf({ gateway, stores }: Site) {
  const { name, domain } = gateway;
  const [registered, online] = await Promise.all([stores.accounts.count(name), stores.presence.countOnline(name)]);
  return { name, domain, registered, online };
}
