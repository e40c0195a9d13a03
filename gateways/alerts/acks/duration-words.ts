import { plainWord } from './verbs.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Shorter or longer durations are taken as these. */
const SHORTEST_SILENCE = MINUTE;
const LONGEST_SILENCE = 30 * DAY;

const UNITS: ReadonlyMap<string, number> = new Map(
  (
    [
      [MINUTE, 'm min mins minute minutes minuten minuto minutos'],
      [HOUR, 'h hr hrs hour hours std stunde stunden heure heures hora horas'],
      [DAY, 'd day days tag tage tagen j jour jours dia dias'],
      [7 * DAY, 'w week weeks woche wochen semaine semaines semana semanas'],
    ] as const
  ).flatMap(([ms, names]) => names.split(' ').map((name) => [name, ms] as const)),
);

const FILLERS = new Set(['for', 'fur', 'fuer', 'pour', 'pendant', 'por', 'durante']);

/** A duration at the beginning of some words, and how many of these it is. */
interface DurationWords {
  readonly ms: number;
  readonly used: number;
}

/** Reads `2h`, `1h30m`, `90 min`, `for 2 hours`, `für 1 Tag`; undefined where the words begin with none. */
export function durationAt(words: readonly string[]): DurationWords | undefined {
  const filler = FILLERS.has(plainWord(words[0] ?? '')) ? 1 : 0;
  const first = plainWord(words[filler] ?? '');
  const unit = UNITS.get(plainWord(words[filler + 1] ?? ''));
  if (/^\d{1,4}$/.test(first)) {
    return unit === undefined ? undefined : { ms: bounded(Number(first) * unit), used: filler + 2 };
  }
  const ms = joinedDuration(first);
  return ms === undefined ? undefined : { ms: bounded(ms), used: filler + 1 };
}

/** `1h30m` */
function joinedDuration(word: string): number | undefined {
  if (!/^(?:\d{1,4}[a-z]{1,9}){1,4}$/.test(word)) return undefined;
  let sum = 0;
  for (const [, count = '', name = ''] of word.matchAll(/(\d+)([a-z]+)/g)) {
    const unit = UNITS.get(name);
    if (unit === undefined) return undefined;
    sum += Number(count) * unit;
  }
  return sum;
}

function bounded(ms: number): number {
  return Math.min(Math.max(ms, SHORTEST_SILENCE), LONGEST_SILENCE);
}
