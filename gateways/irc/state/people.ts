import { accountOf, learnAccount, learnDetails, learnSource } from './learn.js';
import type { Network } from './network.js';
import { ownCopy } from './string-pool.js';
import type { Handler, Turn } from './turn.js';
import type { User } from './user.js';

/** Whom a line about a person comes from; also those with whom we share no channel (IRCv3 extended-monitor). */
function subject(net: Network, { message }: Turn): User | undefined {
  const { source } = message;
  if (source === undefined || source.nick === '') return undefined;
  return net.users.get(source.nick) ?? net.users.stranger(net.strings.own(source.nick));
}

function setAway(net: Network, user: User, away: string | undefined, at: number): void {
  if (away === user.away) return;
  user.away = away === undefined ? undefined : ownCopy(away);
  net.emit({ type: 'away', at, user, own: user === net.own });
}

/** AWAY (IRCv3 away-notify). */
const away: Handler = (net, turn) => {
  const user = subject(net, turn);
  if (user !== undefined) setAway(net, user, turn.message.params[0] || undefined, turn.at);
};

/** ACCOUNT (IRCv3 account-notify), `*` for none. */
const account: Handler = (net, turn) => {
  const user = subject(net, turn);
  const named = accountOf(turn.message.params[0]);
  if (user !== undefined && named !== undefined) learnAccount(net, user, named, turn.at);
};

/** `CHGHOST newuser newhost` (IRCv3 chghost). */
const chghost: Handler = (net, turn) => {
  const user = subject(net, turn);
  const [name, host] = turn.message.params;
  if (user === undefined || !name || !host) return;
  learnSource(net, user, { nick: user.nick, user: name, host }, turn.at);
};

/** SETNAME (IRCv3 setname). */
const setname: Handler = (net, turn) => {
  const user = subject(net, turn);
  if (user === undefined || !learnDetails(net, user, { realname: turn.message.params[0] ?? '' })) return;
  net.emit({ type: 'realname', at: turn.at, user, own: user === net.own });
};

/** 301: `me nick :message`, in a WHOIS or as the answer to a message. */
const awayReply: Handler = (net, { message }) => {
  const [, nick = '', text = ''] = message.params;
  const whois = net.answers.whois.get(net.fold(nick));
  if (whois !== undefined) whois.away = text;
  else if (nick !== '') net.emit({ type: 'away-reply', nick, message: text });
};

/** 305 (no longer) and 306. */
const ownAway: Handler = (net, { message }) => {
  const isAway = message.command === '306';
  net.own.away = isAway ? (net.own.away ?? '') : undefined;
  net.emit({ type: 'own-away', away: isAway });
};

/** 396: `me host :is now your displayed host`; some servers give user@host. */
const ownHost: Handler = (net, { message, at }) => {
  const [user, host] = splitAt(message.params[1] ?? '');
  const name = user ?? net.own.user;
  const source = name === undefined ? { nick: net.own.nick, host } : { nick: net.own.nick, user: name, host };
  if (host !== '') learnSource(net, net.own, source, at);
};

function splitAt(text: string): readonly [string | undefined, string] {
  const at = text.lastIndexOf('@');
  return at === -1 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
}

/** 900: `me nick!user@host account :text`, and 901: `me nick!user@host :text`. */
const ownAccount: Handler = (net, { message, at }) => {
  const named = message.command === '901' ? null : accountOf(message.params[2]);
  if (named !== undefined) learnAccount(net, net.own, named, at);
};

/** What changes about people. */
export const PEOPLE: Readonly<Record<string, Handler>> = {
  AWAY: away,
  ACCOUNT: account,
  CHGHOST: chghost,
  SETNAME: setname,
  '301': awayReply,
  '305': ownAway,
  '306': ownAway,
  '396': ownHost,
  '900': ownAccount,
  '901': ownAccount,
};
