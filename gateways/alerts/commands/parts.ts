import { randomUUID } from 'node:crypto';
import { parseJid } from '../../../src/xmpp/jid.js';
import type {
  Desk,
  FormField,
  GatewayCall,
  GatewayCommand,
  GatewayDone,
  KeyValue,
  Problem,
  TextRef,
} from '../../gateway.js';
import type { Audit } from '../audit/audit.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { AuditRecord } from '../audit/record.js';
import { isAmong, type Right, type Subject } from '../book/actor.js';
import type { Book } from '../book/book.js';
import type { Person } from '../book/person.js';
import { type GatewayDomains, placeOfJid } from '../book/place-jid.js';
import type { Route } from '../book/route.js';
import type { GroupId } from '../engine/ids.js';
import { OwnBooks } from '../own/own-book.js';
import { OwnSettings } from '../own/own-settings.js';
import { Rota } from '../own/rota.js';
import { timeText } from '../render/template/filters.js';
import type { SpokenValues } from './spoken.js';

/** What the commands need of the gateway. */
export interface AlertCommandParts {
  /** The book as the files have it; undefined: none could be read so far. */
  readonly book: () => Book | undefined;
  readonly domains: GatewayDomains;
  /** The lane whose holder works a group. `kv`: of the gateway. */
  readonly laneOf: (group: GroupId, kv: KeyValue) => Promise<string>;
  /** Missing: what commands change is not written down. */
  readonly audit?: (desk: Desk) => Pick<Audit, 'record'> & { readonly log: Pick<AuditLog, 'scan'> };
}

/** One use of a command: who asks, by which rules. */
export interface Visit {
  readonly call: GatewayCall;
  readonly parts: AlertCommandParts;
  readonly own: OwnSettings;
  /** With what people have set. */
  readonly book: Book;
  readonly rota: Rota;
  readonly subject: Subject;
  readonly person: Person | undefined;
  readonly now: number;
}

const NO_BOOK: Problem = { type: 'wait', condition: 'service-unavailable', text: { key: 'alerts.command.no-book' } };

/** Looks up who calls. A problem: there is no book. */
export async function visit(
  parts: AlertCommandParts,
  call: GatewayCall,
): Promise<Visit | { readonly problem: Problem }> {
  const { desk, jid } = call;
  const files = parts.book();
  if (files === undefined) return { problem: NO_BOOK };
  const own = new OwnSettings(desk.kv, desk.clock);
  const book = new OwnBooks().of(files, await own.refresh());
  const bare = parseJid(jid)?.bare ?? jid;
  const place = placeOfJid(bare, parts.domains);
  const person = place === undefined ? undefined : book.personAt(place);
  const subject: Subject = { jid: bare, ...(person !== undefined && { person: person.name }) };
  return { call, parts, own, book, rota: new Rota(book), subject, person, now: desk.clock.now() };
}

/** Whether the caller has a right at a route. */
export function may({ subject, book, rota, now }: Visit, right: Right, route: Route): boolean {
  return isAmong(route.allow[right], subject, book, (name) => rota.onCall(name, now));
}

/** How the caller is called in what others read. */
export function callerTitle({ person, subject }: Visit): string {
  return person?.title ?? subject.jid ?? '';
}

/** Writes a row into the audit for what the caller of a command has just done. */
export async function note(
  { parts, call, book, now, subject }: Visit,
  row: Omit<AuditRecord, 'id' | 'at' | 'actor' | 'book' | 'outcome'>,
): Promise<void> {
  const actor = subject.person ?? subject.jid;
  const record: AuditRecord = {
    ...row,
    id: randomUUID(),
    at: now,
    outcome: 'done',
    book: book.version,
    ...(actor && { actor }),
  };
  await parts.audit?.(call.desk).record(record);
}

/** The first value of a field, without space around it; empty where there is none. */
export function first(values: GatewayCall['values'], name: string): string {
  return (values.get(name)?.[0] ?? '').trim();
}

/** Nothing was done, since what was asked for is not acceptable; `key` is of the sentence that says why. */
export function refused(key: string, params?: TextRef['params']): { readonly problem: Problem } {
  const text = params === undefined ? { key } : { key, params };
  return { problem: { type: 'modify', condition: 'not-acceptable', text } };
}

/** Refused because of who asks. */
export const FORBIDDEN: { readonly problem: Problem } = {
  problem: { type: 'auth', condition: 'forbidden', text: { key: 'alerts.command.forbidden' } },
};

/** A field of a form; the label has the field's name. */
export function field({ say }: Pick<GatewayCall, 'say'>, name: string, more: Partial<FormField> = {}): FormField {
  return { name, kind: 'text-single', label: say({ key: `alerts.field.${name}` }), ...more };
}

interface CommandForm {
  readonly word: string;
  readonly under?: string;
  /** Missing: anyone, and who may do what is said by the book. */
  readonly audience?: GatewayCommand['audience'];
  readonly fields?: (call: GatewayCall) => readonly FormField[] | Promise<readonly FormField[]>;
  /** See `GatewayCommand.spoken`. */
  readonly spoken?: (text: string) => SpokenValues | undefined;
  readonly run: (visit: Visit) => Promise<GatewayDone>;
}

/** A command of at most one form, whose name and line of help have keys made of its word. */
export function command(
  parts: AlertCommandParts,
  { word, under, audience = 'anyone', fields, spoken, run }: CommandForm,
): GatewayCommand {
  const name = { key: `alerts.command.${word}` };
  const form = async (call: GatewayCall) => ({ title: call.say(name), fields: (await fields?.(call)) ?? [] });
  return {
    word,
    ...(under !== undefined && { under }),
    name,
    about: { key: `alerts.command.${word}.about` },
    audience,
    steps: fields === undefined ? [] : [{ form }],
    ...(spoken !== undefined && { spoken }),
    run: async (call) => {
      const found = await visit(parts, call);
      return 'problem' in found ? found : await run(found);
    },
  };
}

/** `5m`, `3h`, `2d`: short enough for a phone. */
export function ageText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 120) return `${minutes}m`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`;
}

/** A moment as clocks show it where the caller is. */
export function moment({ person, book }: Visit, ms: number): string {
  return timeText(ms, person?.zone ?? book.zone);
}
