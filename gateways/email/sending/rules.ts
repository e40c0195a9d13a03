import type { HoldContext, Problem } from '../../gateway.js';
import { Recent } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import { AddressRules, recipientProblem } from '../policy/domains.js';
import { type LimitedSender, MailLimits, type TakenMail } from '../policy/mail-limits.js';
import { Router } from '../policy/short-circuit.js';

interface SendingRulesParts {
  readonly context: Pick<HoldContext, 'kv' | 'rates' | 'clock'>;
  readonly config: Pick<EmailConfig, 'domain' | 'recipients' | 'limits' | 'addresses'>;
}

/** Mails that have a place in time at a domain, and wait for it elsewhere. */
const APPOINTMENTS = 20_000;
/** A place that is so near is taken at once, ms. */
const NEAR_MS = 50;

/** What the admin allows of mails that go out: to whom, how many, and how fast. */
export class SendingRules {
  readonly #clock: HoldContext['clock'];
  readonly #recipients: AddressRules;
  readonly #router: Router;
  readonly #limits: MailLimits;
  /** By mail: the monotonic time of its place. */
  readonly #appointments = new Recent<string, number>(APPOINTMENTS);

  constructor({ context, config }: SendingRulesParts) {
    this.#clock = context.clock;
    this.#recipients = new AddressRules(config.recipients);
    this.#router = new Router({
      gatewayDomains: [config.domain],
      ...(config.addresses === undefined ? {} : { mailDomain: config.addresses.domain }),
    });
    this.#limits = new MailLimits({ ...context, limits: config.limits });
  }

  /** Why nobody may write to an address; undefined: the user may. Pure. */
  refusal(address: string): Problem | undefined {
    const route = this.#router.routeOf(address);
    return route.kind === 'refused' ? route.problem : recipientProblem(this.#recipients, address);
  }

  /** Whether an address is one of the gateway's own, so that no mail server need be asked. Pure. */
  isHere(address: string): boolean {
    return this.#router.routeOf(address).kind === 'here';
  }

  /** Why a mail to so many is refused whatever was sent before. Pure. */
  tooMany(recipients: number): Problem | undefined {
    return this.#limits.tooMany(recipients);
  }

  /** Takes one mail from what a user may send; gives what it took, or why it may not go. Rejects where the store cannot be asked. */
  async take(identity: Identity, recipients: number): Promise<TakenMail | { readonly problem: Problem }> {
    return await this.#limits.take(senderOf(identity), recipients);
  }

  /** Gives back what a mail took that surely was not sent. */
  async giveBack(taken: TakenMail): Promise<void> {
    await this.#limits.giveBack(taken);
  }

  /**
   * Milliseconds until a mail may go so that no domain gets too many at once; 0: now. A mail that is told to wait has its place then,
   * as long as this process lives.
   */
  async waitFor(mail: string, { kind }: Identity, recipients: readonly string[]): Promise<number> {
    if (kind !== 'address') return 0;
    const now = this.#clock.monotonic();
    const appointment = this.#appointments.get(mail);
    if (appointment !== undefined) {
      if (appointment - now > NEAR_MS) return appointment - now;
      this.#appointments.delete(mail);
      return 0;
    }
    const wait = await this.#limits.waitFor(recipients);
    if (wait <= NEAR_MS) return 0;
    this.#appointments.set(mail, now + wait);
    return wait;
  }
}

function senderOf({ account, kind }: Identity): LimitedSender {
  return { user: account.jid, since: account.since, own: kind === 'address' };
}
