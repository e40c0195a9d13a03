import { ZonedClock } from '../time/zoned-clock.js';
import type { Layer, Shift } from './schedule.js';
import { localOf, Turns } from './turns.js';
import { openSpans, type Span } from './windows.js';

/** The shifts of a layer that touch a span of at most `LONGEST_LOOK`, in order. */
export function layerShifts(layer: Layer, clock: ZonedClock, span: Span): readonly Shift[] {
  const shifts: Shift[] = [];
  const end = layer.end === undefined ? span.to : Math.min(span.to, clock.instantOf(localOf(layer.end)));
  const open = openIn(layer, clock, span);
  const turns = new Turns(layer, clock);
  // Windows and turns are both in order: those that ended before this turn are not looked at again.
  let first = 0;
  let turn = turns.of(turns.at(span.from));
  while (turn.from < end) {
    const people = layer.turns[turn.index % layer.turns.length] ?? [];
    while ((open[first]?.to ?? Number.POSITIVE_INFINITY) <= turn.from) first += 1;
    for (let at = first; (open[at]?.from ?? turn.to) < turn.to; at += 1) {
      const from = Math.max(turn.from, open[at]?.from ?? turn.from);
      const to = Math.min(turn.to, open[at]?.to ?? turn.to, end);
      if (to > from) shifts.push({ from, to, people });
    }
    turn = turns.of(turn.index + 1);
  }
  return shifts;
}

/** When the layer has anybody at all. */
function openIn(layer: Layer, clock: ZonedClock, span: Span): readonly Span[] {
  if (layer.during.length === 0) return [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];
  const clockOf = (zone: string | undefined) => (zone === undefined ? undefined : ZonedClock.of(zone)) ?? clock;
  return openSpans(layer.during, clockOf, span.from, span.to);
}
