import type { Gateway, GatewayModule } from '../../gateways/gateway.js';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { LogLevels } from '../log-levels.js';
import type { Problem } from '../problem.js';
import type { RedisAddress } from '../redis.js';
import type { LetterLimits } from '../store/letters.js';
import type { AboutSettings } from './about.js';
import type { JourneySettings } from './journeys.js';
import type { OpenMedia } from './media.js';
import type { Reloaded } from './operator/config.js';
import type { Ending } from './operator/inside.js';
import type { AllowList, Limits } from './site.js';
import type { ServerAddress } from './stream/socket-transport.js';
import type { TelemetrySettings } from './telemetry/otlp-exporter.js';

/** One gateway as the config file names it. */
export interface SiteSettings {
  readonly gateway: Gateway;
  readonly texts: GatewayModule['texts'];
  readonly metrics: GatewayModule['metrics'];
  /** Secret of the component, and the server where it is another than the others'. */
  readonly secret: string;
  readonly server: ServerAddress;
  /** Streams of its domain, where they are not as many as the others'. */
  readonly streams?: number;
  readonly access: (jid: string) => Problem | undefined;
  readonly isAdmin: (jid: string) => boolean;
  /** See `Site`. */
  readonly allowList?: () => AllowList;
  /** Bare JIDs of the admins, normalised; missing: there are none. */
  readonly admins?: readonly string[];
  /** What the admin has it tell of itself. */
  readonly about?: AboutSettings;
}

/** What one process of Isthmus is to run, as config and command line say. */
export interface HostSettings {
  readonly redis: RedisAddress;
  /** Begins every key in Redis. */
  readonly prefix: string;
  readonly keyFile: string;
  /** Environment of the process; `ISTHMUS_KEYS` in it stands in for the key file. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Lease of a lane's tenure, ms. */
  readonly lease: number;
  /** Envelopes above which a lane takes no more. */
  readonly maxDepth: number;
  /** The XMPP server's own domain. */
  readonly serverDomain: string;
  /** Octets of the largest stanza that is written, and of the largest that is read. */
  readonly maxStanzaBytes: number;
  readonly readStanzaBytes: number;
  /** Streams a domain: 1, or what `component_number` of ejabberd says. */
  readonly streams: number;
  readonly limits: Limits;
  /** How long and how many messages that failed are kept for the admin; undefined: none. */
  readonly deadLetters?: LetterLimits | undefined;
  /** Seconds that links to delivery reports are kept. */
  readonly linkTtl: number;
  readonly sites: readonly SiteSettings[];
  /** `xmpp` or the name of a gateway; undefined: everything in one process. */
  readonly role: string | undefined;
  readonly software: { readonly name: string; readonly version: string };
  /** How much is kept of what became of messages; missing: nothing. */
  readonly journeys?: JourneySettings | undefined;
  /** Folder of the private Redis; undefined where Redis is elsewhere. */
  readonly dataDir: string | undefined;
  /** Opens what keeps and fetches files; missing: gateways do without. */
  readonly media?: OpenMedia;
  /** Ends the process in order, for an admin who asked for it. */
  readonly end?: (how: Ending) => void;
  /** Reads the config again; missing: it cannot be. */
  readonly reload?: () => Promise<Reloaded>;
  /** Where traces go; missing: none are made. */
  readonly telemetry?: TelemetrySettings | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** What is written of the log, where that may be changed. */
  readonly levels?: LogLevels;
}
