import type { Element } from '../../../src/xmpp/element.js';
import type { Clock, KeyValue, Log, Neighbours, Post } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Bridge } from '../book/bridge.js';
import { isNamed, type Place } from '../book/place.js';
import { type AlertsConfig, type HouseNetwork, NETWORKS } from '../config.js';
import { networkOf } from '../post/place-jids.js';
import { Houses } from './houses.js';
import { Registrar } from './registrar.js';

interface BridgeHousesParts {
  /** What the config registers the gateway with. */
  readonly accounts: AlertsConfig['accounts'];
  readonly kv: KeyValue;
  readonly neighbour: Neighbours;
  readonly post: (stanza: Post) => Promise<void>;
  /** Full JID of a bridge. */
  readonly jidOf: (bridge: Bridge) => string;
  readonly nick: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Makes bridges users of the gateways by which their ends are reached, as the gateway itself is one of them: without that nobody would
 * carry what they tell people by mail or SMS, nor what people answer them. By mail a bridge has its name as address.
 */
export class BridgeHouses {
  readonly #parts: BridgeHousesParts;
  readonly #registrars = new Map<string, Registrar>();

  constructor(parts: BridgeHousesParts) {
    this.#parts = parts;
  }

  /** Registers the bridges that run here; ends what goes on for others. */
  open(bridges: readonly Bridge[], book: Book): void {
    const wanted = new Map(bridges.map((bridge) => [this.#keyOf(bridge, book), bridge]));
    for (const [key, registrar] of this.#registrars) {
      if (wanted.has(key)) continue;
      registrar.close();
      this.#registrars.delete(key);
    }
    for (const [key, bridge] of wanted) {
      if (this.#registrars.has(key)) continue;
      const registrar = this.#registrarOf(bridge, book);
      this.#registrars.set(key, registrar);
      registrar.open();
    }
  }

  /**
   * Resolves when a bridge that runs here is a user of a gateway: with nothing, also where the config has no account for it to register
   * with; or with why it is refused. Rejects where that is not known yet.
   */
  async ready(bridge: Bridge, network: HouseNetwork): Promise<string | undefined> {
    if (this.#parts.accounts[network] === undefined) return undefined;
    const { kv, clock } = this.#parts;
    return await new Houses(kv, clock, [network], bridge.name).ready(network);
  }

  /** Takes an answer to a request; false: it was none of these. */
  async hear(iq: Element): Promise<boolean> {
    for (const registrar of this.#registrars.values()) if (await registrar.hear(iq)) return true;
    return false;
  }

  close(): void {
    for (const registrar of this.#registrars.values()) registrar.close();
    this.#registrars.clear();
  }

  #registrarOf(bridge: Bridge, book: Book): Registrar {
    const { kv, clock, jidOf, ...parts } = this.#parts;
    const accounts = this.#accountsOf(bridge, book);
    const wanted = NETWORKS.filter((network) => accounts[network] !== undefined);
    const houses = new Houses(kv, clock, wanted, bridge.name);
    return new Registrar({ ...parts, accounts, houses, clock, agent: jidOf(bridge), changed: () => undefined });
  }

  #accountsOf(bridge: Bridge, book: Book): AlertsConfig['accounts'] {
    const { accounts, nick } = this.#parts;
    const networks = networksOf(bridge, book);
    const end = bridge.ends.find(({ target }) => !isNamed(target) && target.kind === 'channel');
    return {
      ...(accounts.sms !== undefined && networks.has('sms') && { sms: accounts.sms }),
      ...(accounts.email !== undefined &&
        networks.has('email') && { email: { ...accounts.email, 'x-alias': bridge.name } }),
      ...(accounts.irc !== undefined && networks.has('irc') && { irc: { ...accounts.irc, nick: end?.nick ?? nick } }),
    };
  }

  /** Another one where the bridge has to be registered otherwise. */
  #keyOf(bridge: Bridge, book: Book): string {
    return JSON.stringify([bridge.name, this.#accountsOf(bridge, book)]);
  }
}

/** The networks on which a bridge speaks to somebody; who is on call may change at any time, and so counts always. */
function networksOf({ ends }: Bridge, book: Book): ReadonlySet<HouseNetwork> {
  const members = book.members(ends.map(({ target }) => target));
  const onCall = members.some((member) => isNamed(member) && member.kind === 'rotation');
  const people = onCall ? book.people : members.flatMap((one) => (isNamed(one) ? (book.person(one.name) ?? []) : []));
  const places: readonly Place[] = [
    ...members.filter((one): one is Place => !isNamed(one)),
    ...people.flatMap(({ places: own }) => own),
  ];
  return new Set(places.flatMap((place) => networkOf(place) ?? []));
}
