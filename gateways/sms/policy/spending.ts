import type { Amount, Clock, KeyValue, Problem } from '../../gateway.js';
import type { SpendingLimits } from './schema.js';

/** Until the day is surely over everywhere. */
const TTL_SECONDS = 2 * 86_400;

/** What one message takes from the limits of the day. */
export interface Bill {
  readonly segments: number;
  /** By the carrier's price for the number. */
  readonly cost: number;
}

/** What a message took. */
export interface Taken {
  readonly amounts: readonly Amount[];
}

/** What somebody has used today, and may use. */
interface Usage {
  readonly segments: number;
  readonly segmentsLimit: number | undefined;
  readonly cost: number;
  readonly costLimit: number | undefined;
}

interface SpendingOptions {
  readonly kv: Pick<KeyValue, 'spend' | 'spent'>;
  readonly clock: Clock;
  /** Looked at for each message: they may change. */
  readonly limits: SpendingLimits;
}

/**
 * Counts segments and money by user and day (UTC), and refuses what goes beyond a limit, whole. Where there is no limit
 * at all nothing is counted and nothing asked. What the network then refuses is given back.
 */
export class Spending {
  readonly #options: SpendingOptions;

  constructor(options: SpendingOptions) {
    this.#options = options;
  }

  /** Whether a message has to be counted; `own`: the limit that the user has set, in segments a day. */
  counts(own: number | undefined): boolean {
    if (own !== undefined) return true;
    const { userSegments, gatewaySegments, userCost, gatewayCost } = this.#options.limits;
    return (userSegments ?? gatewaySegments ?? userCost ?? gatewayCost) !== undefined;
  }

  /**
   * Takes a message from the limits: what was taken, to be given back where it surely was not sent, or why it may not be sent.
   * Rejects where the store does not answer.
   */
  async take(user: string, bill: Bill, own: number | undefined): Promise<Taken | { readonly problem: Problem }> {
    const most = least(this.#options.limits.userSegments, own);
    if (most !== undefined && bill.segments > most) return { problem: tooLarge(bill.segments, most) };
    const amounts = this.#amounts(user, bill, own);
    const exceeded = await this.#options.kv.spend(amounts, TTL_SECONDS);
    if (exceeded === undefined) return { amounts };
    return { problem: problemOf(exceeded, own !== undefined && own < (this.#options.limits.userSegments ?? Infinity)) };
  }

  /** Gives back what a message took that surely was not sent, from the day on which it took it. */
  async giveBack({ amounts }: Taken): Promise<void> {
    const back = amounts.map(({ key, by, limit }) => ({ key, by: -by, limit }));
    await this.#options.kv.spend(back, TTL_SECONDS);
  }

  /** What a user has used today. */
  async usage(user: string, own: number | undefined): Promise<Usage> {
    const { kv, limits } = this.#options;
    const [segments, cost] = await Promise.all([kv.spent(this.#key('s', user)), kv.spent(this.#key('c', user))]);
    return { segments, segmentsLimit: least(limits.userSegments, own), cost, costLimit: limits.userCost };
  }

  #amounts(user: string, { segments, cost }: Bill, own: number | undefined): readonly Amount[] {
    const { userSegments, gatewaySegments, userCost, gatewayCost } = this.#options.limits;
    const amount = (key: string, by: number, limit: number | undefined): Amount[] =>
      limit === undefined ? [] : [{ key, by, limit }];
    return [
      { key: this.#key('s', user), by: segments, limit: least(userSegments, own) ?? Number.MAX_SAFE_INTEGER },
      ...amount(this.#key('S', ''), segments, gatewaySegments),
      ...amount(this.#key('c', user), cost, userCost),
      ...amount(this.#key('C', ''), cost, gatewayCost),
    ];
  }

  #key(kind: 's' | 'S' | 'c' | 'C', user: string): string {
    const day = new Date(this.#options.clock.now()).toISOString().slice(0, 10);
    return `spent.${kind}.${day}.${user}`;
  }
}

/** No other day would help. */
function tooLarge(segments: number, limit: number): Problem {
  const text = { key: 'sms.policy.too-large', params: { segments, limit } };
  return { type: 'modify', condition: 'policy-violation', text };
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

function problemOf(key: string, isOwn: boolean): Problem {
  const kind = key.split('.')[1];
  const text =
    {
      s: isOwn ? 'sms.policy.own-limit' : 'sms.policy.segments',
      S: 'sms.policy.gateway-limit',
      c: 'sms.policy.cost',
      C: 'sms.policy.gateway-limit',
    }[kind ?? 's'] ?? 'sms.policy.segments';
  return { type: 'wait', condition: 'policy-violation', text: { key: text } };
}
