import type { ImapAttribute, ImapResponse } from 'imapflow';
import { GuardedFlow } from './guarded-flow.js';

/** UIDs of one VANISHED that are told one by one; of more, the highest. */
const MOST_TOLD = 10_000;

/** Which mails are no longer there (VANISHED, RFC 7162 3.2.10). */
interface Vanished {
  readonly path: string;
  readonly uids: readonly number[];
}

/**
 * imapflow with VANISHED done here: it would name each of up to 16 million mails of one line from a hostile server, which stops
 * the process for seconds, and does not count those that have gone, so that the next EXISTS may look like old news.
 */
export class Flow extends GuardedFlow {
  onVanished: ((vanished: Vanished) => void) | undefined;

  /** Called by the base class, for a folder that is being opened with its path. */
  async untaggedVanished(untagged: ImapResponse, opening?: { readonly path: string }): Promise<void> {
    const { mailbox } = this;
    const path = opening?.path ?? (mailbox === false ? undefined : mailbox.path);
    const set = textOf(untagged.attributes?.at(-1));
    if (path === undefined || set === undefined) return;
    const { uids, count } = uidsOf(set);
    const earlier = opening !== undefined || (untagged.attributes?.length ?? 0) > 1;
    if (!earlier && mailbox !== false) mailbox.exists = Math.max(0, mailbox.exists - count);
    this.onVanished?.({ path, uids });
  }
}

function textOf(attribute: ImapAttribute | undefined): string | undefined {
  if (typeof attribute !== 'object' || attribute === null || !('value' in attribute)) return undefined;
  return typeof attribute.value === 'string' ? attribute.value : undefined;
}

/** UIDs of a sequence set (RFC 9051 9), ascending, the highest 10,000, and how many it names in all. */
export function uidsOf(set: string): { readonly uids: readonly number[]; readonly count: number } {
  const ranges = set.split(',').flatMap((part) => rangeOf(part) ?? []);
  ranges.sort((one, other) => other.high - one.high);
  const uids: number[] = [];
  let count = 0;
  for (const { low, high } of ranges) {
    count += high - low + 1;
    for (let uid = high; uid >= low && uids.length < MOST_TOLD; uid -= 1) uids.push(uid);
  }
  return { uids: uids.reverse(), count };
}

function rangeOf(part: string): { low: number; high: number } | undefined {
  const [one, other = one] = part.split(':').map(uidOf);
  if (one === undefined || other === undefined) return undefined;
  return { low: Math.min(one, other), high: Math.max(one, other) };
}

function uidOf(text: string): number | undefined {
  const uid = text.length <= 10 ? Number(text) : Number.NaN;
  return Number.isInteger(uid) && uid > 0 && uid < 2 ** 32 ? uid : undefined;
}
