import type { Inside, NamedLane } from '../../core/operator/inside.js';
import { lanesInside } from '../../core/operator/lanes-inside.js';
import { liveProcesses } from '../../core/operator/processes.js';
import type { Site } from '../../core/site.js';
import type { ConnectionView, LaneView, OverviewView } from './api.js';
import { lastMinute } from './history.js';

const NOTHING = { toNetwork: 0, toXmpp: 0, failed: 0 };

/** What goes on in the whole installation, from Redis; rejects where that does not answer. */
export async function overviewOf(inside: Inside): Promise<OverviewView> {
  const reports = await liveProcesses(inside.stores.processes);
  const [lanes, people, sums] = await Promise.all([
    lanesInside(inside, reports),
    Promise.all(inside.sites.map((site) => peopleOf(site))),
    lastMinute(inside),
  ]);
  return {
    at: inside.clock.now(),
    processes: reports.map(({ view }) => view),
    lanes: lanes.map(({ view }) => view),
    connections: lanes.map(({ lane, running }) => connectionOf(lane, running)),
    gateways: people.map((one) => ({ ...one, ...(sums.get(one.name) ?? NOTHING) })),
    deadLetters: 0,
  };
}

/** What a lane's holder says of its connections. */
function connectionOf({ name, gateway, site }: NamedLane, view: LaneView): ConnectionView {
  const isStream = gateway === 'xmpp';
  return {
    kind: isStream ? 'stream' : 'network',
    gateway: site.gateway.name,
    name: isStream ? site.gateway.domain : name,
    state: view.state === 'up' ? 'up' : 'down',
    since: view.since,
    reason: view.reason,
  };
}

async function peopleOf({ gateway, stores }: Site) {
  const { name, domain } = gateway;
  const [registered, online] = await Promise.all([stores.accounts.count(name), stores.presence.countOnline(name)]);
  return { name, domain, registered, online };
}
