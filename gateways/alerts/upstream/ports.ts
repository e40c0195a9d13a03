import type { Alert } from '../alert.js';

/** A source that cannot be told. */
export interface UpstreamTrouble {
  readonly source: string;
  /** See `UpstreamFailure.reason`. */
  readonly reason: string;
  /** It is tried again; else what was to be told is lost, and an admin has to change something. */
  readonly passes: boolean;
}

/** What telling sources does beside. */
export interface UpstreamPorts {
  /** Tells those who run the gateway, once for each id. Resolves when that is in a lane. */
  warn(id: string, trouble: UpstreamTrouble): Promise<void>;
  /**
   * An alert that we have silenced is over where it came from: Alertmanager tells nothing of alerts that are silenced, also not that
   * they are over. `alert` is resolved. It goes to this route, and to all others that the book finds for it, as if its source
   * had said so. Resolves when it is in a lane.
   */
  over(route: string, alert: Alert): Promise<void>;
}
