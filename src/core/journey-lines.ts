import type { JourneyHead, Step } from './journeys.js';

/** One step as it was written down. */
export interface JourneyLine {
  readonly id: string;
  /** Wall time, ms. */
  readonly at: number;
  readonly step: Step;
  readonly detail?: string;
  /** With the first step of a message. */
  readonly head?: JourneyHead;
}

/** Characters of a detail. */
const MOST_DETAIL = 300;

/** One character a step, in the order in which they usually come. */
const CODES: Readonly<Record<Step, string>> = {
  accepted: 'a',
  submitted: 's',
  taken: 't',
  delivered: 'd',
  retry: 'r',
  failed: 'f',
  unknown: 'u',
  expired: 'x',
  refused: 'n',
};
const STEPS = new Map(Object.entries(CODES).map(([step, code]) => [code, step as Step]));

/** A line: fields between tabs, as few octets as can be and no JSON, because there are several for each message. */
export function writeStep(id: string, at: number, step: Step, detail = ''): string {
  return `${id}\t${shortTime(at)}\t${CODES[step]}\t${clean(detail)}`;
}

let lastTime = 0;
let lastShort = '0';

/** Many steps come in one millisecond. */
function shortTime(at: number): string {
  if (at !== lastTime) {
    lastTime = at;
    lastShort = at.toString(36);
  }
  return lastShort;
}

/** The first line of a journey: its step, and whose message it is. */
export function writeHead(head: JourneyHead, at: number, step: 'accepted' | 'refused', detail?: string): string {
  const { id, jid, gateway, contact, direction, stanza = '' } = head;
  const way = direction === 'out' ? 'o' : 'i';
  return `${writeStep(id, at, step, detail)}\t${gateway}\t${way}\t${jid}\t${clean(contact)}\t${clean(stanza)}`;
}

/** Lines that cannot be read (another release wrote them) are left out. */
export function readLines(text: string): readonly JourneyLine[] {
  return text.split('\n').flatMap((line) => {
    const [id = '', at = '', code = '', detail = '', gateway, way, jid = '', contact = '', stanza = ''] =
      line.split('\t');
    const step = STEPS.get(code);
    const time = Number.parseInt(at, 36);
    if (step === undefined || Number.isNaN(time)) return [];
    const told = detail === '' ? {} : { detail };
    if (gateway === undefined) return [{ id, at: time, step, ...told }];
    const direction = way === 'o' ? 'out' : 'in';
    const head: JourneyHead = { id, jid, gateway, contact, direction, ...(stanza === '' ? {} : { stanza }) };
    return [{ id, at: time, step, ...told, head }];
  });
}

const ENDS = /[\t\n\r]/;

function clean(text: string): string {
  const short = text.length > MOST_DETAIL ? text.slice(0, MOST_DETAIL) : text;
  return ENDS.test(short) ? short.replace(/[\t\n\r]+/g, ' ') : short;
}
