import { parseCtcp } from '../text/ctcp.js';
import { annotationsOf } from './annotations.js';
import type { MessageEvent, MessageForm, MessageTarget, RedactedEvent, TagMessageEvent } from './events.js';
import { learnAccount, learnSource } from './learn.js';
import type { Network } from './network.js';
import { type Handler, serverTime, type Turn } from './turn.js';
import type { User } from './user.js';

/** What somebody said, or said without words. */
export type Said = MessageEvent | TagMessageEvent | RedactedEvent;

/**
 * Reads PRIVMSG, NOTICE, TAGMSG and REDACT without changing anything. `user` is who the author is now; undefined where
 * that is not known, as in history. Undefined for all other commands, and for lines without a target.
 */
export function readSaid(net: Network, { message, at, timed }: Turn, user: User | undefined): Said | undefined {
  const { command, params, tags } = message;
  const name = params[0];
  if (name === undefined || name === '') return undefined;
  const from = net.origin(message);
  const own = net.isOwn(from.nick);
  const target = targetOf(net, name, own);
  if (command === 'REDACT') {
    const msgid = params[1];
    if (msgid === undefined || msgid === '') return undefined;
    return { type: 'redacted', at, from, user, own, target, msgid, reason: params[2] || undefined };
  }
  const annotations = annotationsOf(tags);
  if (command === 'TAGMSG') return { type: 'tag-message', at, timed, from, user, own, target, annotations };
  if (command !== 'PRIVMSG' && command !== 'NOTICE') return undefined;
  const { form, ctcp, text } = readText(command, params[1] ?? '');
  return { type: 'message', at, timed, from, user, own, target, annotations, form, ctcp, text };
}

/** Whom a message is for. */
function targetOf(net: Network, name: string, own: boolean): MessageTarget {
  const { isupport } = net;
  if (isupport.isChannel(name)) return { kind: 'channel', name, channel: net.channel(name), status: undefined };
  const status = name.charAt(0);
  if (isupport.statusmsg.includes(status)) {
    let at = 1;
    while (at < name.length - 1 && isupport.statusmsg.includes(name.charAt(at)) && !isupport.isChannel(name.slice(at)))
      at += 1;
    const rest = name.slice(at);
    if (isupport.isChannel(rest)) return { kind: 'channel', name: rest, channel: net.channel(rest), status };
  }
  if (name === '*' || status === '$') return { kind: 'everyone', mask: name };
  // To ourselves from ourselves is both: it is shown as what came in.
  return own && !net.isOwn(name) ? { kind: 'person', nick: name } : { kind: 'self' };
}

function readText(
  command: 'PRIVMSG' | 'NOTICE',
  text: string,
): { readonly form: MessageForm; readonly ctcp: string | undefined; readonly text: string } {
  const privmsg = command === 'PRIVMSG';
  const ctcp = parseCtcp(text);
  if (ctcp === undefined) return { form: privmsg ? 'message' : 'notice', ctcp: undefined, text };
  const params = ctcp.params ?? '';
  if (privmsg && ctcp.command === 'ACTION') return { form: 'action', ctcp: undefined, text: params };
  return { form: privmsg ? 'ctcp-request' : 'ctcp-reply', ctcp: ctcp.command, text: params };
}

/** Notes what a message tells of its author, and says who that is. */
export function learnAuthor(net: Network, { message, at }: Turn): User | undefined {
  const { source, tags, params } = message;
  if (source === undefined) return undefined;
  let user = net.users.get(source.nick);
  if (user === undefined) {
    // Those who write to us are known from now on; who writes to a channel from outside is not.
    const toUs = source.host !== undefined && params[0] !== undefined && net.isOwn(params[0]);
    if (!toUs) return undefined;
  }
  if (user === undefined || user.shared === 0) user = net.users.stranger(net.strings.own(source.nick));
  learnSource(net, user, source, at);
  if (tags.size === 0) return user;
  const account = tags.get('account');
  if (account) learnAccount(net, user, account, at);
  if (tags.has('bot') || tags.has('draft/bot')) user.bot = true;
  return user;
}

const said: Handler = (net, turn) => {
  const event = readSaid(net, turn, learnAuthor(net, turn));
  if (event !== undefined) net.emit(event);
};

/** `MARKREAD #c timestamp=2019-01-04T14:33:26.123Z`, or `*`. */
const markread: Handler = (net, { message }) => {
  const [target = '', timestamp = ''] = message.params;
  if (target === '') return;
  const until = timestamp.startsWith('timestamp=') ? serverTime(timestamp.slice('timestamp='.length)) : undefined;
  net.emit({ type: 'read-marker', target, until });
};

/** What people say. */
export const MESSAGES: Readonly<Record<string, Handler>> = {
  PRIVMSG: said,
  NOTICE: said,
  TAGMSG: said,
  REDACT: said,
  MARKREAD: markread,
};
