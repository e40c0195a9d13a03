import type { Place } from './rooms/place.js';
import type { LineOut } from './wire/serialise.js';

/** Characters of a reason that are told. */
const MOST = 200;

/** Invites somebody to a channel; INVITE has no room for a reason, which is told in private. */
export function invitationLines(
  place: Pick<Place, 'say'>,
  nick: string,
  channel: string,
  reason: string | undefined,
): readonly LineOut[] {
  const invite: LineOut = { command: 'INVITE', params: [nick, channel] };
  const why = reason?.replace(/\s+/g, ' ').trim().slice(0, MOST).toWellFormed() ?? '';
  if (why === '') return [invite];
  const text = place.say({ key: 'irc.room.invited-because', params: { channel, reason: why } });
  return [invite, { command: 'PRIVMSG', params: [nick, text] }];
}
