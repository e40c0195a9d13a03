import { createHash } from 'node:crypto';
import {
  type Account,
  type ContactCard,
  type Feature,
  type Gateway,
  type GatewayCommand,
  type Hold,
  type HoldContext,
  type KeyValue,
  type Log,
  type Problem,
  Recent,
  type RegistrationForm,
  type RoomAbility,
} from '../gateway.js';
import { IrcAddresses } from './addresses.js';
import { routeFor } from './asks/routes.js';
import { removeCertificates } from './certificates.js';
import { ircCommands } from './commands/commands.js';
import { ordersOf } from './commands/way.js';
import type { IrcConfig } from './config.js';
import { Connections } from './connections.js';
import { ircPolicy } from './data-policy.js';
import { Directory } from './directory.js';
import { ircEmblem } from './emblem.js';
import { IrcHold } from './hold.js';
import { EXAMPLE_HOST } from './hosts.js';
import { forgetIgnored } from './ignores.js';
import { moveSessions } from './memory.js';
import { Networks } from './networks.js';
import { ircRegistration } from './registration.js';
import { saltOf } from './salt.js';
import { Shared } from './shared.js';

/** XMPP to IRC: every channel a room, every nick a contact. */
export class IrcGateway implements Gateway {
  readonly name = 'irc';
  readonly identity = { category: 'gateway', type: 'irc', name: 'IRC' };
  readonly contactIdentity = { category: 'client', type: 'pc' };
  readonly features: ReadonlySet<Feature> = new Set<Feature>([
    'styling',
    'replies',
    'reactions',
    'retractions',
    'files',
    'rooms',
    'chat-states',
    'markers',
  ]);
  readonly emblem = ircEmblem;
  readonly searchField = 'nick';
  readonly dataPolicy: NonNullable<Gateway['dataPolicy']>;
  readonly prompt = { description: { key: 'irc.prompt' }, label: { key: 'irc.prompt-label' } };
  readonly registration: RegistrationForm;
  readonly domain: string;
  readonly example: string;
  readonly addresses: IrcAddresses;
  readonly lanes: readonly string[];
  readonly shares: number;
  readonly commands: readonly GatewayCommand[];
  /** Missing where everybody has to register: what is for the registered is for nobody else then. */
  readonly guest?: (jid: string) => Account;
  readonly rooms: RoomAbility;
  readonly presence: NonNullable<Gateway['presence']>;
  readonly archives = true;
  readonly #config: IrcConfig;
  readonly #networks: Networks;
  readonly #directory: Directory;
  readonly #connections: Connections;
  readonly #holds = new Set<IrcHold>();
  readonly #lanesOf = new Recent<string, string>(65_536);
  #shared: Shared | undefined;

