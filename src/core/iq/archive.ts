import type { StanzaCondition } from '../../problem.js';
import type { RoomArchive } from '../../store/room-archive.js';
import type { ArchivedEntry, ArchivePage } from '../../store/room-archive-entries.js';
import { archiveFin, archiveForm, archiveMetadata, archiveResult } from '../../xmpp/archive-answers.js';
import { type ArchiveQuery, readArchiveQuery } from '../../xmpp/archive-query.js';
import type { Element } from '../../xmpp/element.js';
import { iqResult } from '../../xmpp/iq.js';
import type { Jid } from '../../xmpp/jid.js';
import { NS } from '../../xmpp/namespaces.js';
import { parseStanza } from '../../xmpp/parse.js';
import type { PagePlace } from '../../xmpp/rsm.js';
import { Allowance } from '../allowance.js';
import { hasArchives } from '../discovery.js';
import { type CoreError, problem } from '../errors.js';
import type { Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

/** Messages of one page, at most and where the client leaves it to us. */
const PAGE = 100;
const USUAL_PAGE = 50;

/** Questions of one user at once (a client asks for all its rooms when it comes online), and a second for long. */
const BURST = 300;
const RATE = 10;

const FAULTS: Readonly<Partial<Record<StanzaCondition, CoreError>>> = {
  'feature-not-implemented': 'archive-field',
  'jid-malformed': 'archive-with',
  'policy-violation': 'archive-ids',
};

/**
 * Archives of rooms and contacts (XEP-0313), where the gateway keeps them. Everybody has an archive of what they saw
 * themselves; who saw nothing finds it empty, and cannot tell it from one that others have.
 */
export function archiveHandlers(site: Site): Handlers {
  return hasArchives(site.gateway) ? new ArchiveRequests(site).handlers : {};
}

class ArchiveRequests {
  readonly #site: Site;
  readonly #archive: RoomArchive;
  readonly #allowance: Allowance;

  constructor(site: Site) {
    const { gateway, stores, clock } = site;
    this.#site = site;
    this.#archive = stores.archive(gateway.name);
    const name = `archive.${gateway.name}`;
    this.#allowance = new Allowance({ name, buckets: stores.buckets, limits: { rate: RATE, burst: BURST }, clock });
  }

  get handlers(): Handlers {
    return {
      [`get ${NS.archive}`]: async (request) => await this.#allowed(request, () => this.#tell(request)),
      [`set ${NS.archive}`]: async (request) => await this.#allowed(request, () => this.#query(request)),
    };
  }

  async #allowed(request: Request, answer: () => Promise<Answer>): Promise<Answer> {
    const { archives, rooms } = this.#site.gateway;
    if (request.kind !== 'contact') return undefined;
    if (archives === 'rooms' && rooms?.kindOf(request.contact) !== 'room') return undefined;
    const user = request.from.bare;
    const closed = this.#site.access(user);
    if (closed !== undefined) return refused(this.#site, request, closed);
    const allowed = (await this.#allowance.take(new Map([[user, 1]]))).get(user) ?? 0;
    return allowed < 1 ? this.#refused(request, 'archive-throttled') : await answer();
  }

  /** What can be asked for (4.1.5), and from when to when the archive reaches (5.1). */
  async #tell({ iq, payload, contact, from }: Request): Promise<Answer> {
    if (payload.name === 'query') return [iqResult(iq, archiveForm())];
    if (payload.name !== 'metadata') return undefined;
    return [iqResult(iq, archiveMetadata(await this.#archive.ends(contact, from.bare)))];
  }

  /** A page of results, each in a message, and behind them the answer to the request (4.2). */
  async #query(request: Request): Promise<Answer> {
    const { iq, payload, from, to } = request;
    if (payload.name !== 'query') return undefined;
    const reading = readArchiveQuery(payload);
    if (!reading.ok) return this.#refused(request, FAULTS[reading.condition] ?? 'archive-form');
    const { query } = reading;
    if (query.node !== undefined) return this.#refused(request, 'archive-no-such');
    const { place } = query.page;
    if (place.at === 'index') return this.#refused(request, 'archive-no-index');
    const page = await this.#page(request, query, place);
    if (page === 'not-found') return this.#refused(request, 'archive-no-such');
    const results = page.entries.flatMap((entry) => resultOf(entry, to, from, query.queryId));
    const first = page.entries[0]?.id;
    const last = page.entries.at(-1)?.id;
    const isWhole = page.complete && (place.at === 'first' || place.at === 'last');
    const count = page.count ?? (isWhole ? page.entries.length : undefined);
    const fin = archiveFin({
      complete: page.complete,
      ...(first === undefined || last === undefined ? {} : { first: { id: first }, last }),
      ...(count === undefined ? {} : { count }),
    });
    // First and last of the page stay what they are when it is flipped: they are for asking on.
    return [...(query.flipped ? results.reverse() : results), iqResult(iq, fin)];
  }

  async #page(
    { contact, from, to }: Request,
    { start, end, with: sender, afterId, beforeId, ids, page }: ArchiveQuery,
    place: PagePlace,
  ): Promise<ArchivePage | 'not-found'> {
    // Everything in here is said by this room or contact.
    if (sender !== undefined && sender.bare !== to.bare) return { entries: [], complete: true };
    return await this.#archive.page(contact, from.bare, {
      max: Math.min(page.max ?? USUAL_PAGE, PAGE),
      backwards: place.at === 'last' || place.at === 'before',
      after: [...(afterId === undefined ? [] : [afterId]), ...(place.at === 'after' ? [place.id] : [])],
      before: [...(beforeId === undefined ? [] : [beforeId]), ...(place.at === 'before' ? [place.id] : [])],
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
      ...(ids === undefined ? {} : { ids }),
      ...(sender === undefined || sender.resource === '' ? {} : { from: sender.resource }),
    });
  }

  #refused(request: Request, error: CoreError): Answer {
    return refused(this.#site, request, problem(error));
  }
}

/** Nothing where what is kept is no stanza, which no gateway has written. */
function resultOf({ id, at, xml }: ArchivedEntry, archive: Jid, to: Jid, queryId?: string): readonly Element[] {
  const stanza = parseStanza(xml);
  if (stanza === undefined) return [];
  return [archiveResult({ from: archive.bare, to: to.full, id }, { id, at, stanza }, queryId)];
}
