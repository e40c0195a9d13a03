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
  /** The counter of the room that it takes. */
  readonly room: string;
}

export interface KeptMailsParts {
  readonly context: Pick<HoldContext, 'kv' | 'seal' | 'unseal'>;
  readonly records: Pick<MailRecords, 'nameOf'>;
  /** Octets of all that is kept for one account. */
  readonly most: number;
}

/** Octets of a piece before it is sealed: Redis is held up by no single value. */
const PIECE = 512 * 1024;
/** Longer than anything waits (`HeldMails`, 30 days). */
const SECONDS = 31 * 86_400;

const [packed, unpacked] = [promisify(gzip), promisify(gunzip)];

/** By what a mail is found among those that are kept. */
export type KeptName = Pick<MailRecord, 'id' | 'print'>;

/** Whose mail it is. */
export type Owner = Pick<Account, 'id' | 'born' | 'jid'>;

/** What is kept for a reason of its own may not take the room of the rest. */
export type Shelf = 'mails' | 'junk';

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
    const { kv, seal } = this.#o.context;
    const key = this.#key(account, mail);
    if ((await kv.get<Head>(key)) !== undefined) return true;
    const bytes = await packed(octets);
    const weight = bytes.length;
    const room = `${shelf}:${account.born}:${account.id}`;
    const limit = shelf === 'junk' ? this.#o.most / JUNK_SHARE : this.#o.most;
    const exceeded = await kv.spend([{ key: room, by: weight, limit }], SECONDS);
    if (exceeded !== undefined) return false;
    const pieces = Math.ceil(weight / PIECE);
    // Listed first: what is listed and is not there does no harm.
    await kv.setFields(listOf(account.jid), { [key]: String(pieces) }, SECONDS);
    for (let piece = 0; piece < pieces; piece += 1) {
      const text = bytes.subarray(piece * PIECE, (piece + 1) * PIECE).toString('base64');
      await kv.set(`${key}:${piece}`, seal(`${key}:${piece}`, text), SECONDS);
    }
    const head: Head = { size: octets.length, weight, pieces, room };
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
    const { kv } = this.#o.context;
    const key = this.#key(account, mail);
    const head = await kv.get<Head>(key);
    if (head === undefined) return;
    await removeMail(kv, key, head.pieces);
    await kv.spend([{ key: head.room, by: -head.weight, limit: this.#o.most }], SECONDS);
    await kv.removeFields(listOf(account.jid), [key]);
  }

  #key(account: Owner, { id, print = '' }: KeptName): string {
    return `mail:${this.#o.records.nameOf(account, `${id} ${print}`)}`;
  }
}

/** Removes all that is kept for a user (bare JID), for `Gateway.left`. */
export async function forgetKeptMails(kv: KeyValue, jid: string): Promise<void> {
  const all = Object.entries(await kv.fields(listOf(jid)));
  for (const [key, pieces] of all) await removeMail(kv, key, Number(pieces));
  await kv.remove(listOf(jid));
}

async function removeMail(kv: KeyValue, key: string, pieces: number): Promise<void> {
  // The head first: what is left without it is found by nobody, and ends by its time.
  await kv.remove(key);
  for (let piece = 0; piece < pieces; piece += 1) await kv.remove(`${key}:${piece}`);
}

const listOf = (jid: string): string => `mails-of:${jid}`;
