import type { Redis } from 'ioredis';
import type { Problem } from '../problem.js';
import { Grouped } from './grouped.js';
import { keyName } from './keys.js';
import { type PackedLink, pack, unpack } from './links-packing.js';
import { FINALS, PUT, REPORT, TOLD } from './links-scripts.js';
import { defineScript, type Script, strings } from './script.js';

/** Seconds that a link is kept, unless said otherwise: 7 days. */
export const LINK_TTL = 7 * 86_400;

/** Links of an eighth of the time that they are kept lie on one shelf, and go together: see shelves-script.ts. */
const SHELVES = 8;
/** The same for reports that wait for their link. */
const PARK_SHELVES = 4;
/**
 * Seconds. Carriers report a moment too soon; but a process that dies before it has kept the answer of the carrier may take long to
 * be back, and a clock of Redis that is put an hour ahead ends what was to live for less.
 */
const PARK_TTL = 2 * 3600;

/** How long a link is kept at most, where it is kept for `ttl` at least, in the same unit. */
export const longestKept = (ttl: number): number => ttl + ttl / SHELVES;

/** Strings by which the scripts tell a fate: record, state, problem, and the packed link. */
const FATE_FIELDS = 7;

/** What an outgoing message became: what is needed to tell its sender of its fate. */
export interface Link {
  /** Id of the envelope; one a message, and what the ids of receipt and error stanza derive from. */
  readonly envelope: string;
  /** Id of the account that sent it. */
  readonly account: string;
  /** `born` of that account; missing stands for 0. */
  readonly born?: number;
  /** Full JID that sent the stanza. */
  readonly from: string;
  /** JID that it was sent to. */
  readonly to: string;
  /** Canonical network address of the contact. */
  readonly contact: string;
  readonly stanzaId?: string;
  /** When the network had taken it, wall time, ms; missing in links of earlier releases. */
  readonly at?: number;
  /** The trace of the message, where it has one (W3C `traceparent`). */
  readonly trace?: string;
  /** The sender has been told that nobody knows whether it went out; a failure is no news then. */
  readonly doubted?: true;
  /** The sender asked for a receipt (XEP-0184). */
  readonly receipt: boolean;
}

/** One message that the network has taken: its link and the network's ids of its parts, in order, at least one. */
export interface NewLink {
  readonly link: Link;
  readonly ids: readonly string[];
}

/** The fate of a message, to be told to its sender. */
export interface Final {
  readonly link: Link;
  readonly outcome: 'delivered' | 'failed';
  /** For `failed`: as the report brought it. */
  readonly problem: Problem | undefined;
  /** Name of the record, for `told`. */
  readonly record: string;
}

type ReportResult =
  /** No link has one of the ids (yet); the report waits for it. */
  | { readonly kind: 'parked' }
  /** There is nothing to tell: parts are missing, its fate was told before, or the report is an intermediate one. */
  | { readonly kind: 'nothing'; readonly found?: Candidate }
  /** A failure of what was delivered, and told so. */
  | { readonly kind: 'contradiction'; readonly found: Candidate }
  | { readonly kind: 'final'; readonly final: Final; readonly found: Candidate };

/** An id by which a part may be known; one that is not certain counts only where the contact agrees, and for `guessTtl`. */
interface Candidate {
  readonly id: string;
  readonly certain: boolean;
}

/** What a network says of messages that it had accepted, by the ids that it gave them. */
export interface LinkReport {
  /** In the order in which they are tried. */
  readonly ids: readonly Candidate[];
  readonly contact?: string;
  readonly state: 'delivered' | 'failed' | 'pending';
  readonly problem?: Problem;
}

interface TimedReport {
  readonly report: LinkReport;
  readonly now: number;
}

/** How long links and reports are kept, in seconds. */
export interface LinksOptions {
  /** Seconds that a link is kept, at least; an eighth longer at most. Default 7 days. */
  readonly ttl?: number;
  /** Seconds that a report waits for its link, at least; a quarter longer at most. Default 2 hours. */
  readonly parkTtl?: number;
  /** Seconds since a message was taken, after which no guess finds it any more. Default 3 days. */
  readonly guessTtl?: number;
}

/**
 * Links between messages and the network's ids, and what delivery reports make of them: a message is delivered when all
 * of its parts are; the first failure of a part is the failure of the message; each message has one fate, and it stands.
 *
 * Telling the fate (a stanza into a lane) happens after the script has decided it, and a crash may come between. So a
 * fate stays open until `told`: a repeated report and a repeated `put` give it again, and `untold` lists those that
 * nobody has closed. The stanza's id derives from the envelope's, so a fate told twice is recognisable.
 */
export class Links {
  readonly #prefix: string;
  readonly #ttl: number;
  readonly #parkTtl: number;
  readonly #guessTtl: number;
  readonly #put: Script;
  readonly #report: Script;
  readonly #told: Script;
  readonly #finals: Script;
  readonly #reports = new Map<string, Grouped<TimedReport, ReportResult>>();
  readonly #closings = new Map<string, Grouped<readonly string[], true>>();

  constructor(redis: Redis, prefix: string, options: LinksOptions = {}) {
    this.#prefix = prefix;
    this.#ttl = options.ttl ?? LINK_TTL;
    this.#parkTtl = options.parkTtl ?? PARK_TTL;
    this.#guessTtl = options.guessTtl ?? 3 * 86_400;
    this.#put = defineScript(redis, 'isthmusLinksPut', PUT);
    this.#report = defineScript(redis, 'isthmusLinksReport', REPORT);
    this.#told = defineScript(redis, 'isthmusLinksTold', TOLD);
    this.#finals = defineScript(redis, 'isthmusLinksFinals', FINALS);
  }

