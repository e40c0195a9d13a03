import type { Element } from '../../xmpp/element.js';
import type { FormField } from '../../xmpp/forms.js';
import { parseJid } from '../../xmpp/jid.js';
import { NS } from '../../xmpp/namespaces.js';
import { presence } from '../../xmpp/presence.js';
import { problem } from '../errors.js';
import type { Online } from '../online.js';
import type { Registration } from '../registration.js';
import { accountOf, type Site } from '../site.js';
import { firstOf } from './check-fields.js';
import type { Call, Command, CommandForm, Done, Step } from './command.js';

/** The fields of XEP-0133. */
const ONE = 'accountjid';
const MANY = 'accountjids';
const MOST = 'max_items';
const SIZES = ['25', '50', '75', '100', '150', '200'] as const;

/** Service administration (XEP-0133 1.3.1), as far as it has a meaning for a gateway. */
export function adminCommands(registration: Registration, online: Online): readonly Command[] {
  return [
    {
      ...adminNode('get-registered-users-num'),
      word: 'count-users',
      name: { key: 'admin.registered-num' },
      about: { key: 'admin.registered-num' },
      steps: [],
      run: async ({ say, site }) =>
        values([text('registeredusersnum', say({ key: 'admin.registered-num' }), String(await countRegistered(site)))]),
    },
    {
      ...adminNode('get-online-users-num'),
      word: 'count-online',
      name: { key: 'admin.online-num' },
      about: { key: 'admin.online-num' },
      steps: [],
      run: async ({ say, site }) =>
        values([text('onlineusersnum', say({ key: 'admin.online-num' }), String(await countOnline(site)))]),
    },
    {
      ...adminNode('get-registered-users-list'),
      word: 'users',
      name: { key: 'admin.registered-list' },
      about: { key: 'admin.registered-list' },
      steps: [sizeStep('admin.registered-list')],
      run: async (call) => {
        const { gateway, stores } = call.site;
        const page = async (from: string, size: number) => {
          const { accounts, next } = await stores.accounts.page(gateway.name, from, size);
          return { jids: accounts.map(({ jid }) => jid), next };
        };
        const label = call.say({ key: 'admin.registered-list' });
        return listed(call, { name: 'registereduserjids', label }, page, await countRegistered(call.site));
      },
    },
    {
      ...adminNode('get-online-users-list'),
      word: 'online',
      name: { key: 'admin.online-list' },
      about: { key: 'admin.online-list' },
      steps: [sizeStep('admin.online-list')],
      run: async (call) => {
        const { gateway, stores } = call.site;
        const page = (from: string, size: number) => stores.presence.page(gateway.name, from, size);
        const label = call.say({ key: 'admin.online-list' });
        return listed(call, { name: 'onlineuserjids', label }, page, await countOnline(call.site));
      },
    },
    {
      ...adminNode('user-stats'),
      word: 'user',
      name: { key: 'admin.user-stats' },
      about: { key: 'admin.user-stats' },
      steps: [{ form: async (call) => accountForm(call, 'admin.user-stats', ONE) }],
      run: (call) => userStats(registration, call),
    },
    {
      ...adminNode('delete-user'),
      word: 'delete-user',
      name: { key: 'admin.delete-user' },
      about: { key: 'admin.delete-user' },
      steps: [{ form: async (call) => accountForm(call, 'admin.delete-user', MANY) }],
      confirm: (call) => confirmation(call, 'admin.delete-confirm'),
      run: (call) => deleteUsers(registration, call),
    },
    {
      ...adminNode('end-user-session'),
      word: 'end-session',
      name: { key: 'admin.end-session' },
      about: { key: 'admin.end-session' },
      steps: [{ form: async (call) => accountForm(call, 'admin.end-session', MANY) }],
      confirm: (call) => confirmation(call, 'admin.end-confirm'),
      run: (call) => endSessions(online, call),
    },
  ];
}

/** The node that XEP-0133 names for a command, for admins only. */
export function adminNode(name: string): { readonly node: string; readonly audience: 'admin' } {
  return { node: `${NS.admin}#${name}`, audience: 'admin' };
}

async function userStats(registration: Registration, { say, site, values: given }: Call): Promise<Done> {
  const jid = bare(firstOf(given, ONE));
  const { gateway, stores, lanes } = site;
  const account = await registration.account(jid);
  if (account === undefined) return { problem: problem('command-no-such-user', { jid }) };
  const [roster, online, waiting] = await Promise.all([
    stores.roster.list(gateway.name, jid),
    stores.presence.online(gateway.name, jid),
    Promise.all(gateway.lanes.map((lane) => lanes.waiting(lane, jid))),
  ]);
  const contacts = roster.filter(({ contact }) => contact !== '').length;
  const messages = waiting.flatMap(({ conversations }) => [...conversations.values()]).reduce((a, b) => a + b, 0);
  return values([
    { name: ONE, kind: 'jid-single', label: say({ key: 'admin.account' }), values: [jid] },
    text('rostersize', say({ key: 'admin.roster-size' }), String(contacts)),
    { name: 'onlineresources', kind: 'text-multi', label: say({ key: 'admin.resources' }), values: [...online.keys()] },
    text('x-since', say({ key: 'admin.since' }), new Date(account.since).toISOString()),
    text('x-waiting', say({ key: 'admin.waiting' }), String(messages)),
  ]);
}

