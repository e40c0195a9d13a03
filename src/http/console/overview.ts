import { type Inside, lanesOf, type NamedLane } from '../../core/operator/inside.js';
import { liveProcesses, type ProcessReport } from '../../core/operator/processes.js';
import type { Site } from '../../core/site.js';
import type { LaneLook } from '../../lanes/look.js';
import type { LaneStatus } from '../../lanes/status.js';
import type { ConnectionView, LaneView, OverviewView } from './api.js';

/** What goes on in the whole installation, from Redis; rejects where that does not answer. */
export async function overviewOf(inside: Inside): Promise<OverviewView> {
  const { stores, lanes, sites, clock } = inside;
  const named = lanesOf(inside);
  const [reports, seen, gateways] = await Promise.all([
    liveProcesses(stores.processes),
    Promise.all(named.map(async ({ name }) => await Promise.all([lanes.statusNow(name), lanes.look(name)]))),
    Promise.all(sites.map((site) => gatewayOf(site))),
  ]);
  const now = clock.now();
  const rates = ratesOf(reports);
  const views = named.flatMap((lane, index) => {
    const one = seen[index];
    if (one === undefined) return [];
    const view = laneOf(lane, one, now, rates.get(lane.name) ?? 0);
    return [{ view: withPause(view, one[0]), connection: connectionOf(lane, view) }];
  });
  return {
    at: now,
    processes: reports.map(({ view }) => view),
    lanes: views.map(({ view }) => view),
    connections: views.map(({ connection }) => connection),
    gateways,
    deadLetters: 0,
  };
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

async function gatewayOf({ gateway, stores }: Site): Promise<OverviewView['gateways'][number]> {
  const { name, domain } = gateway;
  const [registered, online] = await Promise.all([stores.accounts.count(name), stores.presence.countOnline(name)]);
  return { name, domain, registered, online, toNetwork: 0, toXmpp: 0, failed: 0 };
}

function ratesOf(reports: readonly ProcessReport[]): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  for (const report of reports) {
    for (const [lane, rate] of Object.entries(report.rates)) rates.set(lane, (rates.get(lane) ?? 0) + rate);
  }
  return rates;
}
