import type { Account, Archive, HoldContext, KeyValue, Media, NoticeEvent, Post } from '../../gateways/gateway.js';
import { ownerOf } from '../account-id.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { Tenure } from '../lanes/handler.js';
import { Recent } from '../recent.js';
import { keptBy } from '../store/secrets.js';
import { contactJid } from './addresses.js';
import { post } from './agents.js';
import { ContactList } from './contacts.js';
import type { Fates } from './fates.js';
import type { IncomingMessages } from './incoming.js';
import { keyFor, metricsOf, putIntakeOf } from './intake.js';
import type { Outcomes } from './outcomes.js';
import { partsOf } from './parts.js';
import { fanOut } from './rooms/fan-out.js';
import { accountOf, accountsOf, type Site } from './site.js';
import { tellOwner } from './tell-owner.js';
import { stateOf } from './user-events.js';

/** Unique values whose holders are remembered. */
const HOLDERS = 16_384;

/** What of the core stands behind a context. */
export interface HoldContextParts {
  readonly outcomes: Outcomes;
  readonly incoming: IncomingMessages;
  readonly fates: Fates;
  readonly kv: KeyValue;
  readonly archive?: Archive;
  readonly media?: Media;
}

/** Makes what the holds of one lane get of the core: all that a gateway can ask for and have done while it holds a lane. */
export class HoldContexts {
  readonly #site: Site;
  readonly #parts: HoldContextParts;
  readonly #repeatBegun: boolean;
  readonly #contacts: ContactList;
  /** Ids of accounts by the unique values that they had when they were last asked for. */
  readonly #holders = new Recent<string, string>(HOLDERS);

  /** `repeatBegun`: what may have gone out over this lane is sent again by itself. */
  constructor(site: Site, parts: HoldContextParts, repeatBegun: boolean) {
    this.#site = site;
    this.#parts = parts;
    this.#repeatBegun = repeatBegun;
    this.#contacts = new ContactList(site);
  }

  /** What the hold of this tenure gets. */
  of(tenure: Tenure): HoldContext {
    const { gateway, words, states, stores, clock, log, metrics } = this.#site;
    const { outcomes, incoming, fates, kv, media, archive } = this.#parts;
    let wasUp = false;
    return {
      lane: tenure.lane,
      deliver: (message) => incoming.deliver(message),
      report: (report) => fates.report(report),
      answeredLate: (envelope, parts) => outcomes.late(envelope, parts, !this.#repeatBegun),
      notice: (notice) => tenure.add(this.#noticeEnvelope(notice)),
      tell: (account, text) => tellOwner(this.#site, account, text),
      jidOf: (contact) => contactJid(gateway, contact),
      presence: (presence) => this.#contacts.presence(presence),
      contacts: this.#contacts,
      rooms: (stanzas) => fanOut(this.#site, stanzas),
      ...(gateway.agent === undefined ? {} : { post: (stanza: Post) => post(this.#site, stanza) }),
      put: putIntakeOf(this.#site),
      neighbour: this.#site.neighbour,
      parts: () => partsOf(this.#site),
      admins: this.#site.admins,
      presenceOf: async (account) => stateOf(await stores.presence.online(gateway.name, ownerOf(account))),
      account: (id) => knownAccount(this.#site, id),
      accountOf: async (jid) => (this.#site.access(jid) === undefined ? accountOf(this.#site, jid) : undefined),
      accountsOf: async (jid) => {
        const user = this.#site.access(jid) === undefined ? await accountsOf(this.#site, jid) : undefined;
        return user === undefined ? [] : [user.default, ...user.all.filter((account) => account !== user.default)];
      },
      holderOf: (value) => holderOf(this.#site, value, this.#holders),
      users: () => usersOf(this.#site),
      secretsOf: (account) => secretsOf(this.#site, account),
      wake: () => tenure.wake(),
      state: (state, reason) => {
        const isUp = state === 'up';
        if (isUp && wasUp && states.get(tenure.lane) === 'down') metrics.count('reconnects', { network: gateway.name });
        wasUp ||= isUp;
        states.set(tenure.lane, state);
        metrics.gauge('lane_up', state === 'up' ? 1 : 0, { lane: tenure.lane });
        tenure.state(state, reason);
      },
      mayWrite: () => tenure.mayWrite(),
      later: tenure.later,
      kv,
      seal: (key, text) => stores.secrets.seal(keptBy(gateway.name, key), text),
      unseal: (key, sealed) => unsealed(this.#site, key, sealed),
      derivedKey: (purpose) => keyFor(this.#site, purpose),
      rates: {
        reserve: (key, plan, count) => stores.rates.reserve(`${gateway.name}:${key}`, plan, count),
        slow: (key, plan, factor, settle) => stores.rates.slow(`${gateway.name}:${key}`, plan, factor, settle),
      },
      ...(media === undefined ? {} : { media }),
      ...(archive === undefined ? {} : { archive }),
      text: (ref, lang) => words.text(ref, lang),
      clock,
      log: log.child({ lane: tenure.lane }),
      metrics: metricsOf(this.#site),
    };
  }

  #noticeEnvelope(notice: NoticeEvent): Envelope<NoticeEvent> {
    return {
      v: ENVELOPE_VERSION,
      id: newEnvelopeId(),
      gateway: this.#site.gateway.name,
      account: '',
      rev: 0,
      conversation: `>${notice.contact}`,
      kind: 'message',
      event: notice,
      at: this.#site.clock.now(),
    };
  }
}

/** Who may not use the gateway any more is nobody to it, also when the phones still answer. */
async function knownAccount({ gateway, stores, access }: Site, id: string): Promise<Account | undefined> {
  if (access(ownerOf(id)) !== undefined) return undefined;
  return (await stores.cache.get(gateway.name, id)) ?? gateway.guest?.(id);
}

async function holderOf(site: Site, value: string, holders: Recent<string, string>): Promise<Account | undefined> {
  const { gateway, stores } = site;
  const { unique } = gateway.registration;
  if (unique === undefined) return undefined;
  const found = async (id: string | undefined): Promise<Account | undefined> => {
    const account = id === undefined ? undefined : await knownAccount(site, id);
    return account?.fields[unique] === value ? account : undefined;
  };
  // Nobody else can have the value as long as this one has it.
  const known = await found(holders.get(value));
  if (known !== undefined) return known;
  const id = await stores.accounts.holder(gateway.name, unique, value);
  if (id !== undefined) holders.set(value, id);
  // It may be known to this process as it was a moment ago.
  return await found(id);
}

async function* usersOf(site: Site): AsyncIterable<readonly Account[]> {
  const { gateway, stores } = site;
  let from: string | undefined;
  do {
    const page = await stores.accounts.page(gateway.name, from);
    for (const { jid, all } of page.users) if (site.access(jid) === undefined) yield all;
    from = page.next;
  } while (from !== undefined);
}

async function secretsOf({ gateway, stores }: Site, { id }: Account): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  for (const { name, kind } of gateway.registration.fields) {
    const value = kind === 'text-private' ? await stores.accounts.secret(gateway.name, id, name) : undefined;
    if (value !== undefined && value !== '') secrets[name] = value;
  }
  return secrets;
}

function unsealed({ gateway, stores, log }: Site, key: string, sealed: string): string | undefined {
  try {
    return stores.secrets.open(keptBy(gateway.name, key), sealed);
  } catch (error) {
    log.warn({ error: String(error) }, 'something that was kept cannot be read any more');
    return undefined;
  }
}
