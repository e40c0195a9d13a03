import type { Media } from '../../gateways/gateway.js';
import type { LaneHandler } from '../lanes/handler.js';
import type { Lanes } from '../lanes/lanes.js';
import type { Store } from '../store/redis-store.js';
import { ArchiveAbility } from './archive-ability.js';
import { hasArchives } from './discovery.js';
import { Fates } from './fates.js';
import { FormerLane } from './former-lane.js';
import { GatewayLane } from './gateway-lane.js';
import { IncomingMessages } from './incoming.js';
import { LocalLane } from './local-lane.js';
import { counted, type Heartbeat } from './operator/processes.js';
import { Outcomes } from './outcomes.js';
import { Recollection } from './recollection.js';
import { Replies } from './replies.js';
import type { Site } from './site.js';
import type { StreamSettings } from './stream-hold.js';
import { XmppLane } from './xmpp-lane.js';
import { formerLanes, localLane, xmppLanes } from './xmpp-lanes.js';

/** What the lanes of one process have in common. */
interface SiteLanesParts {
  /** `xmpp` or the name of a gateway; undefined: everything in one process. */
  readonly role: string | undefined;
  readonly lanes: Lanes;
  readonly store: Pick<Store, 'archive' | 'knownLanes' | 'kv'>;
  /** Counts what the lanes do. */
  readonly heartbeat: Heartbeat;
  /** Whether gateways of the installation write to each other. */
  readonly hasAgents: boolean;
}

/** Puts the lanes of each gateway to work: those of the role of this process, and of the others what nobody works. */
export class SiteLanes {
  readonly #o: SiteLanesParts;
  readonly #worked: string[] = [];
  readonly #fates: Fates[] = [];

  constructor(parts: SiteLanesParts) {
    this.#o = parts;
  }

  /** The lanes that this process competes for. */
  get worked(): readonly string[] {
    return this.#worked;
  }

  /** Has delivery reports told that a process which died had taken and not told. Rejects where Redis is away. */
  async sweep(): Promise<void> {
    await Promise.all(this.#fates.map((fates) => fates.sweep()));
  }

  /** The lanes of a domain toward XMPP, each with its stream. */
  toXmpp(site: Site, stream: StreamSettings): void {
    const { role, hasAgents } = this.#o;
    if (role !== undefined && role !== 'xmpp') return;
    const { gateway, streams, log } = site;
    const handler = new XmppLane(site, stream);
    for (const lane of xmppLanes(gateway.domain, streams)) this.#work(lane, 'xmpp', handler);
    if (hasAgents) this.#work(localLane(gateway.domain), 'local', new LocalLane(site, stream.serverDomain));
    this.#empty(site).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'nobody looked whether stanzas wait for streams of before');
    });
  }

  /** The lanes of a gateway toward its network. Rejects where Redis cannot be asked which there were before. */
  async toNetwork(site: Site, media: Media | undefined): Promise<void> {
    const { role, store } = this.#o;
    const { gateway } = site;
    const replies = new Replies(site);
    const fates = new Fates(site, replies);
    const recollection = new Recollection(site);
    const outcomes = new Outcomes(site, replies, fates, recollection);
    const parts = {
      outcomes,
      incoming: new IncomingMessages(site, replies),
      fates,
      recollection,
      kv: store.kv(gateway.name),
      ...(hasArchives(gateway) ? { archive: this.#archive(site) } : {}),
      ...(media === undefined ? {} : { media }),
    };
    const laneOf = (lane: string) => new GatewayLane(site, lane, parts);
    if (role === undefined || role === gateway.name) {
      this.#fates.push(fates);
      for (const lane of gateway.lanes) this.#work(lane, gateway.name, laneOf(lane));
    }
    if (role === undefined || role === 'xmpp') await this.#careFor(site, laneOf);
  }

  /** Who has the stream takes care of what lies in lanes that nobody works, those that the config forgot among them. */
  async #careFor(site: Site, laneOf: (lane: string) => GatewayLane): Promise<void> {
    const { gateway, limits, log } = site;
    if (this.#o.role === 'xmpp') {
      for (const lane of gateway.lanes) this.#o.lanes.careFor(lane, gateway.name, laneOf(lane), limits.unheld);
    }
    for (const lane of await this.#o.store.knownLanes.note(gateway.name, gateway.lanes)) {
      const depth = await this.#o.lanes.depth(lane);
      if (depth === 0) {
        await this.#o.store.knownLanes.forget(gateway.name, lane);
        continue;
      }
      log.warn(
        { lane, messages: depth },
        'messages wait in a lane that the config no longer names; they will expire there',
      );
      this.#o.lanes.careFor(lane, `${gateway.name}.forgotten`, laneOf(lane), 0);
    }
  }

  /** What waits in the lanes of streams that the domain had before. */
  async #empty(site: Site): Promise<void> {
    for (const lane of formerLanes(site.gateway.domain, site.streams)) {
      const depth = await this.#o.lanes.depth(lane);
      if (depth === 0) continue;
      site.log.warn({ lane, depth }, 'stanzas of a stream that is no more are moved to the others');
      // A role of its own: the lanes of one role are spread evenly, and not every process has found these.
      this.#o.lanes.work(lane, 'former', new FormerLane(site));
    }
  }

  #archive({ gateway, clock, log, metrics }: Site): ArchiveAbility {
    return new ArchiveAbility({
      archive: this.#o.store.archive(gateway.name),
      gateway: gateway.name,
      clock,
      log,
      metrics,
    });
  }

  #work(lane: string, role: string, handler: LaneHandler): void {
    this.#worked.push(lane);
    this.#o.lanes.work(lane, role, counted(handler, this.#o.heartbeat));
  }
}
