import type { Clock, KeyValue } from '../../gateway.js';
import type { GroupId } from './ids.js';
import type { IncidentRecord } from './incident-record.js';

/** One of the list of incidents, and where it stands in it. */
export interface Listed {
  readonly group: GroupId;
  readonly number: number;
  /** Wall time, ms. */
  readonly opened: number;
}

const HOUR_MS = 3_600_000;
/** An incident is found in the list for so long, and what it was when it ended, seconds. */
const LISTED_S = 40 * 86_400;
const OVER_S = 7 * 86_400;
/** Incidents of one hour that are listed, and recipients of one that are kept when it is over: a storm fills no store. */
const MOST_OF_HOUR = 5000;
const MOST_RECIPIENTS = 200;

const HOURS = 'incidents';

/** Which incidents there were, by the hour in which they opened, and what became of those that are over. */
export class IncidentShelf {
  readonly #kv: KeyValue;
  readonly #clock: Clock;
  /** The hour that this process has noted last. */
  #noted: number | undefined;

  constructor(kv: KeyValue, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Puts an incident into the list. The same again changes nothing. */
  async open({ group, number, opened }: Listed): Promise<void> {
    const hour = hourOf(opened);
    if ((await this.#kv.count(`incidents:${hour}:opened`, LISTED_S)) > MOST_OF_HOUR) return;
    await this.#kv.setFields(listKey(hour), { [incidentId(group, number)]: `${opened}` }, LISTED_S);
    if (this.#noted === hour) return;
    await this.#kv.setFields(HOURS, { [hour]: '' }, LISTED_S);
    this.#noted = hour;
  }

  /** Keeps what an incident was when it ended. */
  async close(record: IncidentRecord): Promise<void> {
    const hour = hourOf(record.closed ?? record.opened);
    if ((await this.#kv.count(`incidents:${hour}:closed`, OVER_S)) > MOST_OF_HOUR) return;
    const { group, number, recipients } = record;
    const kept = { ...record, recipients: recipients.slice(0, MOST_RECIPIENTS) };
    await this.#kv.set(recordKey(group, number), kept, OVER_S);
  }

  /** What an incident was that is over; undefined: it is not known (any more). */
  async closed(group: GroupId, number: number): Promise<IncidentRecord | undefined> {
    return await this.#kv.get<IncidentRecord>(recordKey(group, number));
  }

  /** Those that opened before one of them, the newest first; read as they are taken. */
  async *before(last: Listed | undefined): AsyncGenerator<Listed> {
    const fields = await this.#kv.fields(HOURS);
    const oldest = hourOf(this.#clock.now() - LISTED_S * 1000);
    const hours = Object.keys(fields).map(Number);
    const gone = hours.filter((hour) => hour < oldest).map(String);
    if (gone.length > 0) await this.#kv.removeFields(HOURS, gone);
    const from = last === undefined ? Number.POSITIVE_INFINITY : hourOf(last.opened);
    for (const hour of hours.filter((one) => one >= oldest && one <= from).sort((a, b) => b - a)) {
      const listed = Object.entries(await this.#kv.fields(listKey(hour))).flatMap(([id, at]) => listedOf(id, at) ?? []);
      for (const one of listed.sort(newestFirst)) {
        if (last === undefined || newestFirst(last, one) < 0) yield one;
      }
    }
  }
}

/** `<group>-<number>`, by which programs name an incident. */
export function incidentId(group: GroupId, number: number): string {
  return `${group}-${number}`;
}

/** Reads such a name. */
export function readIncidentId(id: string): Pick<Listed, 'group' | 'number'> | undefined {
  const [, group, number] = /^([a-z]{20})-(\d{1,9})$/.exec(id) ?? [];
  return group === undefined || number === undefined ? undefined : { group, number: Number(number) };
}

function newestFirst(a: Listed, b: Listed): number {
  return b.opened - a.opened || (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0);
}

function nameOf({ group, number }: Listed): string {
  return incidentId(group, number);
}

function listedOf(id: string, at: string): Listed | undefined {
  const read = readIncidentId(id);
  return read && { ...read, opened: Number(at) };
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS);
}

function listKey(hour: number): string {
  return `incidents:${hour}`;
}

function recordKey(group: GroupId, number: number): string {
  return `incident:${incidentId(group, number)}`;
}
