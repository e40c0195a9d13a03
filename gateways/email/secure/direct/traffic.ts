import type { Account, SignalEvent } from '../../../gateway.js';
import { type HoldContext, KeyedQueue } from '../../../gateway.js';
import { identityOf } from '../../accounts/identities.js';
import type { EmailConfig } from '../../config.js';
import type { Identity } from '../../conversation/identity.js';
import type { MailRecord } from '../../conversation/mail-records.js';
import { troubleOf } from '../../trouble.js';
import type { DirectArrivals } from './arrivals.js';
import type { DirectNotices, NoticeWait } from './notices.js';
import type { DirectProfile } from './profile.js';
import type { DirectProgressBook, SilenceWait } from './progress-book.js';

type DirectWait = NoticeWait | SilenceWait;

interface TrafficParts {
  readonly profile: DirectProfile;
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly arrivals: DirectArrivals;
  readonly notices: DirectNotices;
  readonly progress: DirectProgressBook;
}

/** What becomes of objects after they have come or gone. */
export class DirectTraffic {
  readonly arrivals: DirectArrivals;
  readonly #o: TrafficParts;
  readonly #order = new KeyedQueue();

  constructor(parts: TrafficParts) {
    this.#o = parts;
    this.arrivals = parts.arrivals;
  }

  /** Whether an account takes part. */
  has(identity: Identity): boolean {
    return this.#o.profile.has(identity);
  }

  /** A mail is about to go out; `unsent`: it did not. Reject where the store cannot be asked. */
  async begun(identity: Identity, record: MailRecord, recipients: readonly string[]): Promise<void> {
    if (this.has(identity)) await this.#o.progress.begun(identity, record, recipients);
  }

  async unsent(identity: Identity, record: MailRecord, recipients: readonly string[]): Promise<void> {
    if (this.has(identity)) await this.#o.progress.unsent(identity, record, recipients);
  }

  /** A user's client has received or shown something. Never throws. */
  signal(account: string, event: SignalEvent): void {
    if (event.type !== 'marker' || event.room) return;
    const ids = event.about.networkIds ?? [];
    if (ids.length === 0) return;
    const type = event.state === 'delivered' ? 'dispatched' : 'displayed';
    this.#order.run(`${account}>${event.contact}`, () => this.#reached(account, ids, type));
  }

  async later(wait: DirectWait): Promise<void> {
    if (wait.kind === 'direct-notice') await this.#o.notices.later(wait);
    else await this.#o.progress.later(wait);
  }

  async #reached(id: string, ids: readonly string[], type: 'dispatched' | 'displayed'): Promise<void> {
    const { context, config, arrivals } = this.#o;
    try {
      const account: Account | undefined = await context.account(id);
      const identity = account === undefined ? undefined : identityOf(account, config);
      if (identity !== undefined) await arrivals.reached(identity, ids, type);
    } catch (error) {
      context.log.warn(troubleOf(error), 'the sender of an object could not be told of it now');
    }
  }
}
