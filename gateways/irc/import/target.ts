import type { Account, ArchiveKeep } from '../../gateway.js';
import type { ImportedLine } from './lines.js';
import type { Settings } from './settings.js';

/** Where an import goes. One that only tells what would happen answers the same and writes nothing. */
export interface ImportTarget {
  /** What a user (bare JID) has here, with what the import has made. */
  accounts(jid: string): Promise<readonly Pick<Account, 'label' | 'fields'>[]>;
  /** Makes an account where there is none; `full`: the user has as many as are allowed, `label`: none can be called so. */
  create(jid: string, label: string, settings: Settings): Promise<'made' | 'there' | 'full' | 'label'>;
  /** Wall time of the newest line that is kept of a room, ms; undefined where there is none. */
  newest(room: string): Promise<number | undefined>;
  /** Keeps lines behind all others of a room; those that are there already stay as they are. */
  append(room: string, lines: readonly ImportedLine[], keep: ArchiveKeep): Promise<void>;
}