async function deleteUsers(registration: Registration, { say, values: given }: Call): Promise<Done> {
  const follow: Element[] = [];
  const gone: string[] = [];
  const unknown: string[] = [];
  for (const jid of accountsIn(given.get(MANY))) {
    const result = await registration.remove(jid);
    (result.ok ? gone : unknown).push(jid);
    if (result.ok) follow.push(...result.follow);
  }
  if (gone.length === 0) return { problem: problem('command-no-such-user', { jid: unknown.join(', ') }) };
  return {
    notes: [
      { type: 'info', text: say({ key: 'admin.deleted', params: { jids: gone.join(', ') } }) },
      ...(unknown.length === 0
        ? []
        : [
            { type: 'warn' as const, text: say({ key: 'admin.not-registered', params: { jids: unknown.join(', ') } }) },
          ]),
    ],
    follow,
  };
}

/** Somebody's session with a gateway is its knowledge that they are online (XEP-0100 4.4); their next presence begins another. */
async function endSessions(online: Online, { say, site, values: given }: Call): Promise<Done> {
  const { gateway, stores } = site;
  const ended: string[] = [];
  for (const text of given.get(MANY) ?? []) {
    const jid = parseJid(text);
    if (jid === undefined) continue;
    const account = await accountOf(site, jid.bare);
    const resources = await stores.presence.online(gateway.name, jid.bare);
    if (account === undefined || resources.size === 0 || (jid.resource !== '' && !resources.has(jid.resource)))
      continue;
    await online.end(account, jid.resource);
    ended.push(jid.full);
  }
  if (ended.length === 0) return { problem: problem('command-nobody-online') };
  return {
    notes: [{ type: 'info', text: say({ key: 'admin.ended', params: { jids: ended.join(', ') } }) }],
    follow: ended.map((to) => presence({ type: 'unavailable', from: gateway.domain, to })),
  };
}

/** As many as the admin wants to see, of all. */
export async function listed(
  { say, values: given }: Call,
  field: { readonly name: string; readonly label: string },
  page: (
    from: string,
    size: number,
  ) => Promise<{ readonly jids: readonly string[]; readonly next: string | undefined }>,
  total: number,
): Promise<Done> {
  const most = Number(firstOf(given, MOST) || SIZES[0]);
  const found = new Set<string>();
  for (let from: string | undefined = '0'; from !== undefined && found.size < most; ) {
    const { jids, next } = await page(from, most);
    for (const jid of jids) found.add(jid);
    from = next;
  }
  const shown = [...found].slice(0, most).sort();
  const note = say({ key: 'admin.shown', params: { shown: shown.length, total } });
  return { ...values([{ ...field, kind: 'jid-multi', values: shown }]), notes: [{ type: 'info', text: note }] };
}

/** The step that asks how many items are told at most (`max_items`, XEP-0133). */
export function sizeStep(title: string): Step {
  return {
    form: async ({ say }) => ({
      title: say({ key: title }),
      formType: NS.admin,
      fields: [
        {
          name: MOST,
          kind: 'list-single',
          label: say({ key: 'admin.max-items' }),
          values: [SIZES[0]],
          options: SIZES.map((value) => ({ value, label: value })),
        },
      ],
    }),
  };
}

/** The form that asks for one account, or for several (`accountjid`, `accountjids`, XEP-0133). */
export function accountForm({ say }: Call, title: string, name: typeof ONE | typeof MANY): CommandForm {
  const one = name === ONE;
  const label = say({ key: one ? 'admin.account' : 'admin.accounts' });
  return {
    title: say({ key: title }),
    formType: NS.admin,
    fields: [{ name, kind: one ? 'jid-single' : 'jid-multi', label, required: true }],
  };
}

function confirmation({ say, values: given }: Call, key: string): string {
  return say({ key, params: { jids: (given.get(MANY) ?? []).join(', ') } });
}

/** A result in the form of XEP-0133. */
export function values(fields: readonly FormField[]): Done & { readonly fields: readonly FormField[] } {
  return { formType: NS.admin, fields };
}

/** A field of a result with one line of text. */
export function text(name: string, label: string, value: string): FormField {
  return { name, kind: 'text-single', label, values: [value] };
}

function bare(jid: string): string {
  return parseJid(jid)?.bare ?? jid;
}

/** The bare JIDs of those who were named, each once. */
export function accountsIn(jids: readonly string[] = []): readonly string[] {
  return [...new Set(jids.map(bare))];
}

function countRegistered({ gateway, stores }: Site): Promise<number> {
  return stores.accounts.count(gateway.name);
}

function countOnline({ gateway, stores }: Site): Promise<number> {
  return stores.presence.countOnline(gateway.name);
}
