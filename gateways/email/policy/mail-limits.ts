import type { Amount, Clock, KeyValue, Problem, SharedRates } from '../../gateway.js';
import type { LimitsConfig } from '../limits-config.js';
import { domainOf } from './mail.js';

/** Who sends, as far as limits go. */
export interface LimitedSender {
  /** Bare JID. */
  readonly user: string;
  /** Wall time of registration, ms since the epoch. */
  readonly since: number;
  /** The mail goes out from an address of the gateway, so that all users share its reputation. */
  readonly own: boolean;
}

/** What a mail took from the limits, to be given back where it surely was not sent. */
export interface TakenMail {
  readonly amounts: readonly Amount[];
}

interface MailLimitsOptions {
  readonly kv: Pick<KeyValue, 'spend'>;
  readonly rates: Pick<SharedRates, 'reserve'>;
  readonly clock: Clock;
  readonly limits: LimitsConfig;
}

const DAY_MS = 86_400_000;
/** Until the day is surely over. */
const TTL_SECONDS = 2 * 86_400;

/** How much may be sent: mails and recipients by user and day (UTC), less by newcomers, little at first by a new server. */
export class MailLimits {
  readonly #options: MailLimitsOptions;

  constructor(options: MailLimitsOptions) {
    this.#options = options;
  }

  /** Why a mail to so many is refused whatever was sent before. */
  tooMany(recipients: number): Problem | undefined {
    const { perMail } = this.#options.limits;
    if (recipients <= perMail) return undefined;
    const text = { key: 'email.limit.per-mail', params: { recipients, most: perMail } };
    return { type: 'modify', condition: 'policy-violation', text };
  }

  /**
   * Takes one mail from the limits: what was taken, or why it may not be sent today; nothing is taken then. Rejects where the store does
   * not answer.
   */
  async take(sender: LimitedSender, recipients: number): Promise<TakenMail | { readonly problem: Problem }> {
    const tooMany = this.tooMany(recipients);
    if (tooMany !== undefined) return { problem: tooMany };
    const { limits, kv, clock } = this.#options;
    const now = clock.now();
    const isNew = now - sender.since < limits.newcomers.for;
    const mails = isNew ? Math.min(limits.mails, limits.newcomers.mails) : limits.mails;
    const gateway = sender.own ? gatewayLimit(limits, now) : undefined;
    const key = (kind: 'm' | 'r' | 'G', who: string): string => `sent.${kind}.${dayOf(now)}.${who}`;
    const amounts: Amount[] = [
      { key: key('m', sender.user), by: 1, limit: mails },
      { key: key('r', sender.user), by: recipients, limit: limits.recipients },
      ...(gateway === undefined ? [] : [{ key: key('G', ''), by: 1, limit: gateway }]),
    ];
    const exceeded = await kv.spend(amounts, TTL_SECONDS);
    if (exceeded === undefined) return { amounts };
    const kind = exceeded.split('.')[1];
    if (kind === 'G') return { problem: limited('gateway', { most: gateway ?? 0 }) };
    if (kind === 'r') return { problem: limited('recipients', { most: limits.recipients }) };
    return { problem: limited(isNew ? 'newcomer' : 'mails', { most: mails }) };
  }

  /** Gives back what a mail took that surely was not sent, from the day on which it took it. */
  async giveBack({ amounts }: TakenMail): Promise<void> {
    const back = amounts.map(({ key, by, limit }) => ({ key, by: -by, limit }));
    await this.#options.kv.spend(back, TTL_SECONDS);
  }

  /**
   * Milliseconds that a mail from an address of the gateway has to wait so that a domain does not get too many at once (over all
   * processes); 0: it may go now. Each call takes a place.
   */
  async waitFor(recipients: readonly string[]): Promise<number> {
    const { rates, limits } = this.#options;
    const domains = [...new Set(recipients.map(domainOf))];
    const limit = limits.domainMails / 60;
    // A tenth of a minute's mails may go in one burst.
    const plan = { limit, ahead: 6000, gain: limit, least: limit };
    const places = await Promise.all(domains.map((domain) => rates.reserve(`to:${domain}`, plan, 1)));
    return Math.max(0, ...places.map(({ first }) => Math.ceil(first)));
  }
}

/** What all users together may send from addresses of the gateway on the day of `now`; undefined: as much as they like. */
export function gatewayLimit({ gatewayMails, warmUp }: LimitsConfig, now: number): number | undefined {
  if (warmUp === undefined) return gatewayMails;
  const days = Math.floor((now - Date.parse(`${warmUp.from}T00:00:00Z`)) / DAY_MS);
  const most = Math.floor(warmUp.first * warmUp.growth ** Math.max(0, days));
  // Growing on, it is soon more than anybody could count, and no limit.
  if (!Number.isSafeInteger(most)) return gatewayMails;
  return gatewayMails === undefined ? most : Math.min(most, gatewayMails);
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

function limited(kind: string, params: Readonly<Record<string, number>>): Problem {
  return { type: 'wait', condition: 'policy-violation', text: { key: `email.limit.${kind}`, params } };
}
