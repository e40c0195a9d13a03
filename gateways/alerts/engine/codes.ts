import type { Clock, KeyValue } from '../../gateway.js';
import type { Incident } from './group-state.js';
import { type GroupId, letters } from './ids.js';

/** A code for people to answer by, from any text; another one for each attempt. Pure. */
export type CodeMaker = (seed: string, attempt: number) => string;

/** An incident that is open somewhere. */
interface OpenIncident {
  readonly code: string;
  readonly group: GroupId;
  /** When it was told there first. */
  readonly at: number;
  /** Wall time, ms, after which it counts no longer; missing: `LASTS_S` after `at`. */
  readonly until?: number;
}

type Opened = Pick<Incident, 'number' | 'code' | 'opened'>;

const LASTS_S = 35 * 86_400;
/** An answer to what has just ended is not to be taken for one to something else. */
const AFTERWARDS_S = 3600;
const MOST_ATTEMPTS = 50;
/** Open incidents of one place that answers are looked for among, the newest. */
const MOST_OPEN = 100;

/** The codes of open incidents, each there once in the whole installation, and what is open where. */
export class Codes {
  readonly #kv: KeyValue;
  readonly #clock: Clock;
  readonly #make: CodeMaker;

  constructor(kv: KeyValue, clock: Clock, make: CodeMaker) {
    this.#kv = kv;
    this.#clock = clock;
    this.#make = make;
  }

  /** A code that is this incident's alone; the same when it is asked for again. */
  async claim(group: GroupId, incident: number): Promise<string> {
    const owner = ownerOf(group, incident);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const code = this.#make(owner, attempt);
      const key = keyOf(code);
      if (await this.#kv.add(key, owner, LASTS_S)) return code;
      if ((await this.#kv.get<string>(key)) === owner) return code;
    }
    throw new Error('there is no code left');
  }

  /** The group whose incident has a code, open or just over. */
  async groupOf(code: string): Promise<{ readonly group: GroupId; readonly incident: number } | undefined> {
    const owner = await this.#kv.get<string>(keyOf(code));
    const [group, incident] = owner?.split(' ') ?? [];
    return group === undefined ? undefined : { group, incident: Number(incident) };
  }

  /** What was told to a place (by its URI) and is open, the newest first. */
  async openAt(place: string): Promise<readonly OpenIncident[]> {
    const fields = Object.entries(await this.#kv.fields(openKey(place)));
    const open = fields.map(([code, text]): OpenIncident => ({ code, ...JSON.parse(text) }));
    const now = this.#clock.now();
    const lasts = ({ at, until = at + LASTS_S * 1000 }: OpenIncident) => until >= now;
    const gone = open.filter((one) => !lasts(one)).map(({ code }) => code);
    if (gone.length > 0) await this.#kv.removeFields(openKey(place), gone);
    return open
      .filter(lasts)
      .sort((a, b) => b.at - a.at)
      .slice(0, MOST_OPEN);
  }

  async open(group: GroupId, code: string, places: readonly string[], at: number): Promise<void> {
    const value = JSON.stringify({ group, at });
    await Promise.all(places.map((place) => this.#kv.setFields(openKey(place), { [code]: value }, LASTS_S)));
  }

  /** Keeps the code of an incident that lasts, and that it is open where it was told. */
  async renew(group: GroupId, { number, code, opened: at }: Opened, places: readonly string[]): Promise<void> {
    const value = JSON.stringify({ group, at, until: this.#clock.now() + LASTS_S * 1000 });
    await this.#kv.set(keyOf(code), ownerOf(group, number), LASTS_S);
    await Promise.all(places.map((place) => this.#kv.setFields(openKey(place), { [code]: value }, LASTS_S)));
  }

  async close(group: GroupId, code: string, places: readonly string[]): Promise<void> {
    await Promise.all(places.map((place) => this.#kv.removeFields(openKey(place), [code])));
    const owner = await this.#kv.get<string>(keyOf(code));
    if (owner?.startsWith(`${group} `) === true) await this.#kv.set(keyOf(code), owner, AFTERWARDS_S);
  }
}

/** Stands for a route where places are asked for: what of it is open was told somewhere. */
export function routeKey(route: string): string {
  return `route:${route}`;
}

function ownerOf(group: GroupId, incident: number): string {
  return `${group} ${incident}`;
}

function keyOf(code: string): string {
  return `code:${code.toLowerCase()}`;
}

/** Keys of the store hold no addresses of people. */
function openKey(place: string): string {
  return `open:${letters(24, [place])}`;
}
