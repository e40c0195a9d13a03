import { type Ejabberd, startEjabberd } from '../../../sandbox/ejabberd.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import type { XmppAccount } from '../../../sandbox/xmpp-server.js';
import { Random } from '../../support/random.js';
import { Wire } from '../../support/wire.js';
import type { WriterOptions } from '../support/writer.js';

/** Which XMPP server it is. */
export type Software = 'prosody' | 'ejabberd';
/** Domains of all components. */
const DOMAINS = ['sms', 'email', 'irc', 'alerts'].map((name) => `${name}.example.org`);
const SECRET = 's3cret';
/** Requests may take so long while one fault follows the other, ms. */
const PATIENCE_MS = 300_000;

/** The XMPP server, its users, and the wire between it and the gateway that is listened to. */
export class Hosts {
  readonly xmpp: Prosody | Ejabberd;
  readonly wire: Wire;
  readonly seed: number;
  readonly secret = SECRET;

  private constructor(xmpp: Prosody | Ejabberd, wire: Wire, seed: number) {
    this.xmpp = xmpp;
    this.wire = wire;
    this.seed = seed;
  }

  static async start(software: Software, seed: number): Promise<Hosts> {
    const components = Object.fromEntries(DOMAINS.map((domain) => [domain, SECRET]));
    const xmpp =
      software === 'prosody'
        ? // A connection that was cut is not noticed by the server: the next one takes its place, as the docs advise.
          await startProsody({
            components,
            logLevel: 'warn',
            extraComponent: '  component_conflict_resolve = "kick_old"',
          })
        : // An archive in Mnesia takes longer for each message the more it has of a user: in the end 40 ms, so that texts come late.
          await startEjabberd({ components, logLevel: 'warning', modules: { mod_mam: { default: 'never' } } });
    return new Hosts(xmpp, await Wire.start(xmpp.componentPort), seed);
  }

  /** Accounts `user<n>`. */
  async users(first: number, count: number): Promise<readonly XmppAccount[]> {
    return await Promise.all(Array.from({ length: count }, (_, n) => this.xmpp.addUser(`user${first + n}`)));
  }

  /** What is the same for all who write. */
  writing(
    account: XmppAccount,
    number: number,
  ): Pick<WriterOptions, 'account' | 'number' | 'random' | 'patience' | 'isWithGateway'> {
    return {
      account,
      number,
      random: new Random(this.seed * 1000 + number),
      patience: PATIENCE_MS,
      isWithGateway: (from, id) => this.wire.isOpen(from, id),
    };
  }

  async stop(): Promise<void> {
    await this.wire.stop();
    await this.xmpp.stop();
  }
}
