import type { Element } from '../../../src/xmpp/element.js';
import { el } from '../../../src/xmpp/element.js';
import { readError } from '../../../src/xmpp/errors.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, KeyValue, Post } from '../../gateway.js';
import { letters } from '../engine/ids.js';
import type { Rooms } from './teller.js';

type Seat = { readonly state: 'in' } | { readonly state: 'refused'; readonly why: string };

const PATIENCE_MS = 20_000;
const POLL_MS = 200;
/** We are in a room as long as it says nothing else; asked for anew after so many seconds. */
const IN_S = 600;
/** A room that has refused us is asked again after so many seconds. */
const REFUSED_S = 30;

export interface SeatsParts {
  readonly kv: KeyValue;
  readonly post: (stanza: Post) => Promise<void>;
  /** Full JID under which we are in rooms. */
  readonly agent: string;
  readonly nick: string;
  readonly clock: Clock;
}

/** The rooms that the agent is in (XEP-0045), known in all lanes: one asks to be let in, another one may hear the answer. */
export class Seats implements Rooms {
  readonly #parts: SeatsParts;

  constructor(parts: SeatsParts) {
    this.#parts = parts;
  }

  /** Enters where we are not in yet. Rejects where the room refuses us, or does not answer. */
  async enter(room: string): Promise<void> {
    const { kv, clock } = this.#parts;
    const until = clock.monotonic() + PATIENCE_MS;
    const known = await kv.get<Seat>(keyOf(room));
    if (known === undefined) await this.#ask(room);
    for (let seat = known; ; seat = await kv.get<Seat>(keyOf(room))) {
      if (seat?.state === 'in') return;
      if (seat?.state === 'refused') throw new Error(`the room refuses us: ${seat.why}`);
      if (clock.monotonic() > until) throw new Error('the room does not answer');
      await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
    }
  }

  /** Takes a presence that came to the agent from a room's occupant or its service; false: it was none about us. */
  async hear(presence: Element): Promise<boolean> {
    const from = parseJid(presence.attrs.from ?? '');
    if (from === undefined) return false;
    const { kv } = this.#parts;
    const { type } = presence.attrs;
    if (type === 'error') {
      if (presence.getChild('x', NS.muc) === undefined && from.resource !== this.#parts.nick) return false;
      const { text, condition } = readError(presence);
      await kv.set(keyOf(from.bare), { state: 'refused', why: text ?? condition } satisfies Seat, REFUSED_S);
      return true;
    }
    const user = presence.getChild('x', NS.mucUser);
    if (user === undefined) return false;
    const self = user.getChildren('status').some(({ attrs }) => attrs.code === '110');
    if (!self) return true;
    if (type === undefined) await kv.set(keyOf(from.bare), { state: 'in' } satisfies Seat, IN_S);
    else await kv.remove(keyOf(from.bare));
    return true;
  }

  /** A room has refused a message: we may not be in it any more. */
  async doubt(room: string): Promise<void> {
    await this.#parts.kv.remove(keyOf(room));
  }

  async #ask(room: string): Promise<void> {
    const { post, agent, nick, clock } = this.#parts;
    const to = `${room}/${nick}`;
    const id = `e${letters(30, ['enter', room, String(clock.now())])}`;
    const join = el('x', { xmlns: NS.muc }, el('history', { maxstanzas: 0 }));
    await post({ id, from: agent, to, stanza: serialise(el('presence', { id, from: agent, to }, join)) });
  }
}

function keyOf(room: string): string {
  return `seat:${letters(24, [room])}`;
}
