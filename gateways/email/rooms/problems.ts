import type { Problem } from '../../gateway.js';

function problem(
  type: Problem['type'],
  condition: Problem['condition'],
  key: string,
  params?: Readonly<Record<string, string>>,
): Problem {
  return { type, condition, text: { key, ...(params === undefined ? {} : { params }) } };
}

/** What is told to whoever does in a room what cannot be done; conditions of XEP-0045 7.2 and 9. */
export const ROOM_PROBLEMS = {
  unknown: problem('cancel', 'item-not-found', 'email.group.unknown'),
  noNick: problem('modify', 'jid-malformed', 'email.room.no-nick'),
  nickTaken: problem('cancel', 'conflict', 'email.room.nick-taken'),
  full: problem('wait', 'service-unavailable', 'email.room.full'),
  notIn: problem('modify', 'not-acceptable', 'email.room.not-in'),
  nobody: problem('cancel', 'item-not-found', 'email.room.nobody'),
  onlyMail: problem('modify', 'not-acceptable', 'email.room.only-mail'),
  tooMany: problem('cancel', 'not-acceptable', 'email.room.too-many'),
  lastOne: problem('cancel', 'conflict', 'email.room.last-one'),
  noChange: problem('cancel', 'not-allowed', 'email.room.no-change'),
  noOwner: problem('auth', 'forbidden', 'email.room.no-owner'),
  yourself: problem('cancel', 'not-allowed', 'email.room.yourself'),
  noAnswer: problem('cancel', 'service-unavailable', 'email.room.no-answer'),
  bad: problem('modify', 'bad-request', 'email.room.bad-request'),
} as const satisfies Record<string, Problem>;
