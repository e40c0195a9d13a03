import { newEnvelopeId } from '../../lanes/envelope.js';
import type {
  Operation,
  OperationArgument,
  OperationCall,
  OperationProblem,
  OperationResult,
} from '../../operation.js';
import type { UserAccounts } from '../../store/accounts.js';
import type { Element } from '../../xmpp/element.js';
import { parseJid } from '../../xmpp/jid.js';
import { presence } from '../../xmpp/presence.js';
import { serialise } from '../../xmpp/serialise.js';
import { Online } from '../online.js';
import { Registration } from '../registration.js';
import { Replies } from '../replies.js';
import { accountOf, type Site } from '../site.js';
import type { Inside } from './inside.js';
import { gatewayNamed, given, isGiven, isProblem } from './values.js';

const PAGE = 50;
const MOST = 1000;
/** Registrations that are looked through for one page of a filtered list. */
const MOST_LOOKED_AT = 20_000;

const WHO: OperationArgument = {
  name: 'jid',
  about: 'bare JID of the person',
  kind: 'jid',
  required: true,
  positional: true,
};
const GATEWAY: OperationArgument = { name: 'gateway', about: 'only at this gateway; default: at all of them' };

/** The people who are registered. Nothing here shows a secret. */
export function userOperations(inside: () => Inside): readonly Operation[] {
  return [
    {
      noun: 'user',
      verb: 'list',
      about: 'who is registered, by pages',
      arguments: [
        GATEWAY,
        { name: 'filter', about: 'only those whose JID has this in it' },
        { name: 'online', about: 'only those who are online', kind: 'flag' },
        { name: 'size', about: 'people on a page, default 50, at most 1000', kind: 'number' },
        { name: 'after', about: 'where the page before ended' },
      ],
      run: (call) => list(inside(), call),
    },
    {
      noun: 'user',
      verb: 'info',
      about: 'what one person has registered, where they are online, and what of theirs waits',
      arguments: [WHO, GATEWAY],
      run: (call) => info(inside(), call),
    },
    {
      noun: 'user',
      verb: 'export',
      about: 'all that is kept of one person, without secrets, for them to have',
      arguments: [WHO, GATEWAY],
      run: (call) => exportOf(inside(), call),
    },
    {
      noun: 'user',
      verb: 'end-session',
      about: 'end what somebody has with the gateways until their next presence',
      arguments: [WHO, GATEWAY],
      changes: true,
      run: (call) => endSession(inside(), call),
    },
    {
      noun: 'user',
      verb: 'delete',
      about: 'remove the registration of somebody, with data and contacts',
      arguments: [WHO, GATEWAY],
      changes: true,
      confirm: 'Remove the registration? Its data and its list of contacts go with it.',
      run: (call) => remove(inside(), call),
    },
  ];
}

async function list(inside: Inside, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const sites = sitesOf(inside, call);
  if (isProblem(sites)) return sites;
  const size = Math.min(MOST, Math.max(1, Number(given(call, 'size') ?? PAGE)));
  const filter = given(call, 'filter')?.toLowerCase() ?? '';
  const onlineOnly = isGiven(call, 'online');
  const [begin = '', cursor = '0'] = (given(call, 'after') ?? '').split(' ');
  const first = Math.max(
    0,
    sites.findIndex(({ gateway }) => gateway.name === begin),
  );
  const rows: Record<string, string | number | boolean>[] = [];
  let looked = 0;
  for (const [index, site] of sites.slice(first).entries()) {
    const { gateway, stores } = site;
    for (let from: string | undefined = index === 0 ? cursor : '0'; from !== undefined; ) {
      if (rows.length >= size || looked >= MOST_LOOKED_AT) return page(rows, `${gateway.name} ${from}`);
      const { users, next } = await stores.accounts.page(gateway.name, from, Math.max(size - rows.length, 20));
      looked += users.length;
      const found = users.filter(({ jid }) => jid.includes(filter));
      const online = await Promise.all(
        found.map(async ({ jid }) => (await stores.presence.online(gateway.name, jid)).size > 0),
      );
      for (const [place, user] of found.entries()) {
        if (!onlineOnly || online[place] === true) rows.push(rowOf(site, user, online[place] === true));
      }
      from = next;
    }
  }
  return page(rows, undefined);
}

function rowOf({ gateway }: Site, { jid, all, default: first }: UserAccounts, online: boolean) {
  return {
    jid,
    gateway: gateway.name,
    accounts: all.length,
    address: gateway.ownAddress?.(first) ?? '',
    since: first.since,
    online,
  };
}

function page(rows: readonly Record<string, string | number | boolean>[], next: string | undefined): OperationResult {
  return {
    table: {
      columns: [
        { name: 'jid', label: 'JID' },
        { name: 'gateway', label: 'Gateway' },
        { name: 'accounts', label: 'Accounts', kind: 'number' },
        { name: 'address', label: 'Address' },
        { name: 'since', label: 'Since', kind: 'time' },
        { name: 'online', label: 'Online' },
      ],
      rows,
    },
    ...(next === undefined ? {} : { next }),
  };
}

