import type { Lanes } from '../lanes/lanes.js';
import type { HostSettings } from './host-settings.js';
import type { HeartbeatSource } from './operator/processes.js';
import type { Pressure } from './pressure.js';
import type { Site } from './site.js';

/** What the heartbeat of a process tells of it, as it is whenever it is asked. */
export function heartbeatSource(
  { role = 'all', software }: Pick<HostSettings, 'role' | 'software'>,
  lanes: Pick<Lanes, 'process' | 'holding'>,
  pressure: Pick<Pressure, 'reasons'>,
  connections: NonNullable<Site['connections']>,
): HeartbeatSource {
  return {
    id: lanes.process,
    role,
    version: software.version,
    get holding() {
      return lanes.holding;
    },
    get pressure() {
      return pressure.reasons;
    },
    get connections() {
      return Object.fromEntries(Array.from(connections, ([lane, tell]) => [lane, tell()]));
    },
  };
}
