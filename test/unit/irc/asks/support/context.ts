import type {
  Account,
  Archive,
  ArchivedName,
  ArchivedStanza,
  NewArchivedStanza,
  SharedRates,
} from '../../../../../gateways/gateway.js';
import { ircTexts } from '../../../../../gateways/irc/texts.js';
import { Catalogue } from '../../../../../src/core/text/catalogue.js';
import { english } from '../../../../../src/core/text/en.js';
import { TestContext } from '../../../../support/test-context.js';
import { MemoryKv } from './memory-kv.js';

/** What was said, for one user, kept by this process alone. */
class MemoryArchive implements Archive {
  readonly #rooms = new Map<string, NewArchivedStanza[]>();

  append(room: string, stanzas: readonly NewArchivedStanza[]): void {
    this.#rooms.set(room, [...(this.#rooms.get(room) ?? []), ...stanzas]);
  }

  async recent(): Promise<readonly ArchivedStanza[]> {
    return [];
  }

  async find(room: string, reader: string, name: ArchivedName): Promise<ArchivedStanza | undefined> {
    const fits = (one: ArchivedStanza): boolean =>
      'id' in name ? one.id === name.id : one.networkId === name.networkId;
    return this.#rooms.get(room)?.find((one) => fits(one) && one.seenBy.includes(reader));
  }

  async redact(): Promise<boolean> {
    return true;
  }

  async remove(): Promise<void> {}

  async forget(): Promise<void> {}
}

const NO_RATES: SharedRates = {
  reserve: async () => {
    throw new Error('not used');
  },
  slow: async () => {
    throw new Error('not used');
  },
};

/** The core as the hold of one lane sees it, where everybody is a guest until a test says otherwise. */
export class AskContext extends TestContext {
  override readonly archive = new MemoryArchive();

  constructor(lane: string) {
    super(lane, new MemoryKv(), NO_RATES, new Catalogue({ en: english }, ircTexts));
  }

  /** The accounts of a user. */
  accounts = (jid: string): readonly Account[] => [{ id: jid, jid, label: '', born: 0, rev: 0, fields: {}, since: 0 }];

  override async accountsOf(jid: string): Promise<readonly Account[]> {
    return this.accounts(jid);
  }
}
