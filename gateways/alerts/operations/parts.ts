import type { OperationCall, OperationProblem, WebContext } from '../../gateway.js';
import { parseDuration } from '../../units.js';
import type { Audit } from '../audit/audit.js';
import { codeFor } from '../codes.js';
import { Codes } from '../engine/codes.js';
import { GroupStore } from '../engine/group-store.js';
import { IncidentShelf } from '../engine/incident-shelf.js';
import { Silences } from '../engine/silences.js';
import { Intake } from '../intake.js';
import { KnownIncidents } from '../known-incidents.js';
import { GroupLanes } from '../lanes.js';
import { LiveBook } from '../live-book.js';
import { OwnSettings } from '../own/own-settings.js';
import type { Rules } from '../rules.js';

/** What operations of admins on the book work with. */
export interface OperationParts {
  readonly context: WebContext;
  readonly rules: Rules;
  readonly audit: Pick<Audit, 'record'>;
}

/** What operations work with: the same as the API of bots. */
export interface Workshop {
  /** The book with all that people have set, looked at just now. */
  readonly book: LiveBook;
  readonly own: OwnSettings;
  readonly incidents: KnownIncidents;
  readonly silences: Silences;
  readonly now: number;
  newId(): string;
  /** Writes down in the audit of alerts what an admin did. */
  note(call: OperationCall, action: string, object: string): Promise<void>;
}

/** What one operation works with, over the book as it stands now. Rejects where the store cannot be asked. */
export async function workshopOf({ context, rules, audit }: OperationParts): Promise<Workshop> {
  const { kv, clock, put, newId } = context;
  const book = new LiveBook(rules, kv, clock);
  await book.refresh();
  const intake = new Intake({ put, lanes: new GroupLanes(kv), book: () => book.book, unrouted: async () => undefined });
  const store = new GroupStore(kv);
  return {
    book,
    own: new OwnSettings(kv, clock),
    incidents: new KnownIncidents({
      codes: new Codes(kv, clock, codeFor),
      store,
      shelf: new IncidentShelf(kv, clock),
      intake,
    }),
    silences: new Silences(kv, clock),
    now: clock.now(),
    newId: () => newId(),
    note: async ({ actor }, action, object) => {
      const row = { actor: `admin:${faceOf(actor)}`, action, object, outcome: 'done' } as const;
      await audit.record({ ...row, id: newId(), at: clock.now(), book: book.book.version });
    },
  };
}

/** Whole addresses are no business of the audit where it masks them; who it was stands in the record of operations. */
function faceOf(actor: string): string {
  return actor.includes(':') ? actor.slice(0, actor.indexOf(':')) : 'xmpp';
}

/** Who did it, for people who are told of it. */
export function nameOf({ actor }: OperationCall): string {
  const who = actor.slice(actor.indexOf(':') + 1);
  return who.split('@', 1)[0] || 'admin';
}

/** The only value of an argument, without space around it; undefined: not given, or empty. */
export function given({ values }: OperationCall, name: string): string | undefined {
  const value = values.get(name)?.[0]?.trim();
  return value === '' ? undefined : value;
}

/** All values of an argument; spaces and commas separate several in one. */
export function allGiven({ values }: OperationCall, name: string): readonly string[] {
  return (values.get(name) ?? [])
    .flatMap((value) => value.split(/[\s,]+/))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** When it ends, by the argument `for`, wall time in ms; undefined: not given. */
export function endOf(call: OperationCall, now: number): number | undefined | OperationProblem {
  const span = given(call, 'for');
  if (span === undefined) return undefined;
  const ms = parseDuration(span);
  if (ms === undefined || ms <= 0)
    return { problem: call.say('"{span}" is no time span. Write one such as 30m, 2h or 7d.', { span }) };
  return now + ms;
}

/** Whether what was looked for is why nothing can be done. */
export function isProblem(found: unknown): found is OperationProblem {
  return typeof found === 'object' && found !== null && 'problem' in found;
}
