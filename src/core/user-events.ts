import type { Account, PresenceState, UserEvent } from '../../gateways/gateway.js';
import { ENVELOPE_VERSION, newEnvelopeId } from '../lanes/envelope.js';
import { Recent } from '../recent.js';
import type { PresenceEntry } from '../store/presence.js';
import { isOutside } from './entities.js';
import { mask } from './mask.js';
import type { Site } from './site.js';

/** Presence that is older is of no use to a network. */
const EXPIRES_MS = 60_000;
const REMEMBERED = 8192;

const OFFLINE: PresenceState = { available: false };

/** Tells a gateway that has `presence` what its users do, by the lane of whoever holds their connection. */
export class UserEvents {
  readonly #site: Site;
  /** What was told last, so that the many copies of one change are one event. */
  #told = new Recent<string, string>(REMEMBERED);

  constructor(site: Site) {
    this.#site = site;
  }

  /** The presence of a user may have changed. */
  async presence(account: Account): Promise<void> {
    const { gateway, stores } = this.#site;
    if (gateway.presence === undefined) return;
    await this.#presence(account, stateOf(await stores.presence.online(gateway.name, account.jid)));
  }

  /** The user has no connection any more, whatever the store says. */
  async offline(account: Account): Promise<void> {
    if (this.#site.gateway.presence !== undefined) await this.#presence(account, OFFLINE);
  }

  /** The user wants to see a contact, or has removed it. */
  async subscription(account: Account, contact: string, wanted: boolean): Promise<void> {
    await this.#ofContact(account, { type: 'subscription', account: account.jid, contact, wanted });
  }

  /** The user lets a contact see the presence. */
  async allowed(account: Account, contact: string): Promise<void> {
    await this.#ofContact(account, { type: 'allowed', account: account.jid, contact });
  }

  /** Nothing is known any more, of a user or of anybody: what comes is news. */
  forget(jid?: string): void {
    if (jid === undefined) this.#told = new Recent(REMEMBERED);
    else this.#told.delete(jid);
  }

  async #presence(account: Account, state: PresenceState): Promise<void> {
    const print = `${account.since} ${JSON.stringify(state)}`;
    if (this.#told.get(account.jid) === print) return;
    this.#told.set(account.jid, print);
    await this.#add(account, `${account.jid}>`, { type: 'presence', account: account.jid, state });
  }

  /** The gateway itself, and contacts that only write, are none of the network's business. */
  async #ofContact(account: Account, event: Exclude<UserEvent, { readonly type: 'presence' }>): Promise<void> {
    const { gateway } = this.#site;
    if (gateway.presence === undefined || !isOutside(gateway, event.contact)) return;
    await this.#add(account, `${account.jid}>${event.contact}`, event);
  }

  async #add(account: Account, conversation: string, event: UserEvent): Promise<void> {
    const { gateway, lanes, clock, limits, log } = this.#site;
    const lane = gateway.presence?.laneFor(account);
    if (lane === undefined) return;
    const at = clock.now();
    try {
      const { rev } = account;
      // Of the user and of no single account: it is told also when the last one has ended.
      const head = { v: ENVELOPE_VERSION, id: newEnvelopeId(), gateway: gateway.name, account: '', rev, at } as const;
      await lanes.add(
        lane,
        { ...head, conversation, kind: 'presence', event, expires: at + EXPIRES_MS },
        { giveUpAfter: limits.patience },
      );
    } catch (error) {
      this.#told.delete(account.jid);
      log.warn({ account: mask(account.jid), error: String(error) }, 'the network does not hear what a user does');
    }
  }
}

/** A user as the network sees one: the resource with the highest priority counts, of several the one heard last. */
export function stateOf(online: ReadonlyMap<string, PresenceEntry>): PresenceState {
  let best: PresenceEntry | undefined;
  for (const entry of online.values()) {
    if (best === undefined || entry.priority > best.priority) best = entry;
    else if (entry.priority === best.priority && entry.at >= best.at) best = entry;
  }
  if (best === undefined) return OFFLINE;
  const { show, status, idleSince } = best;
  return {
    available: true,
    ...(show === undefined ? {} : { show }),
    ...(status === undefined ? {} : { status }),
    ...(idleSince === undefined ? {} : { idleSince }),
  };
}
