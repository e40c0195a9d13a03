import type { WhoisDraft } from './answers.js';
import { accountOf, learnDetails } from './learn.js';
import type { Network } from './network.js';
import { serverText } from './server-text.js';
import { type Handler, secondsTime } from './turn.js';

/** Most lines of a WHOIS that only become notes, and most channels; a server that never ends gives no more. */
const MOST_LINES = 200;
/** Most people of one WHOWAS. */
const MOST_PAST = 50;

type Reader = (draft: WhoisDraft, params: readonly string[]) => void;

/** What each numeric tells; `params` are those behind the nick. */
const READERS: Readonly<Record<string, Reader>> = {
  /** `user host * :real name` */
  '311': (draft, [user, host, , realname]) => Object.assign(draft, defined({ user, host, realname })),
  /** `server :what it says of itself`; in a WHOWAS the second is a time. */
  '312': (draft, [server, serverInfo]) => Object.assign(draft, defined({ server, serverInfo })),
  '313': (draft) => Object.assign(draft, { operator: true }),
  '335': (draft) => Object.assign(draft, { bot: true }),
  '671': (draft) => Object.assign(draft, { secure: true }),
  /** `:has client certificate fingerprint 0123abcd` */
  '276': (draft, params) =>
    Object.assign(draft, defined({ certificate: /[0-9a-f]{32,}/i.exec(params.join(' '))?.[0] })),
  /** `account :is logged in as` */
  '330': (draft, [account]) => Object.assign(draft, defined({ account })),
  /** `seconds since :seconds idle, signon time` */
  '317': (draft, [idle = '', since]) =>
    Object.assign(
      draft,
      defined({ idle: /^\d{1,10}$/.test(idle) ? Number(idle) : undefined, since: secondsTime(since) }),
    ),
  /** `:@#one +#two`, in several lines where there are many. */
  '319': (draft, params) => {
    const names = (params.at(-1) ?? '').split(' ').filter((name) => name !== '');
    draft.channels.push(...names.slice(0, Math.max(MOST_LINES - draft.channels.length, 0)));
  },
};
/** What has no place of its own, such as the real address (338, 378) or modes (379). */
const NOTES = ['307', '308', '309', '310', '316', '320', '338', '343', '344', '378', '379'];

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function newDraft(nick: string): WhoisDraft {
  return { nick, channels: [], notes: [] };
}

/** Lines of a WHOIS or WHOWAS: `me nick ...`. */
function line(command: string): Handler {
  const read = READERS[command];
  return (net, turn) => {
    const [, nick = '', ...params] = turn.message.params;
    if (nick === '') return;
    const past = net.answers.whowas.get(net.fold(nick))?.at(-1);
    if (past === undefined && nick.includes(' ')) return serverText(net, turn);
    const draft = past ?? net.answers.whois.open(net.fold(nick), () => newDraft(nick));
    if (read !== undefined) read(draft, params);
    else if (draft.notes.length < MOST_LINES) draft.notes.push(params.join(' '));
  };
}

/** 318: `me nick :End of /WHOIS list.` Some servers name several nicks there. */
const whoisEnd: Handler = (net, { message }) => {
  for (const nick of (message.params[1] ?? '').split(',')) {
    const whois = net.answers.whois.close(net.fold(nick));
    if (whois !== undefined) learnWhois(net, whois);
    // A block without any line that names them is one of nobody.
    net.emit({ type: 'whois', nick: whois?.nick ?? nick, whois });
  }
};

function learnWhois(net: Network, { nick, user, host, realname, account, bot }: WhoisDraft): void {
  const known = net.users.get(nick);
  if (known === undefined) return;
  learnDetails(net, known, { user, host, realname, account: accountOf(account) });
  if (bot === true) known.bot = true;
}

/** 314: `me nick user host * :real name`, the first line of one who was there. */
const wasUser: Handler = (net, { message }) => {
  const [, nick = '', user, host, , realname] = message.params;
  if (nick === '') return;
  const entries = net.answers.whowas.open(net.fold(nick), () => []);
  if (entries.length < MOST_PAST) entries.push({ ...newDraft(nick), ...defined({ user, host, realname }) });
};

/** 369: `me nick :End of WHOWAS` */
const whowasEnd: Handler = (net, { message }) => {
  const nick = message.params[1] ?? '';
  net.emit({ type: 'whowas', nick, entries: net.answers.whowas.close(net.fold(nick)) ?? [] });
};

/** WHOIS and WHOWAS. */
export const WHOIS: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries([...Object.keys(READERS), ...NOTES].map((command) => [command, line(command)])),
  '314': wasUser,
  '318': whoisEnd,
  '369': whowasEnd,
};
