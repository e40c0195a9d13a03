import type { KeptAlert, Told } from './group-state.js';
import type { TellReason, WhyNot } from './reasons.js';

/** What a destination may hear of, at a time when something is told. */
export interface News {
  readonly firing: readonly KeptAlert[];
  readonly ended: readonly KeptAlert[];
  /** Something fires that is not shown, so that it is not all over. */
  readonly hides: boolean;
  /** Of those that are only counted: how many fire, and when the last new one came (`seq`). */
  readonly rest: number;
  readonly restSeq: number;
  /** Somebody takes care of it. */
  readonly taken: boolean;
  /** Milliseconds after which the same is told again; 0: never. */
  readonly repeat: number;
  readonly now: number;
}

/** Whether a destination is told, and why: by what it has heard, what there is to hear, and how long it is since. */
export function reasonFor(told: Told, news: News): TellReason | WhyNot {
  const { firing, ended, rest, now } = news;
  const isNew = ({ fired }: KeptAlert) => fired > told.upTo;
  const freshlyFiring = firing.some(isNew) || (rest > 0 && news.restSeq > told.upTo);
  if (!told.firing) {
    if (freshlyFiring) return 'first';
    return ended.some((kept) => kept.held === true && isNew(kept)) ? 'first' : 'no-news';
  }
  const freshlyEnded = ended.some((kept) => (kept.ended ?? 0) > told.upTo && !isNew(kept));
  if (firing.length === 0 && rest === 0 && !news.hides) return wanted(freshlyEnded, told, 'all-resolved');
  if (freshlyFiring) return 'new-alerts';
  if (freshlyEnded) return wanted(true, told, 'new-resolved');
  if (news.repeat === 0 || firing.length + rest === 0 || now - told.at < news.repeat) return 'no-news';
  return news.taken ? 'taken' : 'repeat';
}

function wanted(is: boolean, told: Told, reason: TellReason): TellReason | WhyNot {
  if (!is) return 'no-news';
  return told.resolved.length === 0 ? 'end-not-wanted' : reason;
}

/** Whether it tells that something is over, and nothing else. */
export function isEnd(reason: TellReason): boolean {
  return reason === 'all-resolved' || reason === 'new-resolved';
}

const REASONS: readonly string[] = [
  'first',
  'new-alerts',
  'all-resolved',
  'new-resolved',
  'repeat',
] satisfies TellReason[];

/** Whether it is a reason to tell; the others say why nothing is told. */
export function isTellReason(reason: TellReason | WhyNot): reason is TellReason {
  return REASONS.includes(reason);
}
