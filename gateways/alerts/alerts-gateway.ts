import type {
  Account,
  Clock,
  ContactCard,
  Feature,
  Gateway,
  GatewayEnvironment,
  Hold,
  HoldContext,
  KeyValue,
  Neighbours,
  Operation,
  WebContext,
  WebRoute,
} from '../gateway.js';
import { AGENT_RESOURCE, isBridge, ROOM_RESOURCE, RouteAddresses } from './addresses.js';
import { auditOf, auditsOf } from './audit/audit-of.js';
import type { Book } from './book/book.js';
import { AGENT } from './book/reserved.js';
import { alertCommands } from './commands/commands.js';
import type { AlertsConfig } from './config.js';
import { alertsPolicy } from './data-policy.js';
import { alertsEmblem } from './emblem.js';
import { FIRST_LANE, GroupLanes, LANES, laneOf, roomLaneOf } from './lanes.js';
import { openHold } from './open-hold.js';
import { alertOperations } from './operations/operations.js';
import { alertOperationTexts } from './operations/texts.js';
import { OwnBooks } from './own/own-book.js';
import { OwnSettings } from './own/own-settings.js';
import { Rota } from './own/rota.js';
import { type Findable, findableBy, subjectAt } from './post/findable.js';
import { listCard } from './post/list-card.js';
import { type Outside, outsidePlace } from './post/multicast.js';
import { domainsOf } from './post/place-jids.js';
import { registration, settingsOf } from './registration.js';
import { Rules } from './rules.js';
import { hasCap } from './sources/cap.js';
import { webRoutes } from './web.js';

/** Alerts of machines and people, told to people on whichever network they can be reached. */
export class AlertsGateway implements Gateway {
  readonly operationTexts = alertOperationTexts;
  readonly name = 'alerts';
  readonly identity = { category: 'gateway', type: 'alerts', name: 'Alerts' };
  readonly contactIdentity = { category: 'client', type: 'bot' };
  readonly features: ReadonlySet<Feature> = new Set<Feature>(['subjects', 'headers', 'styling', 'addresses', 'files']);
  readonly prompt = { description: { key: 'alerts.prompt' }, label: { key: 'alerts.prompt-label' } };
  readonly emblem = alertsEmblem;
  readonly dataPolicy = alertsPolicy;
  readonly lanes = LANES;
  readonly registration = registration;
  readonly settingsOf = settingsOf;
  readonly agent = {
    hears: (local: string, resource: string, payloads: ReadonlySet<string>) =>
      local === AGENT || isBridge(local) || (local !== '' && (resource !== '' || hasCap(payloads))),
    // Servers and services answer what the first lane has asked.
    laneFor: (local: string, from: string, resource: string) => {
      if (isBridge(local)) return laneOf(local);
      if (resource === ROOM_RESOURCE) return roomLaneOf(from);
      return from.includes('@') ? laneOf(from) : FIRST_LANE;
    },
  };
  readonly domain: string;
  readonly addresses: RouteAddresses;
  readonly #config: AlertsConfig;
  readonly #rules: Rules;
  readonly #clock: Clock;
  readonly #publicUrl: string | undefined;
  readonly commands: NonNullable<Gateway['commands']>;
  readonly #ownBooks = new OwnBooks();
  #own: OwnSettings | undefined;
  #neighbour: Neighbours = () => undefined;

  constructor(config: AlertsConfig, { clock, log, folder = '.', publicUrl }: GatewayEnvironment) {
    this.#config = config;
    this.#clock = clock;
    this.domain = config.domain;
    this.#rules = new Rules({
      files: [config.routes].flat(),
      folder,
      surrounding: () => ({
        now: clock.now(),
        domain: config.domain,
        gateways: domainsOf(this.#neighbour),
        http: true,
      }),
      clock,
      log,
    });
    this.addresses = new RouteAddresses(this.#rules);
    this.#publicUrl = config.publicUrl ?? publicUrl;
    const known = () => (this.#rules.known ? this.#rules.book : undefined);
    const domains = () => domainsOf(this.#neighbour);
    this.commands = alertCommands({
      book: known,
      get domains() {
        return domains();
      },
      audit: auditsOf(config),
      laneOf: (group, kv) => new GroupLanes(kv).of(group),
    });
  }

  /** Reads the book of routes again. */
  reload(): Promise<boolean> {
    return this.#rules.reload();
  }

  get example(): string {
    return this.addresses.example;
  }

  /** Whoever may use the gateway may write to routes; at each the book says who. */
  guest(jid: string): Account {
    return { id: jid, jid, label: '', born: 0, rev: 0, fields: {}, since: 0 };
  }

  lanesFor(_contact: string, conversation: string): readonly string[] {
    return [laneOf(conversation)];
  }

  /** All that is in its lanes may be worked again: it has the same names then, by which it is recognised. */
  repeatsUnknown(): boolean {
    return true;
  }

  async vcard(contact: string, accounts: readonly Account[], kv: KeyValue): Promise<ContactCard> {
    if (this.#rules.book.list(contact) === undefined) return { name: contact, note: { key: 'alerts.contact' } };
    const book = await this.#ownBook(kv);
    return listCard(contact, accounts[0]?.jid, book, domainsOf(this.#neighbour), this.#clock.now());
  }

  /** Lists and routes have names, which are no secret to whoever knows the address. */
  identityOf(contact: string): { readonly category: string; readonly type: string; readonly name: string } | undefined {
    const { book } = this.#rules;
    const list = book.list(contact);
    if (list !== undefined) return { category: 'directory', type: 'group', name: list.title };
    return book.route(contact) === undefined ? undefined : { ...this.contactIdentity, name: contact };
  }

  /** Whoever writes to the gateway itself may name others, on any network; whether they may is in the book. */
  elsewhere(address: Outside): string | undefined {
    return outsidePlace(address, domainsOf(this.#neighbour), this.domain)?.uri;
  }

  async items(jid: string, kv: KeyValue): Promise<readonly Findable[]> {
    if (!this.#rules.known) return [];
    const book = await this.#ownBook(kv);
    const rota = new Rota(book);
    const now = this.#clock.now();
    const subject = subjectAt(jid, book, domainsOf(this.#neighbour));
    return findableBy(subject, book, (rotation) => rota.onCall(rotation, now));
  }

  /** The book with what people have set over it. */
  async #ownBook(kv: KeyValue): Promise<Book> {
    this.#own ??= new OwnSettings(kv, this.#clock);
    return this.#ownBooks.of(this.#rules.book, await this.#own.refresh());
  }

  web(context: WebContext): readonly WebRoute[] {
    this.#neighbour = context.neighbour;
    const audit = auditOf(this.#config, context);
    return webRoutes(context, { rules: this.#rules, audit, agent: `${AGENT}@${this.domain}` });
  }

  /** What admins do about alerts while it runs. */
  operations(context: () => WebContext): readonly Operation[] {
    return alertOperations(() => {
      const parts = context();
      return { context: parts, rules: this.#rules, audit: auditOf(this.#config, parts) };
    });
  }

  async hold(lane: string, context: HoldContext): Promise<Hold> {
    this.#neighbour = context.neighbour;
    const bare = `${AGENT}@${this.domain}`;
    return await openHold({
      lane,
      context,
      config: this.#config,
      rules: this.#rules,
      agent: `${bare}/${AGENT_RESOURCE}`,
      inRooms: `${bare}/${ROOM_RESOURCE}`,
      publicUrl: this.#publicUrl,
    });
  }
}
