import { copy, type Element, el } from './element.js';
import { buildForm } from './forms.js';
import { NS } from './namespaces.js';
import { type PageResult, pageResult } from './rsm.js';
import { formatTime } from './time.js';

/** The form of what an archive can be asked for (XEP-0313 4.1.5), in the `<query/>` that answers an IQ of type get. */
export function archiveForm(): Element {
  const form = buildForm({
    type: 'form',
    formType: NS.archive,
    fields: [
      { name: 'with', kind: 'jid-single' },
      { name: 'start', kind: 'text-single' },
      { name: 'end', kind: 'text-single' },
      { name: 'before-id', kind: 'text-single' },
      { name: 'after-id', kind: 'text-single' },
      { name: 'ids', kind: 'list-multi', validation: { datatype: 'xs:string', method: 'open' } },
    ],
  });
  return el('query', { xmlns: NS.archive }, form);
}

/** One message of an archive. */
interface ArchivedMessage {
  /** The archive's id of it: the one of its `<stanza-id/>`. */
  readonly id: string;
  /** When it was said, ms since the epoch. */
  readonly at: number;
  /** As it went out, from the occupant's address; it stays as it is, what is sent is a copy without a receiver. */
  readonly stanza: Element;
}

/** A message with one result (XEP-0313 4.2). `from` is the archive: for a room its bare address. */
export function archiveResult(
  { from, to, id }: { readonly from: string; readonly to?: string; readonly id?: string },
  { id: archiveId, at, stanza }: ArchivedMessage,
  queryId?: string,
): Element {
  const result = el('result', { xmlns: NS.archive, queryid: queryId, id: archiveId }, forwarded(stanza, at));
  return el('message', { from, to, id }, result);
}

/** A message that is passed on with the time at which it was said (XEP-0297). */
function forwarded(stanza: Element, at: number): Element {
  const inner = copy(stanza);
  delete inner.attrs.to;
  inner.attrs.xmlns = NS.client;
  const stamp = el('delay', { xmlns: NS.delay, stamp: formatTime(at) });
  return el('forwarded', { xmlns: NS.forward }, stamp, inner);
}

/** How a query ended. */
interface ArchivePage extends PageResult {
  /** Nothing lies beyond this page in the direction of reading. */
  readonly complete: boolean;
  /** `false` where the same query may give other results later (4.3.2). */
  readonly stable?: false;
}

/** The `<fin/>` of the IQ that follows the results (XEP-0313 4). */
export function archiveFin({ complete, stable, ...page }: ArchivePage): Element {
  const attributes = { complete: complete ? 'true' : undefined, stable: stable === false ? 'false' : undefined };
  return el('fin', { xmlns: NS.archive, ...attributes }, pageResult(page));
}

/** Id and time of a message, ms since the epoch. */
interface ArchiveEnd {
  readonly id: string;
  readonly at: number;
}

/** The `<metadata/>` that tells the first and the last message (XEP-0313 5.1); without any it is empty. */
export function archiveMetadata(ends?: { readonly first: ArchiveEnd; readonly last: ArchiveEnd }): Element {
  const metadata = el('metadata', { xmlns: NS.archive });
  if (ends === undefined) return metadata;
  const { first, last } = ends;
  return metadata.add(
    el('start', { id: first.id, timestamp: formatTime(first.at) }),
    el('end', { id: last.id, timestamp: formatTime(last.at) }),
  );
}
