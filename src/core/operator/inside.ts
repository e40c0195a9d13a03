import type { Clock } from '../../clock.js';
import type { Lanes } from '../../lanes/lanes.js';
import type { Log } from '../../log.js';
import type { Bans } from '../../store/bans.js';
import type { ConsoleSessions } from '../../store/console.js';
import type { HistoryStore } from '../../store/history.js';
import type { LiveSettings } from '../../store/live-settings.js';
import type { OperationsLog } from '../../store/operations-log.js';
import type { ProcessReports } from '../../store/processes.js';
import type { Journeys } from '../journeys.js';
import type { Site, Stores } from '../site.js';
import { localLane, xmppLanes } from '../xmpp-lanes.js';
import type { Reloaded } from './config.js';

/** `restart`: with the exit code by which whoever watches over the process starts it again. */
export type Ending = 'shutdown' | 'restart';

/** A running installation as faces for admins see it; any process sees all of it. */
export interface Inside {
  readonly sites: readonly Site[];
  readonly lanes: Lanes;
  readonly stores: Stores & {
    readonly processes: ProcessReports;
    readonly console: ConsoleSessions;
    readonly bans: Bans;
    readonly live: LiveSettings;
    readonly history: HistoryStore;
    readonly operations: OperationsLog;
  };
  /** What became of messages; undefined: it is not written down. */
  readonly journeys: Journeys | undefined;
  /** The XMPP server's own domain. */
  readonly domain: string;
  readonly version: string;
  /** What Redis says of its own version. */
  redisVersion(): Promise<string>;
  /** Has this process know at once what an admin has set (`Stores.live`); others know it within two seconds. */
  readonly refresh: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads the config of this process again, as SIGHUP does. Never rejects. */
  reload(): Promise<Reloaded>;
  /** Ends this process in order, as SIGTERM does. */
  end(how: Ending): void;
}

/** A lane and whose it is. */
export interface NamedLane {
  readonly name: string;
  /** `xmpp` or the name of the gateway. */
  readonly gateway: string;
  readonly site: Site;
}

/** All lanes that the config names, those to XMPP first. */
export function lanesOf({ sites }: Pick<Inside, 'sites'>): readonly NamedLane[] {
  const streams = sites.flatMap((site) => {
    const names = [...xmppLanes(site.gateway.domain, site.streams)];
    if (site.locals.size > 0) names.push(localLane(site.gateway.domain));
    return names.map((name) => ({ name, gateway: 'xmpp', site }));
  });
  const networks = sites.flatMap((site) =>
    site.gateway.lanes.map((name) => ({ name, gateway: site.gateway.name, site })),
  );
  return [...streams, ...networks];
}
