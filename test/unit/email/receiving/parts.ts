import type { EmailConfig } from '../../../../gateways/email/config.js';
import { Groups } from '../../../../gateways/email/conversation/groups.js';
import { MailRecords } from '../../../../gateways/email/conversation/mail-records.js';
import { Reactors } from '../../../../gateways/email/conversation/reactors.js';
import { Spellings } from '../../../../gateways/email/conversation/spellings.js';
import { ListMemory } from '../../../../gateways/email/lists/list-memory.js';
import { KnownSenders } from '../../../../gateways/email/policy/known-senders.js';
import { openReceiving } from '../../../../gateways/email/receiving/open-receiving.js';
import { Unread } from '../../../../gateways/email/receiving/unread.js';
import { openRooms } from '../../../../gateways/email/rooms/open-rooms.js';
import { RoomBook } from '../../../../gateways/email/rooms/room-book.js';
import { openSecure } from '../../../../gateways/email/secure/open-secure.js';
import { Fates } from '../../../../gateways/email/sending/fates.js';
import { Shared } from '../../../../gateways/email/shared.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type { Account, Contacts, KeyValue, Later, PresenceState } from '../../../../gateways/gateway.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { silentLog } from '../../../../src/log.js';
import type { Store } from '../../../../src/store/redis-store.js';
import { TestContext } from '../../../support/test-context.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

/** The core as what takes mail in sees it, with one user, a clock that is moved by hand, and waits that are ended by hand. */
export class Core extends TestContext {
  override readonly clock = new ManualClock();
  override known: readonly Account[];
  /** How the user is there. */
  shows: PresenceState = { available: true };
  /** Open waits by their keys. */
  readonly waits = new Map<string, { readonly ms: number; readonly payload: unknown }>();
  override readonly later: Later = {
    schedule: async (key, ms, payload) => {
      this.waits.set(key, { ms, payload });
    },
    cancel: async (key) => {
      this.waits.delete(key);
    },
  };
  /** Whom the user was asked about. */
  readonly asked: Parameters<Contacts['add']>[0][] = [];
  /** Whom the user has in the contact list. */
  listed: readonly string[] = [];
  override readonly contacts: Contacts = {
    add: async (wish) => {
      this.asked.push(wish);
    },
    remove: async () => undefined,
    list: async () => this.listed,
    answer: async () => undefined,
  };

  constructor(store: Store, kv: KeyValue, account: Account) {
    super('email.0', kv, store.rates, new Catalogue({ en: english }, emailTexts));
    this.known = [account];
  }

  override async presenceOf(): Promise<PresenceState> {
    return this.shows;
  }
}

/** All that takes mail in, on a store that is real, as a process has it. Call `close` at the end. */
export function receiving(core: Core, config: EmailConfig) {
  const { kv } = core;
  const shared = new Shared(config, { clock: core.clock, log: silentLog });
  const records = new MailRecords(kv, core.derivedKey('mail names'), 1e9);
  const people = new KnownSenders(core);
  const routes = (): never => {
    throw new Error('nothing goes out here');
  };
  const { unsealing, direct } = openSecure({ context: core, config, shared, records, routes });
  const book = {
    groups: new Groups(kv, 1e9),
    lists: new ListMemory(kv),
    spellings: new Spellings(kv, 1e9),
    rooms: new RoomBook(kv, 1e9),
  };
  const parts = openReceiving({
    context: core,
    config,
    reader: shared.reader,
    records,
    book,
    people,
    unread: new Unread(core),
    fates: new Fates({ context: core, config }),
    reactors: new Reactors(kv),
    unsealing,
    direct,
    rooms: openRooms({ context: core, config, records, book }).talk,
    isOurs: () => true,
    mailboxes: () => undefined,
  });
  return { ...parts, records, people, close: () => shared.close() };
}