  /**
   * Stores the links of a group in one round trip. Returns the fates that were decided at once by reports that had come
   * earlier. Repeating it changes nothing and gives the fates that are still open again. An id that the network uses a
   * second time belongs to the later message from then on. `now`: wall time, ms.
   */
  async put(gateway: string, items: readonly NewLink[], now: number): Promise<readonly Final[]> {
    if (items.length === 0) return [];
    const args = items.flatMap(({ link, ids }) => {
      // A network that names two parts alike reports on both at once.
      const distinct = [...new Set(ids)];
      const { envelope, contact, sender, stanza } = pack(link);
      return [envelope, contact, sender, stanza, distinct.length, ...distinct];
    });
    const ttlMs = this.#ttl * 1000;
    const shelf = [ttlMs / SHELVES, longestKept(ttlMs)];
    return finals(strings(await this.#put(this.#keys(gateway), [now, ...shelf, ...args])));
  }

  /** Takes one report. Atomic over all processes; reports of one moment share a round trip. `now`: wall time, ms. */
  report(gateway: string, report: LinkReport, now: number): Promise<ReportResult> {
    if (report.state === 'pending') return Promise.resolve({ kind: 'nothing' });
    return this.#group(this.#reports, gateway, (items) => this.#takeReports(gateway, items)).add({ report, now });
  }

  /** Closes fates: their stanzas are in a lane (or none was asked for). Repeating it does no harm. */
  async told(gateway: string, records: readonly string[]): Promise<void> {
    const close = async (items: readonly (readonly string[])[]): Promise<true[]> => {
      await this.#told(this.#keys(gateway), items.flat());
      return items.map(() => true);
    };
    if (records.length > 0) await this.#group(this.#closings, gateway, close).add(records);
  }

  /**
   * Fates decided before `before` (wall time, ms) and not closed: of a process that died between deciding and telling.
   * Oldest first, at most `count`. Whoever takes them tells them again and closes them.
   */
  async untold(gateway: string, before: number, count = 100): Promise<readonly Final[]> {
    return finals(strings(await this.#finals(this.#keys(gateway), [before, count])));
  }

  async #takeReports(gateway: string, items: readonly TimedReport[]): Promise<ReportResult[]> {
    const args = items.flatMap(({ report, now }) => {
      const contact = report.contact === undefined ? '' : JSON.stringify(report.contact);
      const problem = report.problem === undefined ? '' : JSON.stringify(report.problem);
      const state = report.state === 'delivered' ? 'd' : 'f';
      const candidates = report.ids.flatMap(({ id, certain }) => [certain ? 1 : 0, id]);
      return [now, state, contact, problem, report.ids.length, ...candidates];
    });
    const guessSince = Math.min(...items.map(({ now }) => now)) - this.#guessTtl * 1000;
    const parkMs = this.#parkTtl * 1000;
    const shelf = [parkMs / PARK_SHELVES, parkMs + parkMs / PARK_SHELVES];
    const answer = strings(await this.#report(this.#keys(gateway), [...shelf, guessSince, ...args]));
    return results(answer, items);
  }

  #group<In, Out>(
    groups: Map<string, Grouped<In, Out>>,
    gateway: string,
    run: (items: readonly In[]) => Promise<readonly Out[]>,
  ): Grouped<In, Out> {
    let group = groups.get(gateway);
    if (group === undefined) {
      group = new Grouped(run);
      groups.set(gateway, group);
    }
    return group;
  }

  #keys(gateway: string): string[] {
    const family = `links.${gateway}`;
    const names = ['untold', 'parked', 'parked:', 'shelves', 'shelf:'];
    return names.map((name) => keyName(this.#prefix, family, name));
  }
}

/** Reads the answers to reports: a kind and the place of the id that was found each, a fate behind `final`. */
function results(flat: readonly string[], items: readonly TimedReport[]): ReportResult[] {
  let at = 0;
  return items.map(({ report }): ReportResult => {
    const kind = flat[at];
    const found = report.ids[Number(flat[at + 1]) - 1];
    at += 2;
    if (kind === 'parked' || found === undefined) return { kind: 'parked' };
    if (kind !== 'final') return { kind: kind === 'contradiction' ? kind : 'nothing', found };
    const [final] = finals(flat.slice(at, at + FATE_FIELDS));
    at += FATE_FIELDS;
    return final === undefined ? { kind: 'nothing', found } : { kind, final, found };
  });
}

/** Reads the groups of seven that the scripts answer with. */
function finals(flat: readonly string[]): Final[] {
  const all: Final[] = [];
  for (let at = 0; at + FATE_FIELDS <= flat.length; at += FATE_FIELDS) {
    const [record = '', state, problem = '', envelope = '', contact = '', stanza = '', sender = ''] = flat.slice(at);
    const packed: PackedLink = { envelope, contact, stanza, sender };
    all.push({
      record,
      outcome: state === 'd' ? 'delivered' : 'failed',
      problem: problem === '' ? undefined : (JSON.parse(problem) as Problem),
      link: unpack(packed),
    });
  }
  return all;
}
