import { parseSource } from '../wire/parse.js';
import { accountOf, type Details, learnDetails } from './learn.js';
import type { Network } from './network.js';
import { ordered, splitSigns } from './prefixes.js';
import { serverText } from './server-text.js';
import type { Handler } from './turn.js';
import type { User } from './user.js';

/** Marks the answers to our own WHOX, so that one who asked by hand gets theirs. */
const WHOX_TOKEN = '152';
/** What to ask of a server with WHOX about a channel or nick: `WHO target %tcuhnfar,152`. */
export const WHOX_FIELDS = `%tcuhnfar,${WHOX_TOKEN}`;

/** 353: `me = #c :@alice +bob`, also with all prefixes (multi-prefix) and with hosts (userhost-in-names). */
const names: Handler = (net, turn) => {
  const { params } = turn.message;
  const channel = net.channel(params.at(-2) ?? '');
  if (channel === undefined) return serverText(net, turn);
  const { prefix } = net.isupport;
  for (const word of (params.at(-1) ?? '').split(' ')) {
    const { signs, name } = splitSigns(word, prefix);
    const source = parseSource(name);
    if (source === undefined) continue;
    const user = net.admit(channel, source.nick, signs);
    if (user === undefined) continue;
    channel.named(user);
    if (source.host !== undefined) learnDetails(net, user, source);
  }
};

/** 366: `me #c :End of /NAMES list.` */
const namesEnd: Handler = (net, turn) => {
  const channel = net.channel(turn.message.params[1] ?? '');
  if (channel === undefined) return;
  const dropped = channel.namesEnd().filter((user) => user !== net.own);
  for (const user of dropped) net.remove(channel, user);
  net.emit({ type: 'names', at: turn.at, channel, dropped });
};

/** 352: `me #c user host server nick H@ :0 real name`. */
const who: Handler = (net, turn) => {
  const [, name = '', user, host, , nick = '', flags = '', last = ''] = turn.message.params;
  const realname = last.replace(/^\d+ ?/, '');
  if (!tell(net, name, nick, flags, { user, host, realname })) serverText(net, turn);
};

/** 354, in the order of our fields: `me 152 #c user host nick H@ account :real name`. */
const whox: Handler = (net, turn) => {
  const [, token, name = '', user, host, nick = '', flags = '', account, realname] = turn.message.params;
  if (token !== WHOX_TOKEN) return serverText(net, turn);
  tell(net, name, nick, flags, { user, host, account: accountOf(account), realname });
};

/** Takes over what WHO says of a person. False where we do not know them. */
function tell(net: Network, name: string, nick: string, flags: string, details: Details): boolean {
  const user = net.users.get(nick);
  if (user === undefined) return false;
  const before = { user: user.user, host: user.host, account: user.account ?? null };
  learnDetails(net, user, details);
  // That somebody has no account, and what they call themselves, is nothing that others see.
  let changed = user.user !== before.user || user.host !== before.host || (user.account ?? null) !== before.account;
  changed = learnFlags(net, user, flags) || changed;
  const channel = net.channel(name);
  const signs = channel?.members.get(user);
  if (channel !== undefined && signs !== undefined) {
    // Without multi-prefix only the highest is told: what is known beyond that stays.
    const told = ordered(flags, net.isupport.prefix);
    if (told !== '' && !signs.includes(told) && told !== signs) {
      channel.members.set(user, told);
      changed = true;
    }
  }
  if (changed && net.answers.whoChanged.size < net.limits.members) net.answers.whoChanged.add(user);
  return true;
}

/** `H` here or `G` gone, the letter of bots. An operator's `*` is nothing to us. */
function learnFlags(net: Network, user: User, flags: string): boolean {
  const gone = flags.startsWith('G');
  const known = user.away !== undefined;
  const { bot } = net.isupport;
  const isBot = bot === undefined ? user.bot : flags.includes(bot);
  const changed = gone !== known || isBot !== user.bot;
  if (gone !== known) user.away = gone ? '' : undefined;
  user.bot = isBot;
  return changed;
}

/** 315: `me #c :End of /WHO list.` */
const whoEnd: Handler = (net, { message, at }) => {
  const target = message.params[1] ?? '';
  const changed = [...net.answers.whoChanged];
  net.answers.whoChanged.clear();
  net.emit({ type: 'who', at, target, channel: net.channel(target), changed });
};

/** Members of channels, and what is known of them. */
export const NAMES: Readonly<Record<string, Handler>> = {
  '315': whoEnd,
  '352': who,
  '353': names,
  '354': whox,
  '366': namesEnd,
};
