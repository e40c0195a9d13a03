import type { StanzaCondition } from '../problem.js';
import type { Element } from './element.js';
import { findForm, readForm } from './forms.js';
import { type Jid, parseJid } from './jid.js';
import { NS } from './namespaces.js';
import { type PageRequest, readPageRequest } from './rsm.js';
import { parseTime } from './time.js';

/** Ids that one query may name. */
const MOST_IDS = 256;

/** What is wanted of an archive (XEP-0313 4, `urn:xmpp:mam:2` with `#extended`). All conditions must hold. */
export interface ArchiveQuery {
  /** To be repeated in each result. */
  readonly queryId?: string;
  /** Of a pubsub archive; a room has none. */
  readonly node?: string;
  /** Not before, ms since the epoch. */
  readonly start?: number;
  /** Not after. */
  readonly end?: number;
  /** Only what this one said; a bare address means all its resources. */
  readonly with?: Jid;
  /** Only what came after the message with this id. */
  readonly afterId?: string;
  readonly beforeId?: string;
  /** Only these messages. */
  readonly ids?: readonly string[];
  readonly page: PageRequest;
  /** The newest of the page is to come first; which messages are on it stays the same. */
  readonly flipped: boolean;
}

type ArchiveReading =
  | { readonly ok: true; readonly query: ArchiveQuery }
  | { readonly ok: false; readonly condition: StanzaCondition };

type Conditions = { -readonly [K in 'start' | 'end' | 'with' | 'afterId' | 'beforeId' | 'ids']?: ArchiveQuery[K] };
/** Puts a condition in; tells what is wrong with its values. */
type FieldReader = (into: Conditions, values: readonly string[]) => StanzaCondition | undefined;

const FIELDS: Readonly<Record<string, FieldReader>> = {
  start: (into, [text = '']) => time(text, (at) => (into.start = at)),
  end: (into, [text = '']) => time(text, (at) => (into.end = at)),
  with: (into, [text = '']) => {
    const jid = parseJid(text.trim());
    if (jid === undefined) return 'jid-malformed';
    into.with = jid;
    return undefined;
  },
  'after-id': (into, [id = '']) => {
    into.afterId = id;
    return undefined;
  },
  'before-id': (into, [id = '']) => {
    into.beforeId = id;
    return undefined;
  },
  ids: (into, ids) => {
    if (ids.length > MOST_IDS) return 'policy-violation';
    into.ids = [...new Set(ids)];
    return undefined;
  },
};

function time(text: string, put: (at: number) => void): StanzaCondition | undefined {
  const at = parseTime(text.trim());
  if (at === undefined) return 'bad-request';
  put(at);
  return undefined;
}

/**
 * Reads the `<query/>` of an IQ of type set. Faults: `feature-not-implemented` for a field that is not known (4.1.5),
 * `bad-request` for a form of another type, times that are none and pages that make no sense, `jid-malformed`, and
 * `policy-violation` for more ids than are looked up at once. A field without a value is as if it were not there.
 */
export function readArchiveQuery(query: Element): ArchiveReading {
  const { queryid, node } = query.attrs;
  const conditions: Conditions = {};
  const x = findForm(query);
  const fault = x === undefined ? undefined : readConditions(conditions, x);
  if (fault !== undefined) return { ok: false, condition: fault };
  const reading = readPageRequest(query);
  if (!reading.ok) return { ok: false, condition: 'bad-request' };
  return {
    ok: true,
    query: {
      ...(queryid === undefined || queryid === '' ? {} : { queryId: queryid }),
      ...(node === undefined || node === '' ? {} : { node }),
      ...conditions,
      page: reading.page,
      flipped: query.getChild('flip-page') !== undefined,
    },
  };
}

function readConditions(into: Conditions, x: Element): StanzaCondition | undefined {
  const form = readForm(x);
  if (form?.type !== 'submit' || form.formType !== NS.archive) return 'bad-request';
  const seen = new Set<string>();
  for (const { name = '', values = [] } of form.fields) {
    const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (read === undefined) return 'feature-not-implemented';
    const given = values.filter((value) => value !== '');
    if (given.length === 0) continue;
    if (seen.has(name) || (name !== 'ids' && given.length > 1)) return 'bad-request';
    seen.add(name);
    const fault = read(into, given);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
