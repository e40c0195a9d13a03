import type { Outcome, Problem } from '../gateway.js';
import type { Unit } from './compose.js';
import type { Answer } from './connection/labels.js';
import { refusalOf } from './refusals.js';
import type { Place } from './rooms/place.js';
import type { IrcMessage } from './wire/message.js';

/** Pause before a message that was not sent is tried again, ms. */
const AGAIN_MS = 1000;

/** What became of the lines of one message. */
export type Fate =
  /** All went out; `echoes`: what the server gave back of each, where it does that. */
  | { readonly kind: 'sent'; readonly echoes: readonly (IrcMessage | undefined)[] }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** The connection ended before anything was written. */
  | { readonly kind: 'unsent' }
  /** It ended in the middle, or nothing shows that the server has read all of it. */
  | { readonly kind: 'unknown' };

interface Following {
  readonly told: (fate: Fate) => void;
  /** An error after it was told that the message went out. */
  readonly late?: (problem: Problem) => void;
  /**
   * Where the server gives nothing back: asked when all is written; it resolves when the server would have refused by then, or
   * is too slow at it.
   */
  readonly verdict?: () => Promise<unknown>;
}

/**
 * Sends the lines of a message and tells once what became of it. Where the server gives messages back they count when they
 * are back, else when it has read the last one; an error for any of them is the error of the message.
 */
export function follow(place: Place, lines: readonly Unit[], { told, late, verdict }: Following): void {
  const follows = place.caps.has('echo-message') || place.caps.has('labeled-response');
  const echoes: (IrcMessage | undefined)[] = lines.map(() => undefined);
  let open = lines.length;
  let written = 0;
  let lost = false;
  let ended = false;
  const end = (fate: Fate): void => {
    if (ended) return;
    ended = true;
    told(fate);
  };
  const one = (index: number) => ({
    written: (): void => {
      written += 1;
      if (follows || written < lines.length) return;
      const asked = verdict?.();
      // What is written may never come: the connection can end with it still on the way.
      place.onRead(() => {
        if (asked === undefined) end({ kind: 'sent', echoes });
        else void asked.then(() => end({ kind: 'sent', echoes }));
      });
    },
    answered: (answer: Answer): void => {
      open -= 1;
      if (answer.kind === 'error') {
        const problem = refusalOf(answer.message);
        if (ended) late?.(problem);
        else end({ kind: 'refused', problem });
      } else if (answer.kind === 'lost') {
        lost = true;
        if (answer.written || written > 0) end({ kind: 'unknown' });
      } else if (answer.kind === 'unread') end({ kind: 'unknown' });
      else if (answer.kind === 'echo') echoes[index] = answer.message;
      // A line that was not taken says nothing of those that wait in front of it.
      if (open === 0) end(lost ? { kind: written > 0 ? 'unknown' : 'unsent' } : { kind: 'sent', echoes });
    },
  });
  if (lines.length === 0) end({ kind: 'sent', echoes });
  lines.forEach((line, index) => {
    place.send(line, one(index));
  });
}

/** The outcome of a message whose fate is known; `parts`: ids that the network gave it. */
export function outcomeOf(fate: Fate): Outcome {
  switch (fate.kind) {
    case 'sent':
      return { kind: 'accepted', parts: [] };
    case 'refused':
      return { kind: 'rejected', problem: fate.problem };
    case 'unsent':
      return { kind: 'retry', after: AGAIN_MS, reason: 'the connection ended before it was sent' };
    case 'unknown':
      return { kind: 'unknown', maybeSent: true, reason: 'nothing shows that the server has read it' };
  }
}
