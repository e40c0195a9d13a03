import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Account, HoldContext, KeyValue } from '../../gateway.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';

/** What is known of a mail that is kept, without its content. */
interface Head {
  /** Octets as it came. */
  readonly size: number;
  /** Octets as it is kept, and in how many pieces. */
  readonly weight: number;
  readonly pieces: number;
  /** The room that it takes, and the span in which it began to. */
  readonly room: string;
  readonly span: number;
}

interface KeptMailsParts {
  readonly context: Pick<HoldContext, 'clock' | 'kv' | 'seal' | 'unseal'>;
  readonly records: Pick<MailRecords, 'nameOf'>;
  /** Octets of all that is kept for one account. */
  readonly most: number;
}

/** Octets of a piece before it is sealed: Redis is held up by no single value. */
const PIECE = 512 * 1024;
const DAY_MS = 86_400_000;
/** Longer than anything waits (`HeldMails`, 30 days). */
const DAYS = 31;
const SECONDS = (DAYS * DAY_MS) / 1000;
/**
 * Time goes in spans of so many days, and what is kept in one is gone at the end of the last of so many. So what is listed and counted
 * by spans goes with the mails, and nobody has to look for those whose time is over.
 */
const SPAN_DAYS = 8;
const SPANS = Math.ceil(DAYS / SPAN_DAYS) + 1;
const SPANS_SECONDS = (SPANS * SPAN_DAYS * DAY_MS) / 1000;

const [packed, unpacked] = [promisify(gzip), promisify(gunzip)];

/** By what a mail is found among those that are kept. */
type KeptName = Pick<MailRecord, 'id' | 'print'>;

/** Whose mail it is. */
export type Owner = Pick<Account, 'id' | 'born' | 'jid'>;

/** What is kept for a reason of its own may not take the room of the rest. */
type Shelf = 'mails' | 'junk';

/** By how much the room for junk is smaller. */
const JUNK_SHARE = 4;

/**
 * Whole mails of addresses of ours, packed and sealed, in Redis: what waits there must be in the reach of whichever process holds
 * the user's lane later, on whatever machine, and is as safe as the lanes themselves. So the mail server may be told that we have
 * it. Bounded by account.
 */
export class KeptMails {
  readonly #o: KeptMailsParts;

  constructor(parts: KeptMailsParts) {
    this.#o = parts;
  }

  /** Resolves when it is kept; false: there is no room for it. Keeping it once more changes nothing. */
  async keep(account: Owner, mail: KeptName, octets: Uint8Array, shelf: Shelf = 'mails'): Promise<boolean> {
    const { clock, kv, seal } = this.#o.context;
    const key = this.#key(account, mail);
    if ((await kv.get<Head>(key)) !== undefined) return true;
    const bytes = await packed(octets);
    const weight = bytes.length;
    const room = `${shelf}:${account.born}:${account.id}`;
    const limit = shelf === 'junk' ? this.#o.most / JUNK_SHARE : this.#o.most;
    const span = spanAt(clock.now());
    // In each span is counted what may be there at that time.
    const amounts = spansFrom(span).map((one) => ({ key: `${room}:${one}`, by: weight, limit }));
    if ((await kv.spend(amounts, SPANS_SECONDS)) !== undefined) return false;
    const pieces = Math.ceil(weight / PIECE);
    // Listed first: what is listed and is not there does no harm.
    await kv.setFields(listOf(account.jid, span), { [key]: String(pieces) }, SECONDS);
    for (let piece = 0; piece < pieces; piece += 1) {
      const text = bytes.subarray(piece * PIECE, (piece + 1) * PIECE).toString('base64');
      await kv.set(`${key}:${piece}`, seal(`${key}:${piece}`, text), SECONDS);
    }
    const head: Head = { size: octets.length, weight, pieces, room, span };
    await kv.set(key, head, SECONDS);
    return true;
  }

  /** Undefined: it is not kept (any more). */
  async read(account: Owner, mail: KeptName): Promise<Uint8Array | undefined> {
    const { kv, unseal } = this.#o.context;
    const key = this.#key(account, mail);
    const head = await kv.get<Head>(key);
    if (head === undefined) return undefined;
    const bytes: Buffer[] = [];
    for (let piece = 0; piece < head.pieces; piece += 1) {
      const sealed = await kv.get<string>(`${key}:${piece}`);
      const text = sealed === undefined ? undefined : unseal(`${key}:${piece}`, sealed);
      if (text === undefined) return undefined;
      bytes.push(Buffer.from(text, 'base64'));
    }
    return await unpacked(Buffer.concat(bytes), { maxOutputLength: Math.max(1, head.size) });
  }

  async remove(account: Owner, mail: KeptName): Promise<void> {
    const { clock, kv } = this.#o.context;
    const key = this.#key(account, mail);
    const head = await kv.get<Head>(key);
    if (head === undefined) return;
    const { pieces, room, span, weight } = head;
    await removeMail(kv, key, pieces);
    const now = spanAt(clock.now());
    const left = spansFrom(span).filter((one) => one >= now);
    await kv.spend(
      left.map((one) => ({ key: `${room}:${one}`, by: -weight, limit: this.#o.most })),
      SPANS_SECONDS,
    );
    await kv.removeFields(listOf(account.jid, span), [key]);
  }

  #key(account: Owner, { id, print = '' }: KeptName): string {
    return `mail:${this.#o.records.nameOf(account, `${id} ${print}`)}`;
  }
}

/** Removes all that is kept for a user (bare JID), for `Gateway.left`. `now`: wall time, ms. */
export async function forgetKeptMails(kv: KeyValue, jid: string, now: number): Promise<void> {
  for (const span of spansFrom(spanAt(now) - SPANS + 1)) {
    const all = Object.entries(await kv.fields(listOf(jid, span)));
    for (const [key, pieces] of all) await removeMail(kv, key, Number(pieces));
    await kv.remove(listOf(jid, span));
  }
}

async function removeMail(kv: KeyValue, key: string, pieces: number): Promise<void> {
  // The head first: what is left without it is found by nobody, and ends by its time.
  await kv.remove(key);
  for (let piece = 0; piece < pieces; piece += 1) await kv.remove(`${key}:${piece}`);
}

const listOf = (jid: string, span: number): string => `mails-of:${jid}:${span}`;

const spanAt = (now: number): number => Math.floor(now / (SPAN_DAYS * DAY_MS));

/** Those in which something may be there that is kept in the first of them. */
const spansFrom = (span: number): readonly number[] => Array.from({ length: SPANS }, (_, index) => span + index);
