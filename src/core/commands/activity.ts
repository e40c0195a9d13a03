import type { PresenceEntry } from '../../store/presence.js';
import type { Site } from '../site.js';
import { accountForm, accountsIn, adminNode, listed, sizeStep, text, values } from './admin.js';
import type { Call, Command, Done } from './command.js';

const MANY = 'accountjids';
/** Users whose presence is read at once. */
const PAGE = 500;

type State = 'active' | 'idle';

/** Who does something and who is away (XEP-0133 4.16, 4.17, 4.21 and 4.22), and when somebody came last (4.9). */
export const activityCommands: readonly Command[] = [
  counting('active', 'activeusersnum', 'admin.active-num'),
  counting('idle', 'idleusersnum', 'admin.idle-num'),
  listing('active', 'activeuserjids', 'admin.active-list'),
  listing('idle', 'idleuserjids', 'admin.idle-list'),
  {
    ...adminNode('get-user-lastlogin'),
    word: 'last-login',
    name: { key: 'admin.last-login' },
    about: { key: 'admin.last-login' },
    steps: [{ form: async (call) => accountForm(call, 'admin.last-login', MANY) }],
    run: lastLogins,
  },
];

function counting(state: State, field: string, key: string): Command {
  const name = { key };
  return {
    ...adminNode(`get-${state}-users-num`),
    word: `count-${state}`,
    name,
    about: name,
    steps: [],
    run: async ({ say, site }) => values([text(field, say(name), String((await usersIn(site, state)).length))]),
  };
}

function listing(state: State, field: string, key: string): Command {
  const name = { key };
  return {
    ...adminNode(`get-${state}-users-list`),
    word: state,
    name,
    about: name,
    steps: [sizeStep(name.key)],
    run: async (call) => {
      const jids = await usersIn(call.site, state);
      return listed(call, { name: field, label: call.say(name) }, async () => ({ jids, next: undefined }), jids.length);
    },
  };
}

/** Those online who are active, with one client at least, or those who are not. */
async function usersIn({ gateway, stores }: Site, state: State): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let from: string | undefined = '0'; from !== undefined; ) {
    const { jids, next } = await stores.presence.page(gateway.name, from, PAGE);
    const entries = await Promise.all(jids.map((jid) => stores.presence.online(gateway.name, jid)));
    for (const [index, jid] of jids.entries()) {
      const clients = [...(entries[index]?.values() ?? [])];
      if (clients.length > 0 && clients.some(isActive) === (state === 'active')) found.add(jid);
    }
    from = next;
  }
  return [...found];
}

/** RFC 6121 4.7.2.1: away and xa are not there for now; XEP-0319 says so besides any show. */
function isActive({ show, idleSince }: PresenceEntry): boolean {
  return show !== 'away' && show !== 'xa' && idleSince === undefined;
}

async function lastLogins({ say, site, values: given }: Call): Promise<Done> {
  const { gateway, stores } = site;
  const jids = accountsIn(given.get(MANY));
  const times = await stores.presence.lastLogins(gateway.name, jids);
  const known = jids.flatMap((jid, index) => {
    const at = times[index];
    return at === undefined ? [] : [{ jid, at: new Date(at).toISOString() }];
  });
  const unknown = jids.filter((_, index) => times[index] === undefined);
  const notes =
    unknown.length === 0
      ? []
      : [{ type: 'warn' as const, text: say({ key: 'admin.no-login', params: { jids: unknown.join(', ') } }) }];
  const column = (name: string, key: string, kind: 'jid-single' | 'text-single', cells: readonly string[]) => ({
    name,
    kind,
    label: say({ key }),
    ...(cells.length === 0 ? {} : { values: cells }),
  });
  if (known.length === 0) return { notes };
  const [first] = known;
  // The form of the XEP has room for one user; several are a table with the same names.
  if (known.length === 1 && first !== undefined) {
    return {
      ...values([
        column(MANY, 'admin.account', 'jid-single', [first.jid]),
        column('lastlogin', 'admin.last-login-at', 'text-single', [first.at]),
      ]),
      ...(notes.length === 0 ? {} : { notes }),
    };
  }
  return {
    ...(notes.length === 0 ? {} : { notes }),
    table: {
      columns: [
        column(MANY, 'admin.account', 'jid-single', []),
        column('lastlogin', 'admin.last-login-at', 'text-single', []),
      ],
      rows: known.map(({ jid, at }) => ({ [MANY]: [jid], lastlogin: [at] })),
    },
  };
}
