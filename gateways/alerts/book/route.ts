import type { Severity } from '../alert.js';
import type { Actor, Right } from './actor.js';
import type { Matcher } from './matcher.js';
import type { Direction, Medium, Target } from './place.js';
import type { Rate } from './rate.js';
import type { TransformStep } from './transform.js';
import type { Window } from './window.js';

/** What becomes of files that come with what people write. */
export interface FilePolicy {
  /** `copy`: the gateway fetches them and keeps them itself; `link`: they stay where they are; `none`: they do not go along. */
  readonly keep: 'copy' | 'link' | 'none';
  /** Octets; missing: what is kept at most (`media.maxFile`), and links of any size. */
  readonly maxSize?: number;
  /** MIME types in small letters, `image/*` for all of a kind; empty: all. */
  readonly types: readonly string[];
  /** Milliseconds that a copy is kept; missing: as long as files are (`media.ttl`). */
  readonly expires?: number;
  /** Whether short messages have their addresses, which cost. */
  readonly sms: boolean;
}

/** Which alerts go where. What a route does not say it has from the one above it. */
export interface Route {
  /** Its name, the local part of its address; unique in the book. */
  readonly name: string;
  /** Names of the routes above it and its own, the topmost first. */
  readonly path: readonly string[];
  /** A route that is not enabled takes nothing, nor do those below it. */
  readonly enabled: boolean;
  /** All must match; none: it takes everything. */
  readonly matchers: readonly Matcher[];
  /** Whether routes after it are tried although it has taken the alert. */
  readonly continue: boolean;
  readonly routes: readonly Route[];

  /** What is changed in its alerts before they are grouped. */
  readonly transform: readonly TransformStep[];
  /** Labels whose values make a group; `all`: each alert is one of its own; empty: all alerts of the route are one. */
  readonly groupBy: readonly string[] | 'all';
  /** Milliseconds from the first alert of a group to what is told about it. */
  readonly groupWait: number;
  /** Milliseconds between two notifications of one group when there is news. */
  readonly groupInterval: number;
  /** Milliseconds after which the same is told again; 0: never. */
  readonly repeat: number;
  /** Milliseconds after the start of an alert from which it is not told any more, if it says nothing itself. */
  readonly expire?: number;

  readonly destinations: readonly Destination[];
  /** Name of the policy by which it escalates. */
  readonly policy?: string;
  /** It tells only while one of these is open; none: always. */
  readonly active: readonly Window[];
  /** It does not tell while one of these is open. */
  readonly mute: readonly Window[];
  /** Zone of windows that name none. */
  readonly zone: string;
  /** From this severity on windows do not count. */
  readonly bypass?: Severity;
  /** What becomes of news in a closed time: told when it is over, or left out (with a row in the audit). */
  readonly muted: 'hold' | 'drop';
  /** Name of the template; missing: the presets of the sources. */
  readonly template?: string;
  readonly rate: Rate;
  readonly files: FilePolicy;
  readonly allow: Readonly<Record<Right, readonly Actor[]>>;
  /** Whether people and bots can write to `<name>@` the domain of the gateway. */
  readonly address: boolean;
}

/** One place or name that a route tells, and how. */
export interface Destination {
  readonly target: Target;
  readonly direction: Direction;
  /** Media by which it is told too that an alert is over; missing: those of the person, then `RESOLVED_MEDIA`. */
  readonly resolved?: ReadonlySet<Medium | 'hook'>;
  readonly least: Severity;
  readonly template?: string;
  /** How news of a group is told after the first message: a correction (XEP-0308) where it can be, a reply, or a message of its own. */
  readonly updates: 'edit' | 'reply' | 'new';
  /** What becomes of messages in chats and rooms of XMPP when the alert is over; missing: it is told as news is. */
  readonly ended?: 'edit' | 'retract';
  /** Chats of XMPP get a form to answer by. */
  readonly form?: true;
  /** Milliseconds for which news is collected into one message; 0: none. */
  readonly digest: number;
}

/** Media by which the end of an alert is told where nothing else is said; an SMS costs. */
export const RESOLVED_MEDIA: ReadonlySet<Medium | 'hook'> = new Set(['xmpp', 'irc', 'email', 'hook']);