  constructor(config: IrcConfig, environment: { readonly log: Log; readonly clock: HoldContext['clock'] }) {
    this.#config = config;
    this.domain = config.domain;
    this.#networks = new Networks(config);
    const networks = this.#networks;
    const { anyServer, fixedServer } = config;
    this.addresses = new IrcAddresses({ networks, anyServer, fixedServer });
    const salt = saltOf(config);
    this.#connections = new Connections(config, networks, salt, environment);
    this.#directory = new Directory({ config, networks, addresses: this.addresses, salt });
    this.registration = ircRegistration({
      config,
      networks,
      salt,
      probe: (attempt, signal) => this.#connections.probe(attempt, signal),
      clock: environment.clock,
    });
    this.dataPolicy = ircPolicy(config);
    this.lanes = Array.from({ length: config.lanes }, (_, n) => `irc.${n}`);
    this.shares = config.lanes;
    this.example = this.addresses.contactOf('#xmpp', networks.names[0] ?? EXAMPLE_HOST);
    const laneFor = (account: Pick<Account, 'jid'>): string => this.#laneOf(account.jid);
    this.rooms = {
      kindOf: (contact) => {
        const kind = this.addresses.kindOf(contact);
        return kind === 'vehicle' ? 'room' : kind;
      },
      laneFor,
      // The gateway is no network, unless it is one of its own.
      answers: (contact, resource, method, namespace, node) =>
        (contact !== '' || fixedServer !== undefined) &&
        routeFor({ kind: this.addresses.kindOf(contact), resource, method, namespace, node }) !== undefined,
      networks:
        fixedServer === undefined
          ? networks.names.map((name) => ({ contact: this.addresses.contactOf('', name), name }))
          : [],
      identity: { category: 'conference', type: 'irc', name: 'IRC' },
    };
    this.presence = { ofContacts: true, laneFor };
    if (config.guests) this.guest = (jid) => ({ id: jid, jid, label: '', born: 0, rev: 0, fields: {}, since: 0 });
    this.commands = ircCommands({
      config,
      networks,
      addresses: this.addresses,
      orders: (desk) => ordersOf(desk, this.lanes, (jid) => this.#laneOf(jid)),
    });
  }

  async left(user: string, kv: KeyValue): Promise<void> {
    await removeCertificates(kv, user);
    await forgetIgnored(kv, user);
  }

  accountFor(contact: string, accounts: readonly Account[]): Account | undefined {
    const { network } = this.addresses.partsOf(contact);
    const found = this.#networks.find(network);
    const name = found.ok ? found.settings.network : network;
    return (
      accounts.find(({ label }) => label === network) ??
      accounts.find(({ label }) => label === name) ??
      accounts.find(({ label }) => label === '')
    );
  }

  labelOf(contact: string): string | undefined {
    if (this.addresses.kindOf(contact) !== 'network') return undefined;
    const { network } = this.addresses.partsOf(contact);
    const found = this.#networks.find(network);
    return found.ok && found.settings.named ? found.settings.network : network;
  }

  lanesFor(_contact: string, _conversation: string, account: Account | undefined): readonly string[] | Problem {
    return account === undefined ? this.lanes.slice(0, 1) : [this.#laneOf(account.jid)];
  }

  vcard(contact: string): ContactCard {
    const { name, network } = this.addresses.partsOf(contact);
    return name === '' ? { name: network } : { name, nick: name };
  }

  async moveShares(from: readonly string[], kept: Pick<HoldContext, 'kv' | 'seal' | 'unseal'>): Promise<void> {
    await moveSessions(from, (user) => this.#laneOf(user), kept);
  }

  async hold(_lane: string, context: HoldContext): Promise<Hold> {
    this.#shared ??= this.#share(context);
    const hold = new IrcHold(context, {
      domain: this.domain,
      addresses: this.addresses,
      directory: this.#directory,
      shared: this.#shared,
      closed: () => this.#holds.delete(hold),
    });
    this.#holds.add(hold);
    await this.#connections.listen();
    await hold.resume();
    return hold;
  }

  #share(context: HoldContext): Shared {
    const { abuse, longText, linger, quitMessage, history } = this.#config;
    const ctcp = { ...this.#config.ctcp, ...(abuse === undefined ? {} : { contact: abuse }) };
    const keep = { most: Math.max(1, history.keep), seconds: Math.max(1, Math.floor(history.for / 1000)) };
    return new Shared(
      context,
      { ctcp, longText, linger, quitMessage, keep },
      {
        reading: (go) => {
          for (const hold of this.#holds) {
            if (go) hold.unpause();
            else hold.pause();
          }
        },
        options: (user, network) => this.#connections.optionsFor(context, user, network),
      },
    );
  }

  /** Always the same for one user, in every process. */
  #laneOf(jid: string): string {
    const known = this.#lanesOf.get(jid);
    if (known !== undefined) return known;
    const lane = this.#laneBy(jid);
    this.#lanesOf.set(jid, lane);
    return lane;
  }

  #laneBy(jid: string): string {
    const hash = createHash('sha256').update(jid).digest().readUInt32BE(0);
    return this.lanes[hash % this.lanes.length] ?? 'irc.0';
  }
}
