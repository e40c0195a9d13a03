/**
 * Rooms (XEP-0045) of a network; part of the contract in gateway.ts, which every gateway imports instead.
 *
 * A room is a contact whose people are told apart by the resource of its JID. The core knows who may use the gateway and
 * brings what users do to the holder of their lane, in order; who is in a room, and what that looks like, the gateway alone
 * knows, so it makes the stanzas of rooms itself.
 */
import type { Account } from './gateway.js';

/** How much of the past somebody wants to see on entering (XEP-0045 7.2.14); nothing said: as the room likes. */
export interface HistoryWish {
  readonly maxChars?: number;
  readonly maxStanzas?: number;
  readonly seconds?: number;
  /** Wall time, ms. */
  readonly since?: number;
}

/** What an address of such a network is. A network is one of several that the gateway reaches. */
export type AddressKind = 'room' | 'person' | 'network';

/** The rooms of a gateway (`Gateway.rooms`). All of it is pure. */
export interface RoomAbility {
  /**
   * Its rooms are contacts as well: what is written to the bare address as a chat is for the contact, and so is presence that
   * does not enter. Missing: who writes to a room must be in it.
   */
  readonly contacts?: true;
  kindOf(contact: string): AddressKind;
  /** The lane whose hold has what a user does in rooms and asks of people. */
  laneFor(account: Account): string;
  /**
   * Whether the hold answers a request to an address (`resource`: of the JID that was asked), by the namespace of its payload
   * and the node that it names, empty where it names none.
   */
  answers(contact: string, resource: string, type: 'get' | 'set', namespace: string, node: string): boolean;
  /** The networks that are shown below the gateway (XEP-0030). */
  readonly networks: readonly { readonly contact: string; readonly name: string }[];
  /** What the gateway's domain is besides a gateway; missing: nothing, because no rooms are made there. */
  readonly identity?: { readonly category: string; readonly type: string; readonly name: string };
}

/** What all events of rooms have. */
interface RoomHead {
  /** Full JID of the client. */
  readonly from: string;
  /** The JID that it was sent to, as the user wrote it (normalised). */
  readonly to: string;
  /** Canonical network address of the room, or of whatever else was written to. */
  readonly contact: string;
  /** The resource of `to`: a nick; empty where there is none. */
  readonly nick: string;
  /** Id of the stanza, where it had one. */
  readonly stanzaId?: string;
  readonly lang?: string;
}

/** How a client shows itself in a room. */
interface RoomShow {
  readonly show?: 'chat' | 'away' | 'xa' | 'dnd';
  readonly status?: string;
}

/** A client enters, or asks for everything anew (XEP-0045 7.2). Rejected: its join has failed. */
export interface RoomEnter extends RoomHead, RoomShow {
  readonly type: 'enter';
  readonly password?: string;
  readonly history: HistoryWish;
}

/** A client that should be in the room changes its nick or how it shows itself (XEP-0045 7.6 and 7.7). */
export interface RoomStatus extends RoomHead, RoomShow {
  readonly type: 'status';
}

/** A client leaves a room (XEP-0045 section 7.14). */
export interface RoomLeave extends RoomHead {
  readonly type: 'leave';
  readonly status?: string;
}

/** What we sent to a client came back: it is in no room any more, whatever it said before. */
export interface RoomGone extends RoomHead {
  readonly type: 'gone';
  readonly condition: string;
}

/** Somebody is invited by way of the room, or declines to come (XEP-0045 7.8.2). */
export interface RoomInvitation extends RoomHead {
  readonly type: 'invitation';
  readonly what: 'invite' | 'decline';
  /** JID of who is invited, or of who is told of the decline, as it was written. */
  readonly whom: string;
  readonly reason?: string;
  readonly thread?: string;
}

/** A request that the hold answers, with the outcome: `accepted.answer` is the payload of the result, in XML. */
export interface RoomAsk extends RoomHead {
  readonly type: 'ask';
  readonly method: 'get' | 'set';
  /** The child of the IQ, in XML. */
  readonly payload: string;
}

/** Something that a command wants done where the connections are. `accepted.answer`: JSON for whoever gave the order. */
export interface Order {
  readonly type: 'order';
  readonly contact: string;
  readonly order: unknown;
}

/** All that a lane brings for the rooms of a gateway. */
export type RoomEvent = RoomEnter | RoomStatus | RoomLeave | RoomGone | RoomInvitation | RoomAsk | Order;

/** Stanzas for clients of users, each for all of `to`. */
export interface RoomStanzas {
  /** Canonical address of the room: what is of one room is never overtaken by another of it. */
  readonly contact: string;
  /** XML of stanzas without `to`, in order. */
  readonly stanzas: readonly string[];
  /** JIDs: full ones of clients, or bare ones. */
  readonly to: readonly string[];
}
