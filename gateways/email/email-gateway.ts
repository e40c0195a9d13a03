import type {
  Account,
  ContactCard,
  Feature,
  Gateway,
  Hold,
  HoldContext,
  KeyValue,
  Log,
  Problem,
  RegistrationForm,
} from '../gateway.js';
import { registrationForm } from './accounts/form.js';
import { addressOf } from './accounts/mail-account.js';
import { forgetGrants } from './accounts/oauth/grants.js';
import { travelling } from './accounts/settings.js';
import { MailAddresses } from './address/contact-codec.js';
import { isGroupContact } from './address/special-contacts.js';
import { emailCommands } from './commands/commands.js';
import { ordersOf } from './commands/way.js';
import type { EmailConfig } from './config.js';
import { Groups, groupName } from './conversation/groups.js';
import { emailPolicy } from './data-policy.js';
import { emailEmblem } from './emblem.js';
import type { EmailHold } from './hold.js';
import { Shares } from './lanes.js';
import { type ServerRules, serverRules } from './mailboxes/access.js';
import { forgetAttendance } from './mailboxes/attendance.js';
import { openHold } from './open-hold.js';
import { rowsKey } from './orders/found-rows.js';
import { KnownSenders } from './policy/known-senders.js';
import { forgetAbsences } from './receiving/contact-presences.js';
import { forgetRecentMails } from './receiving/recent-mails.js';
import { WaitingRoom } from './receiving/waiting-room.js';
import { roomAbility } from './rooms/ability.js';
import { RoomBook } from './rooms/room-book.js';
import { anchorSource } from './secure/anchors.js';
import { readDirectFiles } from './secure/direct/profile.js';
import { removeKeys } from './secure/key-ring.js';
import { Shared } from './shared.js';

/** XMPP to mailboxes: those of users, and addresses of the gateway's own. */
export class EmailGateway implements Gateway {
  readonly name = 'email';
  readonly identity = { category: 'gateway', type: 'smtp', name: 'Email' };
  readonly contactIdentity = { category: 'client', type: 'pc' };
  readonly features: ReadonlySet<Feature> = new Set<Feature>([
    'receipts',
    'markers',
    'corrections',
    'retractions',
    'reactions',
    'replies',
    'files',
    'subjects',
    'threads',
    'styling',
    'html',
    'languages',
    'headers',
    'addresses',
    'objects',
  ]);
  readonly addresses = new MailAddresses();
  readonly example = 'alice@example.com';
  readonly emblem = emailEmblem;
  readonly searchField = 'email';
  readonly prompt = {
    description: { key: 'email.address.prompt' },
    label: { key: 'email.address.prompt-label' },
  };
  readonly settingsOf = travelling;
  readonly domain: string;
  readonly registration: RegistrationForm;
  readonly dataPolicy: NonNullable<Gateway['dataPolicy']>;
  readonly lanes: readonly string[];
  readonly shares: number;
  readonly presence: NonNullable<Gateway['presence']>;
  readonly lasts: number;
  readonly commands: NonNullable<Gateway['commands']>;
  readonly rooms: NonNullable<Gateway['rooms']>;
  readonly archives = 'rooms';
  readonly #config: EmailConfig;
  readonly #clock: HoldContext['clock'];
  readonly #shares: Shares;
  readonly #rules: ServerRules;
  readonly #holds = new Set<Hold>();
  #shared: Shared | undefined;

  constructor(config: EmailConfig, { clock }: { readonly clock: HoldContext['clock']; readonly log: Log }) {
    this.#config = config;
    this.#clock = clock;
    this.domain = config.domain;
    this.lasts = config.retry.for;
    this.#shares = new Shares(config.lanes);
    this.lanes = this.#shares.lanes;
    this.shares = config.lanes;
    this.#rules = serverRules(config);
    // What is wrong with the files of the config shows before anything goes out.
    anchorSource(config.smime);
    if (config.direct !== undefined) readDirectFiles(config.direct);
    this.registration = registrationForm(config, { clock });
    this.commands = emailCommands({
      config,
      orders: (desk) => ordersOf(desk, this.lanes, (jid) => this.#shares.of(jid)),
    });
    this.dataPolicy = emailPolicy(config);
    this.rooms = roomAbility((account) => this.#shares.of(account.jid));
    this.presence = { ofContacts: true, laneFor: (account) => this.#shares.of(account.jid) };
  }

  lanesFor(_contact: string, _conversation: string, account: Account | undefined): readonly string[] | Problem {
    return account === undefined ? this.lanes.slice(0, 1) : [this.#shares.of(account.jid)];
  }

  async left(user: string, kv: KeyValue): Promise<void> {
    const { addresses } = this.#config;
    await Promise.all([
      removeKeys(kv, user),
      forgetGrants(kv, user),
      forgetAbsences(kv, user),
      forgetAttendance(kv, user),
      new KnownSenders({ kv, clock: this.#clock }).forget(user),
      WaitingRoom.forget(kv, this.#clock, user),
      addresses === undefined ? undefined : forgetRecentMails(kv, user, addresses.keepRaw, this.#clock.now()),
      kv.remove(rowsKey(user)),
    ]);
  }

  ownAddress(account: Account): string | undefined {
    return addressOf(account, this.#config);
  }

  async vcard(contact: string, accounts: readonly Account[], kv: KeyValue): Promise<ContactCard> {
    if (contact.includes('@')) return { email: contact };
    // A group is a letter salad; who is in it is told to nobody but its own user.
    if (!isGroupContact(contact)) return {};
    const { remember } = this.#config;
    const [groups, rooms] = [new Groups(kv, remember), new RoomBook(kv, remember)];
    for (const account of accounts) {
      const members = (await groups.members(account, contact)) ?? (await rooms.face(account, contact))?.people;
      if (members !== undefined) return { name: groupName(members) };
    }
    return {};
  }

  async hold(lane: string, context: HoldContext): Promise<Hold> {
    this.#shared ??= new Shared(this.#config, context);
    const shared = this.#shared;
    const hold: EmailHold = await openHold({
      context,
      config: this.#config,
      shared,
      rules: this.#rules,
      isOurs: (account) => this.#shares.of(account.jid) === lane,
      closed: async () => {
        this.#holds.delete(hold);
        if (this.#holds.size > 0) return;
        this.#shared = undefined;
        await shared.close();
      },
    });
    this.#holds.add(hold);
    return hold;
  }
}
