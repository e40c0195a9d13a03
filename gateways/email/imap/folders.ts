import { ImapFailure } from './failure.js';
import type { ImapSession } from './session.js';
import type { ListedFolder } from './session-types.js';
import type { Folder, FolderUse } from './types.js';

const USES: ReadonlyMap<string, FolderUse> = new Map([
  ['\\Inbox', 'inbox'],
  ['\\Sent', 'sent'],
  ['\\Drafts', 'drafts'],
  ['\\Junk', 'junk'],
  ['\\Trash', 'trash'],
  ['\\Archive', 'archive'],
  ['\\All', 'all'],
  ['\\Flagged', 'flagged'],
]);

/** What a folder is called that has to be made. */
const NAMES: Readonly<Partial<Record<FolderUse, string>>> = {
  sent: 'Sent',
  drafts: 'Drafts',
  junk: 'Junk',
  trash: 'Trash',
  archive: 'Archive',
};
const MOST_FOLDERS = 5000;
/** Folders change seldom, and not through us. */
const FRESH_MS = 10 * 60_000;

/** The folders of one mailbox, as far as they are known. */
export class Folders {
  readonly #monotonic: () => number;
  #known: readonly Folder[] | undefined;
  #at = 0;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  async all(session: ImapSession): Promise<readonly Folder[]> {
    if (this.#known === undefined || this.#monotonic() - this.#at > FRESH_MS) {
      this.#known = (await session.list()).slice(0, MOST_FOLDERS).map(folderOf);
      this.#at = this.#monotonic();
    }
    return this.#known;
  }

  /** The path of the folder for a use; made where there is none. Gmail has no archive: there it is all mail. */
  async pathFor(session: ImapSession, use: FolderUse): Promise<string> {
    if (use === 'inbox') return 'INBOX';
    const all = await this.all(session);
    const found = pathOf(all, use) ?? (use === 'archive' ? pathOf(all, 'all') : undefined);
    if (found !== undefined) return found;
    const name = NAMES[use];
    if (name === undefined) throw new ImapFailure('no-such-folder', { said: use });
    await session.create(name);
    this.#known = undefined;
    return name;
  }

  /** The path of the folder for a use, if there is one. */
  async find(session: ImapSession, use: FolderUse): Promise<string | undefined> {
    return use === 'inbox' ? 'INBOX' : pathOf(await this.all(session), use);
  }

  /** The path of a use or of a folder that somebody named. Throws {@link ImapFailure}. */
  async resolve(session: ImapSession, name: string): Promise<string> {
    const use = [...USES.values()].find((known) => known === name);
    if (use !== undefined) return await this.pathFor(session, use);
    const all = await this.all(session);
    const found = all.find(({ path, selectable }) => selectable && path === name) ?? sameName(all, name);
    if (found === undefined) throw new ImapFailure('no-such-folder', { said: name });
    return found.path;
  }
}

function pathOf(folders: readonly Folder[], use: FolderUse): string | undefined {
  return folders.find((folder) => folder.use === use && folder.selectable)?.path;
}

function sameName(folders: readonly Folder[], name: string): Folder | undefined {
  const small = name.toLowerCase();
  return folders.find(({ path, selectable }) => selectable && path.toLowerCase() === small);
}

function folderOf({ path, delimiter, selectable, specialUse }: ListedFolder): Folder {
  const use = specialUse === undefined ? undefined : USES.get(specialUse);
  return { path, selectable, delimiter, ...(use === undefined ? {} : { use }) };
}
