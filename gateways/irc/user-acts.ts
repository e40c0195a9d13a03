import { el } from '../../src/xmpp/element.js';
import { inviteElement } from '../../src/xmpp/invites.js';
import { parseJid } from '../../src/xmpp/jid.js';
import { invitationMessage } from '../../src/xmpp/muc/invitations.js';
import { serialise } from '../../src/xmpp/serialise.js';
import type {
  MessageEvent,
  Outcome,
  Problem,
  RoomEnter,
  RoomInvitation,
  RoomLeave,
  RoomStatus,
  SignalEvent,
  TextRef,
} from '../gateway.js';
import { readRaw } from './connection/arrival.js';
import { follow, outcomeOf } from './follow.js';
import { invitationLines } from './invitation-lines.js';
import { DONE, problemOf, type Settle } from './rooms/place.js';
import type { Session } from './session.js';
import { isTarget } from './wire/serialise.js';

/** Lines that may wait for their turn before messages wait in their lane instead. */
const MOST_WAITING = 100;

/** Enters a room: the channel is joined where the user is not in it. */
export function enter(session: Session, event: RoomEnter, name: string, settle: Settle): void {
  if (event.nick === '') {
    settle(rejected('modify', 'jid-malformed', 'irc.room.no-nick'));
    return;
  }
  const tooMany = session.rooms.tooManyWith(name);
  if (tooMany !== undefined) {
    settle({ kind: 'rejected', problem: tooMany });
    return;
  }
  const { room } = session.rooms.of(name);
  session.expect(event.nick);
  if (room.enter({ event }, settle)) session.rooms.joinSoon();
  session.entered();
}

/** A client in a room shows itself anew, or asks for another nick. */
export function status(session: Session, event: RoomStatus, name: string, settle: Settle): void {
  const found = session.rooms.get(name)?.room;
  if (found === undefined || !found.audience.has(event.from)) {
    settle(rejected('modify', 'not-acceptable', 'irc.room.not-in'));
    return;
  }
  const { nick } = session.place.own.user;
  // Only a nick that is another one is asked for: clients send their presence anew whenever it changes.
  if (event.nick === '' || event.nick === nick) {
    settle(DONE);
    return;
  }
  session.place.send(
    { command: 'NICK', params: [event.nick] },
    {
      answered: (answer) => {
        if (answer.kind === 'error') settle({ kind: 'rejected', problem: session.refusal(answer.message) });
        else if (answer.kind === 'lost') settle(rejected('wait', 'recipient-unavailable', 'irc.not-connected'));
        else if (answer.kind === 'unread') settle(rejected('wait', 'remote-server-timeout', 'irc.ask.silent'));
        else settle(DONE);
      },
    },
  );
}

/** Leaves a room; settled at once, because nothing depends on the answer of the network. */
export function leave(session: Session, event: RoomLeave, name: string, settle: Settle): void {
  session.rooms.leave(event, name);
  settle(DONE);
}

/** Invites somebody into a room, of IRC or of XMPP; or declines. */
export function invite(session: Session, event: RoomInvitation, name: string, settle: Settle): void {
  const found = session.rooms.get(name)?.room;
  if (found === undefined || !found.audience.has(event.from)) {
    settle(rejected('modify', 'not-acceptable', 'irc.room.not-in'));
    return;
  }
  if (event.what === 'decline') {
    settle(DONE);
    return;
  }
  const { whom, reason, thread } = event;
  const nick = session.names.nickOf(whom);
  if (nick !== undefined && !isTarget(nick)) {
    settle(noNick(nick));
    return;
  }
  if (nick === undefined) {
    const jid = parseJid(whom);
    if (jid === undefined || session.names.owns(jid.domain)) {
      settle(rejected('modify', 'jid-malformed', 'irc.room.whom', { jid: whom.slice(0, 100) }));
      return;
    }
    // Somebody of XMPP: they are told of the room by the gateway, and enter it with a connection of their own.
    const invitation = invitationMessage(
      { from: found.jid },
      {
        from: session.user,
        ...(reason === undefined ? {} : { reason }),
        ...(found.key === undefined ? {} : { password: found.key }),
        ...(thread === undefined ? {} : { continues: { thread } }),
      },
      el('body', {}, session.place.say({ key: 'irc.room.invites', params: { jid: session.user, room: found.jid } })),
      inviteElement({
        room: found.jid,
        ...(reason === undefined ? {} : { reason }),
        ...(found.key === undefined ? {} : { password: found.key }),
      }),
    );
    session.place.outbox.push(found.contact, serialise(invitation), [whom]);
    settle(DONE);
    return;
  }
  follow(session.place, invitationLines(session.place, nick, found.name, reason), {
    told: (fate) => settle(outcomeOf(fate)),
    verdict: () => session.place.answered(found.name),
  });
}

