import type { Layer, RotatingLayer, Shift } from './schedule.js';
import { turnAt, turnOf } from './turns.js';
import { type Span, spansOf } from './weekly-window.js';
import type { ZonedClock } from './zoned-clock.js';

/** The shifts of a layer that touch a span of at most `LONGEST_LOOK`, in order. */
export function shiftsOf(layer: Layer, clock: ZonedClock, span: Span): readonly Shift[] {
  return layer.kind === 'calendar' ? layer.source.between(span.from, span.to) : rotatingShifts(layer, clock, span);
}

function rotatingShifts(layer: RotatingLayer, clock: ZonedClock, span: Span): Shift[] {
  const shifts: Shift[] = [];
  const windows = windowsOf(layer, clock, span);
  // Windows and turns are both in order: those that ended before this turn are not looked at again.
  let first = 0;
  let index = turnAt(layer, clock, span.from)?.index ?? 0;
  for (let turn = turnOf(layer, clock, index); turn.from < span.to; turn = turnOf(layer, clock, index)) {
    const people = layer.turns[index % layer.turns.length] ?? [];
    while ((windows[first]?.to ?? Number.POSITIVE_INFINITY) <= turn.from) first += 1;
    for (let at = first; (windows[at]?.from ?? turn.to) < turn.to; at += 1) {
      const common = intersection(turn, windows[at] ?? turn);
      if (common.to > common.from) shifts.push({ ...common, people });
    }
    index += 1;
  }
  return shifts;
}

/** When the layer has anybody at all, as spans that do not overlap. */
function windowsOf(layer: RotatingLayer, clock: ZonedClock, span: Span): readonly Span[] {
  if (layer.only === undefined) return [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];
  const spans = layer.only.flatMap((window) => spansOf(window, clock, span.from, span.to));
  spans.sort((one, other) => one.from - other.from);
  const united: Span[] = [];
  for (const next of spans) {
    const last = united.at(-1);
    if (last === undefined || last.to < next.from) united.push(next);
    else united[united.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return united;
}

function intersection(one: Span, other: Span): Span {
  return { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
}
