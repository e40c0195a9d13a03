import type { Clock, Log } from '../gateway.js';
import type { LmtpConfig } from './addresses-config.js';
import type { EmailConfig } from './config.js';
import { HostGates } from './imap/host-gates.js';
import { LmtpServer } from './lmtp/server.js';
import { UserWalk } from './mailboxes/user-walk.js';
import { OctetBudget } from './reader/octet-budget.js';
import { MailReader } from './reader/reader.js';
import { FrontDoor } from './receiving/front-door.js';
import { anchorSource } from './secure/anchors.js';
import { Workshop } from './secure/workshop.js';
import { Pools } from './sending/pools.js';
import { parseServer } from './servers.js';

/** What all lanes of a process have together: threads, connections of SMTP, and the door for LMTP. */
export class Shared {
  readonly reader: MailReader;
  readonly pools: Pools;
  /** For files on their way into mails. */
  readonly fileMemory: OctetBudget;
  /** Where mails of S/MIME are opened and sealed. */
  readonly workshop: Workshop;
  /** Lets so many mailboxes connect at once. */
  readonly gates: HostGates;
  /** Takes mail for all lanes. */
  readonly door = new FrontDoor();
  /** Shows all users to the lanes. */
  readonly walk: UserWalk;
  readonly #config: EmailConfig;
  readonly #clock: Clock;
  readonly #log: Log;
  #lmtp: Promise<LmtpServer> | undefined;

  constructor(config: EmailConfig, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#config = config;
    this.#clock = clock;
    this.#log = log;
    this.reader = new MailReader({ clock, threads: 2, limits: { octetsInFlight: config.sizes.inFlight } });
    this.fileMemory = new OctetBudget(config.sizes.filesInFlight);
    this.pools = new Pools(clock, log);
    this.walk = new UserWalk(clock);
    this.workshop = new Workshop(clock, anchorSource(config.smime));
    const { opening, openingHost } = config.ownMailboxes.watch;
    this.gates = new HostGates(opening, openingHost);
  }

  /** Takes mail by LMTP from now on. Rejects where it cannot listen; the next lane tries again then. */
  async serve(lmtp: LmtpConfig): Promise<void> {
    this.#lmtp ??= this.#listen(lmtp);
    try {
      await this.#lmtp;
    } catch (error) {
      this.#lmtp = undefined;
      throw error;
    }
  }

  async #listen({ listen: address, peers, connections }: LmtpConfig): Promise<LmtpServer> {
    const { sizes, domain } = this.#config;
    const listen = parseServer(address);
    if (listen === undefined) throw new Error(`${address} is no address to listen on`);
    const server = new LmtpServer({
      listen: { host: listen.host, port: listen.port ?? 24 },
      peers,
      name: domain,
      limits: { mail: sizes.incoming, inFlight: sizes.inFlight, connections },
      events: this.door,
      clock: this.#clock,
      log: this.#log,
    });
    await server.listen();
    return server;
  }

  async close(): Promise<void> {
    this.pools.close();
    const lmtp = await this.#lmtp?.catch(() => undefined);
    await Promise.all([lmtp?.close(), this.reader.close(), this.workshop.close()]);
  }
}
