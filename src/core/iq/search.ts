import type { Account } from '../../../gateways/gateway.js';
import { DIRECTORY_FIELDS, type DirectoryField, type Person, valuesOf } from '../../directory/directory.js';
import type { FormField } from '../../xmpp/forms.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { readSearch, type SearchItem, searchQuery, searchResult } from '../../xmpp/search.js';
import type { DirectorySettings } from '../about.js';
import { contactJid } from '../addresses.js';
import { directoryAllowance } from '../directory-allowance.js';
import { problem } from '../errors.js';
import { accountOf, type Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

/** Longest text of a field, asked for or shown, in code points. */
const LONGEST = 100;
/** Octets of a result: it fits the smallest stanza that an admin may set as the limit. */
const MOST_OCTETS = 24 * 1024;
/** Octets of an item beside its texts. */
const MARKUP_OCTETS = 360;
/** Searches of all users that may be open at once; a directory that hangs must not hold up other requests. */
const MOST_OPEN = 32;

/** Search for people whom the gateway reaches (XEP-0055), in the directory that the admin named. */
export class SearchRequests {
  readonly #site: Site;
  readonly #mayAsk: (user: string) => Promise<boolean>;
  #open = 0;

  constructor(site: Site) {
    this.#site = site;
    this.#mayAsk = directoryAllowance(site, 'search');
  }

  get handlers(): Handlers {
    return {
      [`get ${NS.search}`]: (request) => this.#offer(request),
      [`set ${NS.search}`]: (request) => this.#search(request),
    };
  }

  #offer(request: Request): Answer {
    const { access, words, about } = this.#site;
    if (request.kind !== 'gateway' || about.directory === undefined) return undefined;
    const closed = access(request.from.bare);
    if (closed !== undefined) return refused(this.#site, request, closed);
    const offer = {
      title: words.text({ key: 'search.title' }, request.lang),
      instructions: words.text({ key: 'search.instructions' }, request.lang),
      fields: this.#fields(request.lang),
    };
    return [iqResult(request.iq, searchQuery(offer))];
  }

  async #search(request: Request): Promise<Answer> {
    const { access, about } = this.#site;
    const { from, kind, payload, iq, lang } = request;
    if (kind !== 'gateway' || about.directory === undefined) return undefined;
    const closed = access(from.bare);
    if (closed !== undefined) return refused(this.#site, request, closed);
    const read = readSearch(payload);
    if (read.kind === 'cancel') return [iqResult(iq)];
    if (read.kind === 'bad') return refused(this.#site, request, problem('search-form'));
    const wanted = new Map<DirectoryField, string>();
    for (const field of DIRECTORY_FIELDS) {
      const text = read.values.get(field);
      if (text !== undefined) wanted.set(field, short(text));
    }
    if (wanted.size === 0) return refused(this.#site, request, problem('search-empty'));
    if (!(await this.#mayAsk(from.bare))) return refused(this.#site, request, problem('search-throttled'));

    const found = await this.#find(about.directory, wanted);
    if (found === undefined) return refused(this.#site, request, problem('search-failed'));
    const all = this.#items(found.people, await accountOf(this.#site, from.bare));
    const items = fitting(all);
    const more = found.more || items.length < all.length;
    const params = { results: items.length };
    const note = more ? this.#site.words.text({ key: 'search.more', params }, lang) : undefined;
    const form = { fields: this.#fields(lang), ...(note === undefined ? {} : { instructions: note }) };
    return [iqResult(iq, searchResult(items, read.form ? form : undefined))];
  }

  async #find(
    { directory, results }: DirectorySettings,
    wanted: ReadonlyMap<DirectoryField, string>,
  ): Promise<{ readonly people: readonly Person[]; readonly more: boolean } | undefined> {
    const needed = this.#site.gateway.searchField;
    if (needed === undefined || this.#open >= MOST_OPEN) return undefined;
    this.#open += 1;
    try {
      // One more than is shown tells whether there are more.
      const people = await directory.search({ wanted, needed, most: results + 1 });
      return { people: people.slice(0, results), more: people.length > results };
    } catch (error) {
      this.#site.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the directory failed');
      return undefined;
    } finally {
      this.#open -= 1;
    }
  }

  /** An item for each address that is one of this network, each once. */
  #items(people: readonly Person[], account: Account | undefined): readonly SearchItem[] {
    const { gateway } = this.#site;
    const field = gateway.searchField;
    if (field === undefined) return [];
    const items = new Map<string, SearchItem>();
    for (const person of people) {
      const { first, last, nick, email, phone } = person;
      for (const value of valuesOf(person, field)) {
        const result = gateway.addresses.prompt(value, account);
        if (!result.ok) continue;
        const jid = contactJid(gateway, result.address);
        if (items.has(jid)) continue;
        const shown = { first, last, nick, email: email[0] ?? '', phone: phone[0] ?? '', [field]: value };
        const values = Object.fromEntries(Object.entries(shown).map(([name, text]) => [name, short(text)]));
        items.set(jid, { jid, values });
      }
    }
    return [...items.values()];
  }

  #fields(lang: string | undefined): readonly FormField[] {
    const label = (field: DirectoryField): string => this.#site.words.text({ key: LABELS[field] }, lang);
    return DIRECTORY_FIELDS.map((name) => ({ name, kind: 'text-single', label: label(name) }));
  }
}

function short(text: string): string {
  return text.length <= LONGEST ? text : [...text].slice(0, LONGEST).join('');
}

/** Of a text as it is written; the longest escape stands for each character that has one. */
function octetsOf(text: string): number {
  return Buffer.byteLength(text.replace(/[<>&"']/g, '&quot;'));
}

/** As many of the first ones as one stanza holds. */
function fitting(items: readonly SearchItem[]): readonly SearchItem[] {
  let left = MOST_OCTETS;
  const end = items.findIndex(({ jid, values }) => {
    left -= MARKUP_OCTETS + octetsOf([jid, ...Object.values(values)].join(''));
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}

const LABELS: Readonly<Record<DirectoryField, string>> = {
  first: 'search.first',
  last: 'search.last',
  nick: 'search.nick',
  email: 'search.email',
  phone: 'search.phone',
};
