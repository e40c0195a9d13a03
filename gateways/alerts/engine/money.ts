import type { KeyValue } from '../../gateway.js';
import type { MoneyLimit } from '../book/limits.js';
import { localTime } from '../book/zone.js';

/** A day of any zone, and as long as somebody may look back. */
const KEPT_S = 3 * 86_400;

/** The counter of a day, which is that of a zone. */
function keyOf(now: number, zone: string): string {
  const { year, month, day } = localTime(now, zone);
  return `money:${year}-${month}-${day}`;
}

/** What messages to a number cost: the price of the longest beginning that fits; free where none does. */
export function priceOf({ prices }: MoneyLimit, number: string, segments: number): number {
  let longest = '';
  for (const beginning of Object.keys(prices)) {
    if (number.startsWith(beginning) && beginning.length > longest.length) longest = beginning;
  }
  return (prices[longest] ?? 0) * segments;
}

interface Spending {
  readonly price: number;
  /** Names what is paid for: the same is paid once. */
  readonly as: string;
  /** It is so bad that the limit does not count. */
  readonly bypass: boolean;
  readonly now: number;
  /** Zone of the day. */
  readonly zone: string;
}

/** What became of it: `spent` is all of the day, and `warns` tells that it has come to where admins are warned. */
type Spent =
  | { readonly goes: false }
  | {
      readonly goes: true;
      readonly spent: number;
      readonly warns: boolean;
      readonly day: string;
      /** It was paid now, and not before. */
      readonly charged: boolean;
    };

/** Spends of what SMS may cost in a day. */
export async function spend(kv: KeyValue, limit: MoneyLimit, spending: Spending): Promise<Spent> {
  const { price, as, bypass, now, zone } = spending;
  const key = keyOf(now, zone);
  const most = bypass ? Number.MAX_SAFE_INTEGER : limit.perDay;
  const once = `paid:${as}`;
  const amounts = [
    { key: once, by: 1, limit: 1 },
    { key, by: price, limit: most },
  ];
  const over = await kv.spend(amounts, KEPT_S);
  if (over !== undefined && over !== once) return { goes: false };
  const spent = await kv.spent(key);
  const warns = spent >= limit.perDay * limit.warnAt;
  return { goes: true, spent, warns, day: key, charged: over === undefined };
}
