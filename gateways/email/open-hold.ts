import { randomBytes } from 'node:crypto';
import type { Account, HoldContext } from '../gateway.js';
import { AliasKeeper } from './accounts/alias-keeper.js';
import { formPost } from './accounts/oauth/form-post.js';
import type { EmailConfig } from './config.js';
import { Groups } from './conversation/groups.js';
import { MailRecords } from './conversation/mail-records.js';
import { Reactors } from './conversation/reactors.js';
import { Spellings } from './conversation/spellings.js';
import { EmailHold } from './hold.js';
import { ListMemory } from './lists/list-memory.js';
import { Access, type ServerRules } from './mailboxes/access.js';
import { Attendance } from './mailboxes/attendance.js';
import { Mailboxes } from './mailboxes/mailboxes.js';
import { OwnServers } from './mailboxes/own-servers.js';
import { PausedHosts } from './mailboxes/paused-hosts.js';
import { tokensOf } from './mailboxes/tokens.js';
import { originalOf } from './orders/contents.js';
import { OrderDesk } from './orders/orders.js';
import { SignIns } from './orders/sign-ins.js';
import { KnownSenders } from './policy/known-senders.js';
import { Readings } from './reading/readings.js';
import { openReceiving } from './receiving/open-receiving.js';
import { PostRoom } from './receiving/post-room.js';
import { Unread } from './receiving/unread.js';
import { openRooms } from './rooms/open-rooms.js';
import { RoomBook } from './rooms/room-book.js';
import { openSecure } from './secure/open-secure.js';
import { Departures } from './sending/departures.js';
import { Fates } from './sending/fates.js';
import { Here } from './sending/here.js';
import { ReadReports } from './sending/read-reports.js';
import { Routes } from './sending/routes.js';
import { SendingRules } from './sending/rules.js';
import { Sender } from './sending/sender.js';
import { SentElsewhere } from './sending/sent-elsewhere.js';
import { signerOf } from './sending/signer.js';
import { smarthostOf } from './sending/smarthost.js';
import { WaitingMails } from './sending/waiting-mails.js';
import { Writer } from './sending/writer.js';
import type { Shared } from './shared.js';

interface OpenHold {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly shared: Shared;
  readonly rules: ServerRules;
  /** Whether an account belongs to this lane. */
  readonly isOurs: (account: Account) => boolean;
  readonly closed: () => Promise<void>;
}

/** Puts the parts of one lane together. */
export async function openHold(parts: OpenHold): Promise<EmailHold> {
  const { context, config, shared, closed } = parts;
  const { kv } = context;
  const records = new MailRecords(kv, context.derivedKey('mail names'), config.remember);
  const book = {
    groups: new Groups(kv, config.remember),
    lists: new ListMemory(kv),
    spellings: new Spellings(kv, config.remember),
    rooms: new RoomBook(kv, config.remember),
  };
  const rooms = openRooms({ context, config, records, book });
  const people = new KnownSenders(context);
  const unread = new Unread(context);
  const fates = new Fates({ context, config });
  const reactors = new Reactors(kv);
  const { unsealing, sealing, direct } = openSecure({ context, config, shared, records, routes: () => routes });
  const { reader, fileMemory } = shared;
  const taking = { context, config, reader, records, book, people, unsealing, rooms: rooms.talk };
  const { inbox, kept, recent, releases, presences, users } = openReceiving({
    ...taking,
    unread,
    fates,
    reactors,
    direct,
    isOurs: parts.isOurs,
    mailboxes: () => mailboxes,
  });
  const sentElsewhere = new SentElsewhere(taking);
  const paused = new PausedHosts(kv);
  const access = new Access({ context, config, rules: parts.rules, paused, tokens: tokensOf(context, config) });
  const signIns = new SignIns({
    context,
    config,
    post: formPost,
    random: randomBytes,
    signedIn: (account) => mailboxes?.resume(account),
  });
  const mailboxes: Mailboxes | undefined = config.ownMailboxes.allowed
    ? new Mailboxes({
        ...parts,
        inbox,
        sentElsewhere,
        access,
        attendance: new Attendance({ context, absentAfter: config.ownMailboxes.watch.pollAfter }),
        gates: shared.gates,
        walk: shared.walk,
        signIn: (account, why) => signIns.lacking(account, why),
        changed: (account, state) => void presences.mailbox(account, state),
      })
    : undefined;
  const ending = new AbortController();
  const own = new OwnServers({ clock: context.clock, config, access, mailboxes, ending: ending.signal });
  const { addresses } = config;
  const ordering = {
    context,
    config,
    reader,
    records,
    kept,
    recent,
    releases,
    spellings: book.spellings,
    unsealing,
    mailboxes,
    signIns,
    rooms: rooms.talk,
    random: randomBytes,
    fileMemory,
  };
  const routes = new Routes(config, shared.pools, own, addresses && smarthostOf(addresses));
  const means = {
    context,
    config,
    records,
    sealing,
    direct,
    routes,
    signer: addresses && signerOf(addresses),
    idKey: context.derivedKey('mail ids'),
  };
  const rules = new SendingRules({ context, config });
  const writer = new Writer({
    ...means,
    book,
    reactors,
    rules,
    original: (account, id) => originalOf(ordering, account, id),
  });
  const room =
    addresses &&
    new PostRoom({
      context,
      config: { ...config, addresses },
      records,
      inboxOf: (account) => shared.door.inboxOf(account) ?? inbox,
    });
  const [authservId] = addresses?.authservIds ?? [];
  const here = room && new Here(authservId === undefined ? { room } : { room, authservId });
  const mayWrite = (): boolean => !ending.signal.aborted && context.mayWrite();
  const sender = new Sender({ ...means, rules, people, writer, fileMemory, here, mayWrite });
  const readReports = new ReadReports({
    ...means,
    told: ({ account }, { id, place }) => place !== undefined && own.flag(account.id, { id, place }, '$MDNSent'),
  });
  const readings = new Readings({ context, config, records, unread, reports: readReports, flags: own });
  const departures = new Departures({
    context,
    config,
    records,
    sender,
    waiting: new WaitingMails(context),
    fates,
    mayWrite,
  });
  if (addresses !== undefined) await shared.serve(addresses.lmtp);
  const leave = room && shared.door.open({ room, inbox, isOurs: parts.isOurs });
  const aliases =
    addresses === undefined
      ? undefined
      : new AliasKeeper({ ...parts, config: { ...config, addresses }, walk: shared.walk });
  mailboxes?.start();
  aliases?.start();
  return new EmailHold({
    context,
    departures,
    desk: rooms.desk,
    marks: rooms.marks,
    say: rooms.say(departures),
    readings,
    readReports,
    direct,
    mailboxes,
    orders: new OrderDesk(ordering),
    users,
    signIns,
    aliases,
    smarthostWatch: shared.pools.smarthostWatch,
    ending,
    closed: async () => {
      leave?.();
      shared.pools.sweep();
      await closed();
    },
  });
}
