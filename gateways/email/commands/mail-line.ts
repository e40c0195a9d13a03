import type { GatewayCall } from '../../gateway.js';
import { FIELD } from '../accounts/fields.js';
import { isZone } from '../accounts/quiet-hours.js';
import type { FoundRow } from './orders.js';

/** Whom a line names: whoever wrote the mail, or whom it is for. */
export type Whom = 'from' | 'to';

/** A mail that was found, as one short line of a chat: `1. 26 Nov 10:29, Alice: Lunch`. */
export function mailLine(call: GatewayCall, found: FoundRow, whom: Whom): string {
  const { say } = call;
  const { row, at, unseen } = found;
  const person = inOneLine(found[whom] ?? '');
  const who = whom === 'to' && person !== '' ? say({ key: 'email.line.to', params: { who: person } }) : person;
  const head = [at === undefined ? '' : shortMoment(call, at), who].filter((part) => part !== '').join(', ');
  const subject = inOneLine(found.subject ?? '') || say({ key: 'email.line.no-subject' });
  return say({ key: unseen ? 'email.line.unseen' : 'email.line', params: { row, head, subject } });
}

/** Day and time where the user is, as far as that is known, else in UTC; of another year the day alone. */
function shortMoment({ account, desk: { clock }, say }: GatewayCall, ms: number): string {
  const wanted = account?.fields[FIELD.zone] ?? '';
  const zone = wanted !== '' && isZone(wanted) ? wanted : 'UTC';
  const { year, month, day, time } = partsOf(zone, ms);
  const name = say({ key: 'email.months' }).split(' ')[Number(month) - 1] ?? month;
  return partsOf(zone, clock.now()).year === year ? `${day} ${name} ${time}` : `${day} ${name} ${year}`;
}

function partsOf(timeZone: string, ms: number) {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const found = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const { year = '', month = '', day = '', hour = '', minute = '' } = Object.fromEntries(found);
  return { year, month, day, time: `${hour}:${minute}` };
}

/** What a stranger wrote into a field cannot look like another line. */
function inOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
