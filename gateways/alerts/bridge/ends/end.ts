import type { Element } from '../../../../src/xmpp/element.js';
import type { BridgeEnd } from '../../book/bridge.js';
import type { Unit } from '../memory/message-map.js';

/** One message for an end. */
export interface Saying {
  readonly id: string;
  readonly body?: string;
  readonly subject?: string;
  readonly parts: readonly Element[];
}

/** What an end can be shown by elements; what it cannot is put into words. */
export interface EndAbilities {
  readonly edits: boolean;
  readonly retractions: boolean;
  readonly reactions: boolean;
  readonly replies: boolean;
}

/** One of the places that a bridge joins. */
export interface End {
  /** Names it: URI of its place, or `list:ops`. */
  readonly key: string;
  readonly settings: BridgeEnd;
  /** How it is called in the labels of speakers. */
  readonly title: { readonly network: string; readonly place: string };
  /** `lines`: each line of a text is a message of its own there. */
  readonly form: 'xmpp' | 'lines';
  readonly can: EndAbilities;
  /** Whether those who are there also hear each other by us, and not by their room. */
  readonly tellsItself: boolean;
  /** Nicks of the others there, as far as they are known. */
  nicks(): Iterable<string>;
  /** Says something. `except`: key of the speaker who needs no copy. Resolves when it is in a lane or waits to go there. */
  say(saying: Saying, except?: string): Promise<void>;
  /** JID that is named as the author of a message there (XEP-0461). */
  authorOf(unit: Unit): string;
}

/** Whether what is said at this end goes to the others. */
export function hears({ settings }: End): boolean {
  return settings.direction !== 'out';
}

/** Whether this end is told what is said at the others. */
export function tells({ settings }: End): boolean {
  return settings.direction !== 'in';
}