/** A message to all in a room, to somebody, or to the network itself. `name`: of the channel or the nick; empty: the network. */
export function submit(session: Session, event: MessageEvent, name: string, settle: Settle): void {
  if (session.connection.waiting > MOST_WAITING) {
    settle({ kind: 'retry', after: 2000, reason: 'too much waits for the network' });
    return;
  }
  if (event.room?.to === 'all') {
    const found = session.rooms.get(name);
    if (found === undefined) {
      settle(rejected('modify', 'not-acceptable', 'irc.room.not-in'));
      return;
    }
    found.say.say(event as MessageEvent & { room: { to: 'all' } }, settle);
    return;
  }
  const room = name === '' ? undefined : session.rooms.get(name)?.room;
  if (event.room?.to === 'one' && name !== '' && room?.audience.has(event.from) !== true) {
    settle(rejected('modify', 'not-acceptable', 'irc.room.not-in'));
    return;
  }
  if (event.room?.to === 'one' && !isTarget(event.room.nick)) {
    settle(noNick(event.room.nick));
    return;
  }
  if (!session.up) {
    const { kind } = session.connection.state;
    if (kind === 'failed' || session.standing.hopeless) {
      settle({ kind: 'rejected', problem: session.standing.unavailable() });
      return;
    }
    if (kind !== 'waiting') session.start();
    settle({ kind: 'retry', after: 1000, reason: 'the network is not connected yet' });
    return;
  }
  if (event.room?.to === 'one') {
    session.people.say(event.room.nick, event, room?.contact, settle);
    return;
  }
  if (name !== '') {
    session.people.say(session.state?.user(name)?.nick ?? name, event, undefined, settle);
    if (session.rooms.size === 0) session.changed();
    return;
  }
  sendRaw(session, event.body, settle);
}

/** Typing, and what was read. */
export function signal(session: Session, event: SignalEvent, name: string): void {
  if (session.up) session.markers.displayed(event, name);
  if (!session.up || event.type !== 'chat-state' || session.settings?.typing !== true) return;
  if (!session.place.caps.has('message-tags') || session.place.isupport.clienttagdeny('+typing')) return;
  const state = { composing: 'active', paused: 'paused', active: 'done', inactive: 'done' }[event.state];
  session.place.send({ command: 'TAGMSG', params: [name], tags: new Map([['+typing', state]]) });
}

/** A line that the user writes to the network itself. */
export function sendRaw(session: Session, body: string, settle: Settle): void {
  const lines = body.split('\n').flatMap((text) => readRaw(text) ?? []);
  if (lines.length === 0) {
    settle(rejected('modify', 'not-acceptable', 'irc.raw.empty'));
    return;
  }
  session.window.listen();
  const tooLong = lines.filter((line) => !session.place.send(line));
  settle(tooLong.length === 0 ? DONE : rejected('modify', 'policy-violation', 'irc.line.too-long'));
}

/** What stands behind the slash of an address may be anything; a nick is one word. */
function noNick(name: string): Outcome {
  return rejected('modify', 'jid-malformed', 'irc.address.nick', { name: name.slice(0, 100) });
}

function rejected(
  type: Problem['type'],
  condition: Problem['condition'],
  key: string,
  params?: TextRef['params'],
): Outcome {
  return { kind: 'rejected', problem: problemOf(type, condition, key, params) };
}
