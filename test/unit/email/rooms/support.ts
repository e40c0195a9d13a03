import { Groups } from '../../../../gateways/email/conversation/groups.js';
import { type MailRecord, MailRecords } from '../../../../gateways/email/conversation/mail-records.js';
import { Spellings } from '../../../../gateways/email/conversation/spellings.js';
import { ListMemory } from '../../../../gateways/email/lists/list-memory.js';
import { openRooms } from '../../../../gateways/email/rooms/open-rooms.js';
import { RoomBook } from '../../../../gateways/email/rooms/room-book.js';
import type { GroupMail } from '../../../../gateways/email/rooms/room-talk.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type { Account, Envelope, MessageEvent, Outcome } from '../../../../gateways/gateway.js';
import { systemClock } from '../../../../src/clock.js';
import { ArchiveAbility } from '../../../../src/core/archive-ability.js';
import { Metrics } from '../../../../src/core/metrics.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { silentLog } from '../../../../src/log.js';
import type { Element } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { TestContext } from '../../../support/test-context.js';
import type { TestStore } from '../../store/support.js';

export const ALICE = { name: 'Alice', address: 'alice@example.com' };
export const BOB = { name: 'Bob', address: 'bob@example.com' };
export const CAROL = { name: 'Carol', address: 'carol@example.com' };
export const USER = 'romeo@example.org';
export const CLIENT = `${USER}/orchard`;

export const ACCOUNT: Account = { id: USER, jid: USER, label: '', born: 1, rev: 1, since: 0, fields: {} };
/** A second account of the same user. */
export const WORK: Account = { ...ACCOUNT, id: `${USER}/work`, label: 'work', born: 2 };

let names = 0;

/** Rooms on a store that is real; mails that go out end as `sends` says and are kept in `sent`. */
export function openTestRooms({ store }: TestStore) {
  names += 1;
  const name = `rooms-${names}`;
  const kv = store.kv(name);
  const archive = new ArchiveAbility({
    archive: store.archive(name),
    gateway: name,
    clock: systemClock,
    log: silentLog,
    metrics: new Metrics(),
  });
  const words = new Catalogue({ en: english }, emailTexts);
  const context = new TestContext('email.0', kv, store.rates, words, archive);
  context.known = [ACCOUNT, WORK];
  const records = new MailRecords(kv, Buffer.alloc(32, 1), 1e9);
  const book = {
    groups: new Groups(kv, 1e9),
    lists: new ListMemory(kv),
    spellings: new Spellings(kv, 1e9),
    rooms: new RoomBook(kv, 1e9),
  };
  const config = { domain: 'gateway.example', rooms: { keep: 86_400_000 } };
  const parts = openRooms({ context, config, records, book });
  const sent: MessageEvent[] = [];
  const sends: Outcome[] = [];
  const depart = async (envelope: Envelope, event: MessageEvent): Promise<Outcome> => {
    sent.push(event);
    return sends.shift() ?? { kind: 'accepted', parts: [{ id: `${envelope.id}@x.example`, contact: event.contact }] };
  };
  const say = parts.say({ depart });
  return { ...parts, context, book, say, sent, sends, told: () => stanzas(context) };
}

/** What the clients of rooms were told since the last call. */
function stanzas(context: TestContext): readonly Element[] {
  return context.roomStanzas.splice(0).flatMap((one) => one.stanzas.flatMap((xml) => parseStanza(xml) ?? []));
}

/** A mail of a group by its author, its people and its subject. */
export function groupMail(group: string, people: GroupMail['people'], more: Partial<GroupMail> = {}): GroupMail {
  const mail = { from: people.slice(0, 1), subject: 'Party' };
  return { mail, people, group, parent: undefined, isProved: true, lang: undefined, ...more };
}

export function record(contact: string, subject: string): MailRecord {
  return {
    id: 'parent@example.com',
    account: ACCOUNT.id,
    born: ACCOUNT.born,
    by: 'contact',
    contact,
    thread: 't1',
    references: [],
    subject,
    reply: [],
    others: [],
    at: 1,
  };
}
