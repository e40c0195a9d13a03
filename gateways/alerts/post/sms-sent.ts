import type { Clock } from '../../gateway.js';
import type { AuditRecord } from '../audit/record.js';
import type { Book } from '../book/book.js';
import type { Place } from '../book/place.js';
import type { Paid } from '../engine/till.js';

/** That something which belongs to no alert went out as a short message, in how many parts, and what they cost. */
export type SmsSent = Omit<AuditRecord, 'action' | 'outcome'> & {
  readonly action: 'sms-sent';
  readonly outcome: 'done';
};

/** What went out. */
interface PaidText {
  /** Id of its stanza: the same text twice is one row. */
  readonly id: string;
  readonly place: Place;
  readonly paid: Paid;
  /** `bot:` and its name, where one sent it. */
  readonly actor?: string;
  /** `person:` and the name of who is meant, else the id of the text. */
  readonly object?: string;
}

interface NoteParts {
  readonly audit: (row: SmsSent) => Promise<void>;
  readonly book: () => Pick<Book, 'version'>;
  readonly clock: Clock;
}

/** Writes down what a short message cost. What went another way costs nothing, and has no row. */
export async function noteSms(
  { id, place, paid, actor, object }: PaidText,
  { audit, book, clock }: NoteParts,
): Promise<void> {
  const { segments, cost } = paid;
  if (segments === undefined) return;
  await audit({
    id: `sms-${id}`,
    at: clock.now(),
    action: 'sms-sent',
    outcome: 'done',
    destination: place.uri,
    segments,
    book: book().version,
    ...(actor !== undefined && { actor }),
    ...(object !== undefined && { object }),
    ...(cost !== undefined && { cost: cost.amount, currency: cost.currency }),
  });
}
