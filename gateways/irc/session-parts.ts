import type { HoldContext, PresenceState } from '../gateway.js';
import type { ConnectionSettings } from './connection/settings.js';
import type { Ignores } from './ignores.js';
import type { Names } from './names.js';
import type { AwayChoice } from './preferences.js';
import type { RoomWishes } from './rooms/place.js';
import type { Session } from './session.js';
import type { Shared } from './shared.js';
import type { IrcEvent, MonitorEvent } from './state/events.js';
import type { Charset } from './text/encoding.js';

/** Everything that a session goes by; read anew before each connection. */
export interface SessionSettings {
  readonly connection: ConnectionSettings;
  /** The network whatever the user calls it (`NetworkSettings.network`). */
  readonly scope: string;
  readonly wishes: RoomWishes;
  /** The user has registered, and is no guest. */
  readonly registered: boolean;
  /** What is sent in. */
  readonly charset: Charset;
  readonly away: AwayChoice;
  /** How the user shows itself at the moment. */
  readonly shown: PresenceState;
  readonly typing: boolean;
  readonly maxRooms: number;
  /** The user has registered no nick: what the client asks for counts. */
  readonly nickIsFree: boolean;
}

/** What the session of a user on a network is made with, and whom it tells of its changes. */
export interface SessionParts {
  /** Bare JID of the user. */
  readonly user: string;
  /** The network as it stands in addresses. */
  readonly network: string;
  readonly names: Names;
  readonly ignores: Ignores;
  /** Id of the account that what the network brings is for. */
  readonly account: () => string;
  readonly shared: Shared;
  readonly context: HoldContext;
  /** `nick`: what a client asked for at the first join. Throws where the user may not connect there. */
  readonly settings: (nick: string | undefined) => Promise<SessionSettings>;
  /** What has to be remembered is something else now. */
  readonly changed: (session: Session) => void;
  /** It can be used now, or cannot any more. */
  readonly turned: (session: Session) => void;
  /** Whatever the network told, before it is told to anybody. */
  readonly seen: (session: Session, event: IrcEvent) => void;
  /** The connection is lost; it will be in the same channels again. */
  readonly lost: (session: Session) => void;
  /** Somebody that is watched came online or went. */
  readonly monitored: (session: Session, event: MonitorEvent) => void;
  /** Nothing is left of it. */
  readonly ended: (session: Session) => void;
}

/** What is remembered of a session over the end of its process. */
export interface SessionMemory {
  readonly account: string;
  /** Our nick, and the one that a client asked for at the first join. */
  readonly nick?: string;
  readonly wantedNick?: string;
  /** Wall time, ms: so long the connection stays without a room, for the sake of a private conversation. */
  readonly talkUntil?: number;
  readonly rooms: readonly RoomMemory[];
}

/** One room of it. */
export interface RoomMemory {
  readonly name: string;
  readonly key?: string;
  readonly clients: readonly string[];
}
