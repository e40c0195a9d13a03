import type { Redis } from 'ioredis';
import type { Problem } from '../problem.js';
import { Grouped } from './grouped.js';
import { keyName } from './keys.js';
import { FINALS, PUT, REPORT, TOLD } from './links-scripts.js';
import { defineScript, type Script, strings } from './script.js';

/** Seconds that a link is kept, unless said otherwise: 7 days. */
export const LINK_TTL = 7 * 86_400;

/** What an outgoing message became: what is needed to tell its sender of its fate. */
export interface Link {
  /** Id of the envelope; one a message, and what the ids of receipt and error stanza derive from. */
  readonly envelope: string;
  /** Id of the account that sent it. */
  readonly account: string;
  /** `born` of that account; missing in links of older releases, which stands for 0. */
  readonly born?: number;
  /** Full JID that sent the stanza. */
  readonly from: string;
  /** JID that it was sent to. */
  readonly to: string;
  /** Canonical network address of the contact. */
  readonly contact: string;
  readonly stanzaId?: string;
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

export type ReportResult =
  /** No link has one of the ids (yet); the report waits 15 minutes for it. */
  | { readonly kind: 'parked' }
  /** The link is known and there is nothing to tell: parts are missing, or its fate was told before. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'final'; readonly final: Final };

/** An id by which a part may be known; one that is not certain counts only where the contact agrees. */
export interface Candidate {
  readonly id: string;
  readonly certain: boolean;
}

export interface LinkReport {
  /** Most certain first. */
  readonly ids: readonly Candidate[];
  readonly contact?: string;
  readonly state: 'delivered' | 'failed' | 'pending';
  readonly problem?: Problem;
}

interface TimedReport {
  readonly report: LinkReport;
  readonly now: number;
}

export interface LinksOptions {
  /** Seconds that a link is kept. Default 7 days. */
  readonly ttl?: number;
  /** Seconds that a report waits for its link. Default 15 minutes. */
  readonly parkTtl?: number;
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
  readonly #put: Script;
  readonly #report: Script;
  readonly #told: Script;
  readonly #finals: Script;
  readonly #reports = new Map<string, Grouped<TimedReport, ReportResult>>();
  readonly #closings = new Map<string, Grouped<readonly string[], true>>();

  constructor(redis: Redis, prefix: string, options: LinksOptions = {}) {
    this.#prefix = prefix;
    this.#ttl = options.ttl ?? LINK_TTL;
    this.#parkTtl = options.parkTtl ?? 900;
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
      return [link.envelope, JSON.stringify(link.contact), JSON.stringify(link), distinct.length, ...distinct];
    });
    return finals(strings(await this.#put(this.#keys(gateway), [this.#ttl, now, ...args])));
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
    return results(strings(await this.#report(this.#keys(gateway), [this.#parkTtl, ...args])));
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
    return ['untold', 'id:', 'parked:'].map((name) => keyName(this.#prefix, family, name));
  }
}

/** Reads the answers to reports: a kind each, a fate behind `final`. */
function results(flat: readonly string[]): ReportResult[] {
  const all: ReportResult[] = [];
  for (let i = 0; i < flat.length; i++) {
    const kind = flat[i];
    if (kind !== 'final') {
      all.push({ kind: kind === 'parked' ? 'parked' : 'nothing' });
      continue;
    }
    const [final] = finals(flat.slice(i + 1, i + 5));
    all.push(final === undefined ? { kind: 'nothing' } : { kind: 'final', final });
    i += 4;
  }
  return all;
}

/** Reads the groups of four (record, state, problem JSON, link JSON) that the scripts answer with. */
function finals(flat: readonly string[]): Final[] {
  const all: Final[] = [];
  for (let i = 0; i + 3 < flat.length; i += 4) {
    const problem = flat[i + 2] ?? '';
    all.push({
      record: flat[i] ?? '',
      outcome: flat[i + 1] === 'd' ? 'delivered' : 'failed',
      problem: problem === '' ? undefined : (JSON.parse(problem) as Problem),
      link: JSON.parse(flat[i + 3] ?? '') as Link,
    });
  }
  return all;
}
