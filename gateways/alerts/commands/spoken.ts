import { isAckCode } from '../acks/ack-code.js';
import { durationAt } from '../acks/duration-words.js';
import { readAnswer } from '../acks/read-ack.js';

/** Values of a form, by field. */
export type SpokenValues = ReadonlyMap<string, readonly string[]>;

/** Stands for the only alert that is open; no code is ever written so. */
const ONLY = 'only';
const OPERATOR = /[=~<>]/;

/**
 * What stands behind a word that answers an alert (`ack MQ2X on my way`, `snooze MQ2X 2h new disk`), as values of its form, read as
 * answers are on every network. Without a code the only alert that is open is meant.
 */
export function spokenAnswer(word: string, text: string): SpokenValues | undefined {
  const [single = '', ...more] = text.trim().split(/\s+/);
  // Somebody has mistyped a code rather than said one word about something.
  if (more.length === 0 && /^[a-z0-9]{4}(?:[a-z0-9]{2})?$/i.test(single) && /\d/.test(single))
    return valuesOf({ code: single });
  const answer = readAnswer({ medium: 'xmpp', text: `${word} ${text}`, open: [ONLY] });
  if (answer === undefined || answer.kind === 'unclear') return undefined;
  const { code, duration, comment } = answer;
  return valuesOf({
    code: code === ONLY ? undefined : code,
    lasts: duration === undefined ? undefined : `${Math.round(duration / 60_000)}m`,
    comment,
  });
}

/** `team=db env=prod 2h new disk`, or the code of one alert as in `spokenAnswer`; undefined: it has to be asked for. */
export function spokenSilence(text: string): SpokenValues | undefined {
  const words = text.trim().split(/\s+/);
  const [first = ''] = words;
  if (isAckCode(first.toUpperCase().replace(/[^A-Z0-9]+/g, ''))) {
    const { code, lasts = ['2h'], comment } = Object.fromEntries(spokenAnswer('silence', text) ?? []);
    return valuesOf({ matchers: code?.[0], lasts: lasts[0], comment: comment?.[0] });
  }
  // Where values have blanks nobody can say where they end.
  if (!OPERATOR.test(first) || text.includes('"')) return undefined;
  const end = words.findIndex(
    (word, at) => at > 0 && !OPERATOR.test(word) && durationAt(words.slice(at)) !== undefined,
  );
  const found = end === -1 ? undefined : durationAt(words.slice(end));
  if (found === undefined || words.slice(0, end).some((word) => !OPERATOR.test(word))) return undefined;
  return new Map([
    ['matchers', words.slice(0, end)],
    ...valuesOf({ lasts: `${Math.round(found.ms / 60_000)}m`, comment: words.slice(end + found.used).join(' ') }),
  ]);
}

/** `on-call 2h` */
export function spokenShift(text: string): SpokenValues | undefined {
  const [rotation, ...rest] = text.trim().split(/\s+/);
  return rest.length === 0 || durationAt(rest)?.used !== rest.length
    ? undefined
    : valuesOf({ rotation, lasts: rest.join(' ') });
}

function valuesOf(values: Readonly<Record<string, string | undefined>>): SpokenValues {
  const given = Object.entries(values).flatMap(([name, text]) =>
    text === undefined || text === '' ? [] : [[name, [text]] as const],
  );
  return new Map(given);
}
