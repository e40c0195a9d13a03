import { ImapFailure } from './failure.js';
import type { Folders } from './folders.js';
import type { Jobs } from './jobs.js';
import { byMessageId, openFolder } from './locate.js';
import type { ImapSession } from './session.js';
import type { MailRef } from './types.js';

/** Flags to set and to clear: system flags (`\Seen`) and keywords (`$Forwarded`, `$MDNSent`). */
export interface FlagChange {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

interface Wish extends FlagChange {
  readonly ref: MailRef;
  readonly resolve: (kept: boolean) => void;
  readonly reject: (failure: ImapFailure) => void;
}

const MOST_WISHES = 1000;
const MOST_UIDS = 500;

/** Changes of flags, those that come together done together: one STORE for each kind of change in each folder. */
export class FlagBatch {
  readonly #jobs: Jobs;
  readonly #folders: Folders;
  #wishes: Wish[] = [];
  #queued = false;

  constructor(jobs: Jobs, folders: Folders) {
    this.#jobs = jobs;
    this.#folders = folders;
  }

  /** Resolves when the server has done it; false: it does not keep these flags, or the mail has gone. */
  change(ref: MailRef, change: FlagChange): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (this.#wishes.length >= MOST_WISHES) {
        reject(new ImapFailure('busy'));
        return;
      }
      this.#wishes.push({ ...change, ref, resolve, reject });
      if (this.#queued) return;
      this.#queued = true;
      this.#jobs
        .add(async (session) => await this.#run(session))
        .catch((error: unknown) => this.#failed(error instanceof ImapFailure ? error : new ImapFailure('lost')));
    });
  }

  #failed(failure: ImapFailure): void {
    const wishes = this.#wishes;
    this.#wishes = [];
    this.#queued = false;
    for (const { reject } of wishes) reject(failure);
  }

  async #run(session: ImapSession): Promise<void> {
    while (this.#wishes.length > 0) {
      // They stay in the list until they are done, for when the connection ends meanwhile.
      const folder = this.#wishes[0]?.ref.folder ?? 'INBOX';
      const now = this.#wishes.filter(({ ref }) => (ref.folder ?? 'INBOX') === folder);
      const settled = await settle(session, await this.#pathOf(session, folder), now);
      const done = new Set(now);
      this.#wishes = this.#wishes.filter((wish) => !done.has(wish));
      for (const [wish, kept] of settled) wish.resolve(kept);
    }
    this.#queued = false;
  }

  async #pathOf(session: ImapSession, folder: string): Promise<string> {
    return folder === 'INBOX' ? folder : await this.#folders.resolve(session, folder);
  }
}

/** Wishes that want the same of several mails. */
interface Kind {
  readonly how: 'add' | 'remove';
  readonly flags: readonly string[];
  readonly uids: Set<number>;
  readonly wishes: Set<Wish>;
}

async function settle(
  session: ImapSession,
  path: string,
  wishes: readonly Wish[],
): Promise<ReadonlyMap<Wish, boolean>> {
  const found = await find(session, path, wishes);
  const settled = new Map<Wish, boolean>(wishes.map((wish) => [wish, found.has(wish)]));
  for (const { how, flags, uids, wishes: of } of kindsOf(found)) {
    let kept = true;
    for (const some of chunks([...uids].sort((one, other) => one - other))) {
      kept = (await session.store(some, flags, how)) && kept;
    }
    if (!kept) for (const wish of of) settled.set(wish, false);
  }
  return settled;
}

/** The mails that are meant, of those wishes whose mails are there. Those with good UIDs are asked for together. */
async function find(
  session: ImapSession,
  path: string,
  wishes: readonly Wish[],
): Promise<ReadonlyMap<Wish, readonly number[]>> {
  const uidValidity = await openFolder(session, path);
  const byUid = wishes.filter(({ ref }) => ref.uid !== undefined && ref.uidValidity === uidValidity);
  const there = new Set<number>();
  for (const some of chunks([...new Set(byUid.flatMap(({ ref }) => ref.uid ?? []))])) {
    for (const uid of await session.search({ uid: some.join(',') })) there.add(uid);
  }
  const found = new Map<Wish, readonly number[]>();
  for (const wish of wishes) {
    const { uid, uidValidity: of, messageId } = wish.ref;
    if (uid !== undefined && of === uidValidity) {
      if (there.has(uid)) found.set(wish, [uid]);
    } else if (messageId !== undefined) {
      const uids = await byMessageId(session, messageId);
      if (uids.length > 0) found.set(wish, uids);
    }
  }
  return found;
}

function kindsOf(found: ReadonlyMap<Wish, readonly number[]>): Iterable<Kind> {
  const kinds = new Map<string, Kind>();
  for (const [wish, uids] of found) {
    for (const how of ['add', 'remove'] as const) {
      const flags = [...new Set(wish[how] ?? [])].sort();
      if (flags.length === 0) continue;
      const key = `${how} ${flags.join(' ')}`;
      const kind = kinds.get(key) ?? { how, flags, uids: new Set(), wishes: new Set() };
      kinds.set(key, kind);
      for (const uid of uids) kind.uids.add(uid);
      kind.wishes.add(wish);
    }
  }
  return kinds.values();
}

function chunks(uids: readonly number[]): readonly (readonly number[])[] {
  const all: (readonly number[])[] = [];
  for (let at = 0; at < uids.length; at += MOST_UIDS) all.push(uids.slice(at, at + MOST_UIDS));
  return all;
}
