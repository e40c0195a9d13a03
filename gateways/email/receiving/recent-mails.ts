import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRaw } from 'node:zlib';
import { type Account, type HoldContext, type KeyValue, Recent } from '../../gateway.js';
import type { KeepRawConfig } from '../addresses-config.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import { troubleOf } from '../trouble.js';

interface RecentMailsParts {
  readonly context: Pick<HoldContext, 'clock' | 'kv' | 'log' | 'metrics' | 'seal' | 'unseal'>;
  readonly records: Pick<MailRecords, 'nameOf'>;
  readonly config: KeepRawConfig;
}

type Owner = Pick<Account, 'id' | 'born' | 'jid'>;
type Name = Pick<MailRecord, 'id' | 'print'>;

interface Kept {
  /** Octets as it came. */
  readonly size: number;
  /** Packed, in base64, and sealed. */
  readonly sealed: string;
}

const DAY_MS = 86_400_000;
/** Packing these is quicker than handing them to a thread. */
const SMALL = 8 * 1024;
/** Longer ones would hold up Redis for all. */
const LARGEST_PACKED = 1024 * 1024;
const REMEMBERED = 4096;

/** For a text of a few KiB: what the defaults set up for each (256 KiB of memory) takes longer than the packing. */
const PACKING = { level: 3, windowBits: 12, memLevel: 6 } as const;

const [packed, unpacked] = [promisify(deflateRaw), promisify(inflateRaw)];

/**
 * Mails of addresses of ours, whole, for the days in which their users may want more of them than their text: header, the mail
 * itself, to pass it on. Packed and sealed in Redis, so much a day for each account. Nothing depends on them: what does not fit is
 * not kept.
 */
export class RecentMails {
  readonly #o: RecentMailsParts;
  /** Rooms that could not take a mail lately. */
  readonly #full = new Recent<string, true>(REMEMBERED);

  constructor(parts: RecentMailsParts) {
    this.#o = parts;
  }

  /** Never rejects. Costs one round trip to the store, two where there was no room lately. */
  async keep(account: Owner, mail: Name, octets: Uint8Array): Promise<void> {
    const { config, context } = this.#o;
    if (config.for === 0) return;
    try {
      const kept = await this.#keep(account, mail, octets);
      if (!kept) context.metrics.count('mails_not_kept');
    } catch (error) {
      context.log.info(troubleOf(error), 'a mail could not be kept whole');
    }
  }

  /** Undefined: it is not kept (any more). */
  async read(account: Owner, mail: Name): Promise<Uint8Array | undefined> {
    const { kv, unseal } = this.#o.context;
    const key = this.#key(account, mail);
    const kept = await kv.get<Kept>(key);
    const text = kept === undefined ? undefined : unseal(key, kept.sealed);
    if (kept === undefined || text === undefined) return undefined;
    return await unpacked(Buffer.from(text, 'base64'), { maxOutputLength: Math.max(1, kept.size) });
  }

  async #keep(account: Owner, mail: Name, octets: Uint8Array): Promise<boolean> {
    const { config, context } = this.#o;
    const { clock, kv, seal } = context;
    const bytes = octets.length <= SMALL ? deflateRawSync(octets, PACKING) : await packed(octets);
    if (bytes.length > Math.min(LARGEST_PACKED, config.perDay)) return false;
    const day = Math.floor(clock.now() / DAY_MS);
    const seconds = Math.ceil(config.for / 1000);
    const room = { key: `recent-room:${account.born}:${account.id}:${day}`, by: bytes.length, limit: config.perDay };
    const key = this.#key(account, mail);
    const keep = async (): Promise<void> => {
      const kept: Kept = { size: octets.length, sealed: seal(key, bytes.toString('base64')) };
      const list = kv.setFields(listOf(account.jid, day), { [key]: '' }, seconds + DAY_MS / 1000);
      await Promise.all([kv.set(key, kept, seconds), list]);
    };
    const spend = async (): Promise<boolean> => (await kv.spend([room], DAY_MS / 1000)) === undefined;
    if (this.#full.get(room.key) === true) {
      if (!(await spend())) return false;
      await keep();
      return true;
    }
    const [isRoom] = await Promise.all([spend(), keep()]);
    if (isRoom) return true;
    this.#full.set(room.key, true);
    await kv.remove(key);
    return false;
  }

  #key(account: Owner, { id, print = '' }: Name): string {
    return `recent:${this.#o.records.nameOf(account, id)}:${print}`;
  }
}

/** Removes all that is kept for a user (bare JID), for `Gateway.left`. `now`: wall time, ms. */
export async function forgetRecentMails(kv: KeyValue, jid: string, config: KeepRawConfig, now: number): Promise<void> {
  const today = Math.floor(now / DAY_MS);
  for (let day = today - Math.ceil(config.for / DAY_MS); day <= today; day += 1) {
    for (const key of Object.keys(await kv.fields(listOf(jid, day)))) await kv.remove(key);
    await kv.remove(listOf(jid, day));
  }
}

const listOf = (jid: string, day: number): string => `recent-of:${jid}:${day}`;
