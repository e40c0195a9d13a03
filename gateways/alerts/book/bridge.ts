import type { Pattern } from './pattern.js';
import type { Direction, Target } from './place.js';

/** Places that hear what is said in each other. */
export interface Bridge {
  readonly name: string;
  readonly enabled: boolean;
  readonly ends: readonly BridgeEnd[];
  /** How a speaker is called elsewhere: `{nick}`, `{network}`, `{place}`. */
  readonly nick: string;
  /** Whether an invisible character keeps nicks from being highlighted where they come from. */
  readonly noPing: boolean;
  /** What becomes of words that call a whole crowd. `break`: an invisible character in them, so that they call nobody. */
  readonly highlights: 'break' | 'keep';
  readonly ignore: Ignore;
  /** Done to each text, in this order. */
  readonly replace: readonly Replacement[];
  /** Whether it is told who comes and goes. */
  readonly joins: boolean;
  /** Whether a changed subject is carried over. */
  readonly subject: boolean;
  readonly edits: boolean;
  readonly retractions: boolean;
  readonly replies: boolean;
  readonly reactions: boolean;
  /** Files as links; false: a word in their place. */
  readonly files: boolean;
  /** Relays that a message may have gone through. */
  readonly hops: number;
  /** More relayed messages of one pair of ends in a minute than this pause the pair. */
  readonly storm: number;
}

/** One of the places that a bridge connects. */
export interface BridgeEnd {
  /** A room, a channel, a node, or a list or person who is told. */
  readonly target: Target;
  readonly direction: Direction;
  /** Nick of ours there; missing: that of the gateway. */
  readonly nick?: string;
  /** Instead of the bridge's format for what is said there. */
  readonly format?: string;
}

/** What is not carried over. */
interface Ignore {
  readonly nicks: readonly Pattern[];
  readonly texts: readonly Pattern[];
  /** Names of files. */
  readonly files: readonly Pattern[];
}

interface Replacement {
  readonly pattern: Pattern;
  /** `$0` is what was found. */
  readonly with: string;
}
