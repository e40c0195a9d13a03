import { type Element, el } from './element.js';
import { buildForm, type FormField, findForm, readForm } from './forms.js';
import { NS } from './namespaces.js';

/** The fields that `jabber:iq:search` has elements for (XEP-0055 3); others go into the form alone. */
const LEGACY_SEARCH_FIELDS = ['first', 'last', 'nick', 'email'] as const;

interface SearchOffer {
  readonly title: string;
  readonly instructions: string;
  readonly fields: readonly FormField[];
}

/** The answer to a get: a form, and the same as plain elements for old clients. */
export function searchQuery({ title, instructions, fields }: SearchOffer): Element {
  const offered = new Set(fields.map(({ name }) => name));
  return el(
    'query',
    { xmlns: NS.search },
    el('instructions', {}, instructions),
    ...LEGACY_SEARCH_FIELDS.filter((name) => offered.has(name)).map((name) => el(name)),
    buildForm({ type: 'form', formType: NS.search, title, instructions: [instructions], fields }),
  );
}

/** What a set asks for. */
type SearchRequest =
  /** Values by field, trimmed, empty ones left out; `form`: whether the results shall be a form as well. */
  | { readonly kind: 'search'; readonly values: ReadonlyMap<string, string>; readonly form: boolean }
  | { readonly kind: 'cancel' }
  /** The form is none of type submit, or another one. */
  | { readonly kind: 'bad' };

/** Reads the query of a set. A form is preferred to plain elements beside it. */
export function readSearch(query: Element): SearchRequest {
  const x = findForm(query);
  const given: [string, string][] = [];
  if (x === undefined) {
    for (const name of LEGACY_SEARCH_FIELDS) given.push([name, query.getChildText(name) ?? '']);
  } else {
    const form = readForm(x);
    if (form?.type === 'cancel') return { kind: 'cancel' };
    if (form?.type !== 'submit' || (form.formType !== undefined && form.formType !== NS.search)) return { kind: 'bad' };
    for (const { name, values } of form.fields) if (name !== undefined) given.push([name, values?.[0] ?? '']);
  }
  const values = new Map(
    given.map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== ''),
  );
  return { kind: 'search', values, form: x !== undefined };
}

/** One that was found: its JID, and its values by field. */
export interface SearchItem {
  readonly jid: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The answer to a set, in the way that was asked for. Nothing found: an empty query (XEP-0055 2.1). */
export function searchResult(
  items: readonly SearchItem[],
  form: { readonly fields: readonly FormField[]; readonly instructions?: string } | undefined,
): Element {
  const query = el('query', { xmlns: NS.search });
  if (items.length === 0) return query;
  if (form === undefined) {
    // The schema wants all four of each item.
    const plain = ({ jid, values }: SearchItem) =>
      el('item', { jid }, ...LEGACY_SEARCH_FIELDS.map((name) => el(name, {}, values[name])));
    return query.add(...items.map(plain));
  }
  const jid: FormField = { name: 'jid', kind: 'jid-single', label: 'JID' };
  const table = buildForm({
    type: 'result',
    formType: NS.search,
    ...(form.instructions === undefined ? {} : { instructions: [form.instructions] }),
    fields: [],
    reported: [...form.fields, jid],
    items: items.map((item) => ({
      ...Object.fromEntries(Object.entries(item.values).map(([name, value]) => [name, [value]])),
      jid: [item.jid],
    })),
  });
  return query.add(table);
}