async function info(inside: Inside, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const found = await registered(inside, call);
  if (isProblem(found)) return found;
  const rows = await Promise.all(
    found.flatMap(({ site, user }) =>
      user.all.map(async (account) => {
        const { gateway, stores, lanes } = site;
        const [roster, online, [lastLogin], waiting] = await Promise.all([
          stores.roster.list(gateway.name, user.jid),
          stores.presence.online(gateway.name, user.jid),
          stores.presence.lastLogins(gateway.name, [user.jid]),
          Promise.all(gateway.lanes.map((lane) => lanes.waiting(lane, user.jid))),
        ]);
        const counts = waiting.flatMap(({ conversations }) => [...conversations.values()]);
        return {
          gateway: gateway.name,
          account: account.label,
          since: account.since,
          address: gateway.ownAddress?.(account) ?? '',
          fields: Object.entries(account.fields)
            .map(([name, value]) => `${name}=${value}`)
            .join(' '),
          online: [...online.keys()].join(', '),
          lastLogin: lastLogin ?? null,
          contacts: roster.filter(({ contact }) => contact !== '').length,
          waiting: counts.reduce((sum, count) => sum + count, 0),
        };
      }),
    ),
  );
  return {
    table: {
      columns: [
        { name: 'gateway', label: 'Gateway' },
        { name: 'account', label: 'Account' },
        { name: 'since', label: 'Since', kind: 'time' },
        { name: 'address', label: 'Address' },
        { name: 'fields', label: 'Registered with' },
        { name: 'online', label: 'Clients online' },
        { name: 'lastLogin', label: 'Last login', kind: 'time' },
        { name: 'contacts', label: 'Contacts', kind: 'number' },
        { name: 'waiting', label: 'Waiting', kind: 'number' },
      ],
      rows,
    },
  };
}

async function exportOf(inside: Inside, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const found = await registered(inside, call);
  if (isProblem(found)) return found;
  const rows = await Promise.all(
    found.map(async ({ site: { gateway, stores }, user }) => {
      const roster = await stores.roster.list(gateway.name, user.jid);
      const [lastLogin] = await stores.presence.lastLogins(gateway.name, [user.jid]);
      const accounts = user.all.map(({ label, since, rev, fields }) => ({ label, since, rev, fields }));
      const contacts = roster.filter(({ contact }) => contact !== '').map(({ contact }) => contact);
      return {
        gateway: gateway.name,
        domain: gateway.domain,
        data: JSON.stringify({ jid: user.jid, accounts, contacts, lastLogin }),
      };
    }),
  );
  return {
    table: {
      columns: [
        { name: 'gateway', label: 'Gateway' },
        { name: 'domain', label: 'Domain' },
        { name: 'data', label: 'Data (JSON)' },
      ],
      rows,
    },
  };
}

async function endSession(inside: Inside, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const sites = sitesOf(inside, call);
  if (isProblem(sites)) return sites;
  const jid = bareOf(call);
  const ended: string[] = [];
  for (const site of sites) {
    const account = await accountOf(site, jid);
    const resources = await site.stores.presence.online(site.gateway.name, jid);
    if (account === undefined || resources.size === 0) continue;
    await new Online(site).end(account);
    await post(site, jid, [presence({ type: 'unavailable', from: site.gateway.domain, to: jid })]);
    ended.push(site.gateway.domain);
  }
  if (ended.length === 0)
    return {
      problem: call.say('{jid} is not online at any of these gateways, so there is no session to end.', { jid }),
    };
  const params = { jid, gateways: ended.join(', ') };
  return {
    notes: [call.say('The session of {jid} with {gateways} is ended; the next presence begins another.', params)],
  };
}

async function remove(inside: Inside, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const found = await registered(inside, call);
  if (isProblem(found)) return found;
  const notes: string[] = [];
  for (const { site, user } of found) {
    const result = await new Registration(site).remove(user.jid);
    if (!result.ok) continue;
    await post(site, user.jid, result.follow);
    const params = { jid: user.jid, gateway: site.gateway.domain };
    notes.push(call.say('The registration of {jid} with {gateway} is removed.', params));
  }
  return notes.length === 0 ? { problem: call.say('The registration was gone already.') } : { notes };
}

/** Puts stanzas of the gateway into its lane to XMPP, in order. */
async function post(site: Site, jid: string, stanzas: readonly Element[]): Promise<void> {
  const replies = new Replies(site);
  for (const stanza of stanzas) await replies.enqueue(newEnvelopeId(), jid, serialise(stanza));
}

/** The person at each gateway where they are registered. */
async function registered(
  inside: Inside,
  call: OperationCall,
): Promise<readonly { readonly site: Site; readonly user: UserAccounts }[] | OperationProblem> {
  const sites = sitesOf(inside, call);
  if (isProblem(sites)) return sites;
  const jid = bareOf(call);
  const users = await Promise.all(
    sites.map(async (site) => ({ site, user: await site.stores.accounts.of(site.gateway.name, jid) })),
  );
  const found = users.flatMap(({ site, user }) => (user === undefined ? [] : [{ site, user }]));
  if (found.length > 0) return found;
  const params = { jid, gateways: sites.map(({ gateway }) => gateway.name).join(', ') };
  return { problem: call.say('{jid} is not registered with {gateways}. Look at user list.', params) };
}

function bareOf(call: OperationCall): string {
  const text = given(call, 'jid') ?? '';
  return parseJid(text)?.bare ?? text;
}

function sitesOf({ sites }: Inside, call: OperationCall): readonly Site[] | OperationProblem {
  const found = gatewayNamed(call, sites);
  if (isProblem(found)) return found;
  return found === undefined ? sites : [found];
}
