import type { LaneView, OverviewView } from '../../src/http/console/api.js';
import { count, duration } from '../format.js';
import { hrefOf } from '../state/route.js';
import { t } from '../texts.js';

/** Something that an admin should look at. */
export interface Concern {
  readonly key: string;
  readonly tone: 'bad' | 'warn' | 'still';
  readonly what: string;
  readonly why: string;
  readonly since?: number;
  readonly href?: string;
}

/** A message that waits for longer than this in a lane that is up is a concern, ms. */
const OLD_MS = 60_000;

/** What needs somebody, the worst first. */
export function concernsOf(overview: OverviewView): readonly Concern[] {
  const { processes, lanes, connections, deadLetters } = overview;
  const all: Concern[] = [];
  if (processes.length === 0) all.push({ key: 'processes', tone: 'bad', what: t.overview.noProcess, why: '' });
  for (const { kind, gateway, name, state, since, reason } of connections) {
    if (state === 'up') continue;
    const what = kind === 'stream' ? t.overview.streamDown(name) : t.overview.networkDown(name);
    all.push({ key: `${kind} ${gateway} ${name}`, tone: 'bad', what, why: reason, since });
  }
  // The lane of a connection that is down is down too: once is enough.
  const told = new Set(connections.filter(({ state }) => state === 'down').map(({ name }) => name));
  for (const lane of lanes) {
    const concern = told.has(lane.name) ? undefined : ofLane(lane);
    if (concern !== undefined) all.push(concern);
  }
  for (const { id, pressure } of processes) {
    if (pressure.length === 0) continue;
    all.push({ key: `process ${id}`, tone: 'warn', what: t.overview.pressure(id, pressure.join(', ')), why: '' });
  }
  if (deadLetters > 0) {
    const what = t.overview.letters(deadLetters, count(deadLetters));
    all.push({ key: 'letters', tone: 'warn', what, why: '', href: hrefOf(['letters']) });
  }
  return [...all.filter(({ tone }) => tone === 'bad'), ...all.filter(({ tone }) => tone !== 'bad')];
}

function ofLane({ name, state, depth, oldest, since, reason }: LaneView): Concern | undefined {
  const about = { key: `lane ${name}`, why: reason, since, href: hrefOf(['lanes', name]) };
  const waiting = count(depth);
  if (state === 'down') return { ...about, tone: 'bad', what: t.overview.laneDown(name, waiting) };
  if (state === 'unheld') return { ...about, tone: 'bad', what: t.overview.laneUnheld(name, waiting) };
  if (state === 'paused') return { ...about, tone: 'still', what: t.overview.lanePaused(name, waiting) };
  if (oldest === undefined || oldest < OLD_MS) return undefined;
  return { key: about.key, why: '', href: about.href, tone: 'warn', what: t.overview.laneOld(name, duration(oldest)) };
}
