import { ownerOf } from '../../account-id.js';
import type { Inside } from '../../core/operator/inside.js';
import type { Site } from '../../core/site.js';
import type { StoredAccount } from '../../store/accounts.js';
import type { PeopleView, PersonView } from './api.js';

interface PeopleQuery {
  /** Only this gateway's. */
  readonly gateway?: string;
  /** What the JID, or an address that nobody else has, contains. */
  readonly filter?: string;
  /** `next` of the page before. */
  readonly after?: string;
  /** Registered people of a page; who has several accounts makes several rows. */
  readonly size: number;
}

/** Somebody's registration with one gateway. */
interface Registered {
  readonly jid: string;
  readonly site: Site;
}

/** Registrations by pages, in the order of their JIDs. All JIDs are read for each page: 10,000 take some 20 ms. */
export async function peopleOf({ sites }: Inside, { gateway, filter, after, size }: PeopleQuery): Promise<PeopleView> {
  const asked = sites.filter((site) => gateway === undefined || site.gateway.name === gateway);
  const all = (await Promise.all(asked.map((site) => matching(site, filter)))).flat();
  all.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const rest = after === undefined ? all : all.filter((one) => placeOf(one) > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const people = await Promise.all(page.map((one) => rowsOf(one)));
  return {
    total: all.length,
    people: people.flat(),
    ...(last === undefined || rest.length <= size ? {} : { next: placeOf(last) }),
  };
}

async function matching(site: Site, filter = ''): Promise<readonly Registered[]> {
  const { accounts } = site.stores;
  const { name, registration } = site.gateway;
  const jids = await accounts.jids(name);
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return jids.map((jid) => ({ jid, site }));
  const byAddress = new Set<string>();
  if (registration.unique !== undefined) {
    for (const [value, id] of await accounts.uniques(name)) {
      if (value.toLowerCase().includes(wanted)) byAddress.add(ownerOf(id));
    }
  }
  return jids.flatMap((jid) => (jid.toLowerCase().includes(wanted) || byAddress.has(jid) ? [{ jid, site }] : []));
}

async function rowsOf({ jid, site }: Registered): Promise<PeopleView['people']> {
  const { gateway, stores } = site;
  const [user, online] = await Promise.all([
    stores.accounts.of(gateway.name, jid),
    stores.presence.online(gateway.name, jid),
  ]);
  return (user?.all ?? []).map((account) => {
    const address = addressOf(site, account);
    return {
      jid,
      gateway: gateway.name,
      account: account.id,
      label: account.label,
      since: account.since,
      online: online.size > 0,
      banned: site.bans.find(jid) !== undefined,
      ...(address === undefined ? {} : { address }),
    };
  });
}

/** One person at every gateway; undefined where there is no registration. `jid`: bare, normalised. */
export async function personOf({ sites }: Inside, jid: string): Promise<PersonView | undefined> {
  const found = await Promise.all(sites.map((site) => personAt(site, jid)));
  const accounts = found.flatMap((one) => one.accounts);
  if (accounts.length === 0) return undefined;
  const resources = [...new Set(found.flatMap((one) => one.resources))].sort();
  const [ban] = sites.flatMap(({ bans }) => bans.find(jid) ?? []);
  if (ban === undefined) return { jid, resources, accounts };
  const { reason, since, until } = ban;
  return { jid, resources, accounts, ban: { reason, since, ...(until === undefined ? {} : { until }) } };
}

async function personAt(site: Site, jid: string): Promise<Pick<PersonView, 'accounts' | 'resources'>> {
  const { gateway, stores } = site;
  const user = await stores.accounts.of(gateway.name, jid);
  if (user === undefined) return { accounts: [], resources: [] };
  const [online, contacts, waiting] = await Promise.all([
    stores.presence.online(gateway.name, jid),
    stores.roster.list(gateway.name, jid),
    waitingOf(site, jid),
  ]);
  const accounts = user.all.map((account) => ({
    gateway: gateway.name,
    account: account.id,
    label: account.label,
    since: account.since,
    fields: shownFields(site, account),
    // The gateway itself is in the roster too.
    contacts: contacts.filter(({ contact }) => contact !== '').length,
    waiting: waiting.get(account.id) ?? 0,
  }));
  return { accounts, resources: [...online.keys()] };
}

/** Messages that wait in the gateway's lanes, by account. */
async function waitingOf({ gateway, lanes }: Site, jid: string): Promise<ReadonlyMap<string, number>> {
  const all = await Promise.all(gateway.lanes.map((lane) => lanes.waiting(lane, jid)));
  const sums = new Map<string, number>();
  for (const { conversations } of all) {
    for (const [conversation, count] of conversations) {
      // The contact begins behind the id of the account, which holds no such sign.
      const account = conversation.slice(0, conversation.indexOf('>'));
      sums.set(account, (sums.get(account) ?? 0) + count);
    }
  }
  return sums;
}

/** What stands in the form, secrets apart: what a gateway keeps besides is its own. */
function shownFields({ gateway }: Site, { fields }: StoredAccount): Readonly<Record<string, string>> {
  const plain = gateway.registration.fields.filter(({ kind }) => kind !== 'text-private');
  return Object.fromEntries(
    plain.flatMap(({ name }) => {
      const value = fields[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

function addressOf({ gateway }: Site, { fields }: StoredAccount): string | undefined {
  const { unique } = gateway.registration;
  const value = unique === undefined ? undefined : fields[unique];
  return value === '' ? undefined : value;
}

/** JIDs hold no space. */
const placeOf = ({ jid, site }: Registered): string => `${jid} ${site.gateway.name}`;
