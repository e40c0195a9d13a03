import type { Account, HoldContext } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import type { MailRecords } from '../conversation/mail-records.js';
import type { Reactors } from '../conversation/reactors.js';
import type { Mailboxes } from '../mailboxes/mailboxes.js';
import type { KnownSenders } from '../policy/known-senders.js';
import type { MailReader } from '../reader/reader.js';
import type { RoomTalk } from '../rooms/room-talk.js';
import type { DirectTraffic } from '../secure/direct/traffic.js';
import type { Unsealing } from '../secure/unsealing.js';
import type { AddressBook } from '../sending/addressees.js';
import type { Fates } from '../sending/fates.js';
import { ContactPresences } from './contact-presences.js';
import { Delivery } from './delivery.js';
import { Inbox } from './inbox.js';
import { Judgement } from './judgement.js';
import { KeptMails } from './kept-mails.js';
import { Lobby } from './lobby.js';
import { RecentMails } from './recent-mails.js';
import { Releases } from './releases.js';
import type { Unread } from './unread.js';
import { UserDesk } from './user-desk.js';
import { WaitingRoom } from './waiting-room.js';

interface ReceivingParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly reader: MailReader;
  readonly records: MailRecords;
  readonly book: AddressBook;
  readonly people: KnownSenders;
  readonly unread: Unread;
  readonly fates: Fates;
  readonly reactors: Reactors;
  readonly unsealing: Unsealing;
  readonly direct: DirectTraffic | undefined;
  readonly rooms: RoomTalk;
  /** Whether an account belongs to this lane. */
  readonly isOurs: (account: Account) => boolean;
  /** Those that the lane watches; asked when everything is open. */
  readonly mailboxes: () => Mailboxes | undefined;
}

/** Puts together what takes mail in. */
export function openReceiving(parts: ReceivingParts): {
  readonly inbox: Inbox;
  readonly kept: KeptMails;
  /** Undefined where the gateway gives no addresses. */
  readonly recent: RecentMails | undefined;
  readonly releases: Releases;
  readonly presences: ContactPresences;
  readonly users: UserDesk;
} {
  const { context, config, records, people, mailboxes } = parts;
  const kept = new KeptMails({ context, records, most: config.sizes.waiting });
  const { addresses } = config;
  const recent = addresses && new RecentMails({ context, records, config: addresses.keepRaw });
  const room = new WaitingRoom(context, kept);
  const presences = new ContactPresences({
    context,
    config,
    isOurs: parts.isOurs,
    stateOf: (account) => mailboxes()?.stateOf(account),
  });
  const inbox = new Inbox({
    ...parts,
    judgement: new Judgement({ context, config, people }),
    lobby: new Lobby({ context, room }),
    delivery: new Delivery({ ...parts, kept, recent, presences, longestText: config.sizes.text }),
  });
  const releases = new Releases({ context, config, room, people, inbox, boxOf: (account) => mailboxes()?.of(account) });
  const users = new UserDesk({ context, people, releases, presences });
  return { inbox, kept, recent, releases, presences, users };
}
