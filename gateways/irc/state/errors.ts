import { isErrorNumeric } from '../wire/numerics.js';
import type { JoinRefusal, StandardReplyEvent } from './events.js';
import type { Network } from './network.js';
import { serverText } from './server-text.js';
import type { Handler, Turn } from './turn.js';

/**
 * Numerics that refuse a join, where we are not in the channel: in one that we are in they are about something else
 * (477 also means that only registered people may write).
 */
const REFUSALS: Readonly<Record<string, JoinRefusal>> = {
  '403': 'no-such-channel',
  '405': 'too-many-channels',
  '407': 'too-many-channels',
  '437': 'unavailable',
  '448': 'forbidden',
  '471': 'full',
  '473': 'invite-only',
  '474': 'banned',
  '475': 'bad-key',
  '476': 'bad-name',
  '477': 'registered-only',
  '479': 'bad-name',
  '480': 'throttled',
  '485': 'forbidden',
  '489': 'secure-only',
  '495': 'throttled',
  '500': 'throttled',
  '519': 'operators-only',
  '520': 'operators-only',
  '926': 'forbidden',
};

/** A numeric that refuses: `me #c :text`. */
function refusal(reason: JoinRefusal): Handler {
  return (net, turn) => {
    const { command, params, tags } = turn.message;
    const channel = params[1] ?? '';
    const about = net.isupport.isChannel(channel) || reason === 'bad-name' || reason === 'no-such-channel';
    if (params.length < 2 || !about || net.channel(channel) !== undefined) return error(net, turn);
    const text = params.at(-1) ?? '';
    const label = tags.get('label');
    net.emit({ type: 'join-refused', channel, reason, forwardedTo: undefined, code: command, text, label });
  };
}

/** 470: `me #old #new :Forwarding to another channel`. */
const forwarded: Handler = (net, turn) => {
  const { params, tags } = turn.message;
  const [, channel = '', to = ''] = params;
  if (!net.isupport.isChannel(channel) || net.channel(channel) !== undefined) return error(net, turn);
  const forwardedTo = net.isupport.isChannel(to) && params.length > 3 ? to : undefined;
  const text = params.at(-1) ?? '';
  const label = tags.get('label');
  net.emit({ type: 'join-refused', channel, reason: 'forwarded', forwardedTo, code: '470', text, label });
};

/** Any other error: `me target ... :text`. */
function error(net: Network, { message }: Turn): void {
  const { command, tags } = message;
  const params = message.params.slice(1);
  const text = params.at(-1) ?? '';
  const [target, ...rest] = params.slice(0, -1);
  net.emit({ type: 'error', code: command, target, params: rest, text, label: tags.get('label') });
}

/** FAIL, WARN and NOTE: `FAIL command CODE context ... :text`. */
function standardReply(kind: StandardReplyEvent['kind']): Handler {
  return (net, { message }) => {
    const [command = '*', code = '*', ...rest] = message.params;
    const text = rest.at(-1) ?? '';
    const context = rest.slice(0, -1);
    net.emit({
      type: 'standard-reply',
      kind,
      command: command.toUpperCase(),
      code,
      context,
      text,
      label: message.tags.get('label'),
    });
  };
}

/** What a server refuses. */
export const ERRORS: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(Object.entries(REFUSALS).map(([code, reason]) => [code, refusal(reason)])),
  '470': forwarded,
  FAIL: standardReply('fail'),
  WARN: standardReply('warn'),
  NOTE: standardReply('note'),
};

/** Lines that no other handler is for. */
export const otherwise: Handler = (net, turn) => {
  if (isErrorNumeric(turn.message.command)) error(net, turn);
  else serverText(net, turn);
};
