import type { KeyValue } from '../../gateway.js';
import type { MailList } from './list-of.js';

/** A list of an account, as it is known over time. */
interface KnownList {
  readonly name: string;
  /** Where answers go; missing: nobody may write, or it is not sure where to. */
  readonly post?: string;
  /** Other mails named another address to write to: it is not sure which one is the list's, so none is. */
  readonly disputed?: true;
  readonly archive?: string;
}

/** Longer than lists are silent. Not renewed by what tells nothing new: then it is learned anew. */
const TTL_SECONDS = 2 * 365 * 86_400;

/**
 * What is known of the lists of an account, so that a list can be written to whenever its user likes. The first address to write to
 * counts: a mail with the List-Id of a list and another List-Post would else lead answers astray, and from then on the list is read-only.
 */
export class ListMemory {
  readonly #kv: Pick<KeyValue, 'get' | 'remove' | 'set'>;

  constructor(kv: Pick<KeyValue, 'get' | 'remove' | 'set'>) {
    this.#kv = kv;
  }

  /** Takes in what a mail tells of its list, and gives what is known now. */
  async learn(account: string, list: MailList): Promise<KnownList> {
    const before = await this.of(account, list.contact);
    const known = merged(before, list);
    if (JSON.stringify(before) !== JSON.stringify(known))
      await this.#kv.set(key(account, list.contact), known, TTL_SECONDS);
    return known;
  }

  /** `contact`: that of the list. */
  async of(account: string, contact: string): Promise<KnownList | undefined> {
    return await this.#kv.get<KnownList>(key(account, contact));
  }

  /** The user has left the list, or trusts what its next mail says. */
  async forget(account: string, contact: string): Promise<void> {
    await this.#kv.remove(key(account, contact));
  }
}

function merged(before: KnownList | undefined, { name, post, archive }: MailList): KnownList {
  const kept = archive ?? before?.archive;
  const more = kept === undefined ? {} : { archive: kept };
  // The first name stays: contacts that change their names with each subject are none.
  const called = before?.name ?? name;
  if (before?.disputed === true) return { name: called, disputed: true, ...more };
  const was = before?.post;
  if (was !== undefined && post !== undefined && was.toLowerCase() !== post.toLowerCase()) {
    return { name: called, disputed: true, ...more };
  }
  const now = was ?? post;
  return { name: called, ...(now === undefined ? {} : { post: now }), ...more };
}

const key = (account: string, contact: string): string => `list:${account}:${contact}`;
