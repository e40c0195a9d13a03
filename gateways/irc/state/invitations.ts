import { parseSource } from '../wire/parse.js';
import type { Handler } from './turn.js';

/** `INVITE nick #c`, also of others (IRCv3 invite-notify). */
const invite: Handler = (net, { message, at }) => {
  const [nick = '', channel = ''] = message.params;
  if (channel === '') return;
  net.emit({ type: 'invite', at, channel, by: net.origin(message), nick, own: net.isOwn(nick) });
};

/** 341: `me nick #c`. Some servers have them the other way round. */
const inviting: Handler = (net, { message, at }) => {
  const [, one = '', other = ''] = message.params;
  const [nick, channel] = net.isupport.isChannel(one) ? [other, one] : [one, other];
  if (channel !== '') net.emit({ type: 'inviting', at, channel, nick });
};

function names(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((name) => name !== '');
}

/** 730: `me :nick!user@host,nick2!user@host`. */
const online: Handler = (net, { message }) => {
  const sources = names(message.params.at(-1)).flatMap((name) => parseSource(name) ?? []);
  if (sources.length > 0) net.emit({ type: 'monitor', online: sources, offline: [] });
};

/** 731: `me :nick,nick2`. */
const offline: Handler = (net, { message }) => {
  const nicks = names(message.params.at(-1)).flatMap((name) => parseSource(name)?.nick ?? []);
  if (nicks.length > 0) net.emit({ type: 'monitor', online: [], offline: nicks });
};

/** 734: `me 100 nick,nick2 :Monitor list is full.` */
const full: Handler = (net, { message }) => {
  const [, limit = '', nicks] = message.params;
  const number = /^\d{1,9}$/.test(limit) ? Number(limit) : undefined;
  net.emit({ type: 'monitor-full', limit: number, nicks: names(nicks) });
};

const nothing: Handler = () => undefined;

/** Invitations, and who of those we watch is there (MONITOR). */
export const INVITATIONS: Readonly<Record<string, Handler>> = {
  INVITE: invite,
  '341': inviting,
  '730': online,
  '731': offline,
  '732': nothing,
  '733': nothing,
  '734': full,
};
