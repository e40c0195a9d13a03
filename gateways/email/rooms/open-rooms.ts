import type { HoldContext } from '../../gateway.js';
import { MailAddresses } from '../address/contact-codec.js';
import type { EmailConfig } from '../config.js';
import type { MailRecords } from '../conversation/mail-records.js';
import type { AddressBook } from '../sending/addressees.js';
import type { Departures } from '../sending/departures.js';
import { Entrance } from './entrance.js';
import { Membership } from './membership.js';
import type { RoomBook } from './room-book.js';
import { RoomDesk } from './room-desk.js';
import { RoomMarks } from './room-marks.js';
import { RoomSay } from './room-say.js';
import { RoomTalk } from './room-talk.js';
import { Rooms } from './rooms.js';

interface OpenRooms {
  readonly context: HoldContext;
  readonly config: Pick<EmailConfig, 'domain' | 'rooms'>;
  readonly records: MailRecords;
  readonly book: AddressBook & { readonly rooms: RoomBook };
}

/** Puts together what makes rooms of the conversations of a lane. `say`: where what is said in them goes out. */
export function openRooms({ context, config, records, book }: OpenRooms): {
  readonly talk: RoomTalk;
  readonly desk: RoomDesk;
  readonly marks: RoomMarks;
  readonly say: (departures: Pick<Departures, 'depart'>) => RoomSay;
} {
  const { groups, spellings } = book;
  const rooms = new Rooms({ context, book: book.rooms, groups, records, keepFor: config.rooms.keep });
  const addresses = new MailAddresses();
  const membership = new Membership({ context, rooms, addresses, spellings, domain: config.domain });
  return {
    talk: new RoomTalk({ context, rooms }),
    desk: new RoomDesk({ context, rooms, entrance: new Entrance({ context, rooms }), membership }),
    marks: new RoomMarks(rooms),
    say: (departures) => new RoomSay({ context, rooms, departures }),
  };
}
