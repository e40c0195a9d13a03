import { type Directory, type DirectoryField, type Person, valuesOf } from '../directory/directory.js';
import { Recent } from '../recent.js';
import { directoryAllowance } from './directory-allowance.js';
import type { Site } from './site.js';

const REMEMBERED = 4096;
/** How long a name, or that there is none, is taken for the present one, ms. */
const FRESH_MS = 10 * 60_000;
/** More people of one address: nobody can say whose it is. */
const MOST = 5;
/** Questions to the directory that may be open at once; beyond that contacts have no name for now. */
const MOST_OPEN = 16;

interface Known {
  readonly name: string | undefined;
  readonly until: number;
}

/**
 * Names of contacts by the directory of people, where the admin has one: a number becomes a person in clients. What is not
 * remembered costs whoever asks: nobody reads a whole directory, or keeps it from others, by asking for cards.
 */
export class ContactNames {
  readonly #site: Site;
  readonly #mayAsk: (user: string) => Promise<boolean>;
  readonly #known = new Recent<string, Known>(REMEMBERED);
  /** Open questions by contact; whoever asks the same waits for the same answer. */
  readonly #open = new Map<string, Promise<string | undefined>>();

  constructor(site: Site) {
    this.#site = site;
    this.#mayAsk = directoryAllowance(site, 'names');
  }

  /**
   * The name of whoever has this address; undefined where nobody has, several have, the directory does not answer, or `user`
   * (a bare JID) has asked too often. Never rejects.
   */
  async of(contact: string, user: string): Promise<string | undefined> {
    const { about, gateway, log } = this.#site;
    const field = gateway.searchField;
    if (about.directory === undefined || field === undefined) return undefined;
    try {
      const known = this.#fresh(contact);
      if (known !== undefined) return known.name;
      const open = this.#open.get(contact);
      if (open !== undefined) return await open;
      if (!(await this.#mayAsk(user))) return undefined;
      return await this.#found(about.directory.directory, field, contact);
    } catch (error) {
      log.debug({ reason: String(error) }, 'the directory was not asked for the name of a contact');
      return undefined;
    }
  }

  #fresh(contact: string): Known | undefined {
    const known = this.#known.get(contact);
    return known !== undefined && known.until > this.#site.clock.monotonic() ? known : undefined;
  }

  /** Asks, unless somebody else has done so while the allowance was looked at. Rejects where the directory does not answer. */
  #found(directory: Directory, field: DirectoryField, contact: string): Promise<string | undefined> {
    const known = this.#fresh(contact);
    if (known !== undefined) return Promise.resolve(known.name);
    const open = this.#open.get(contact);
    if (open !== undefined) return open;
    if (this.#open.size >= MOST_OPEN) return Promise.resolve(undefined);
    const asked = this.#ask(directory, field, contact)
      .then((name) => {
        this.#known.set(contact, { name, until: this.#site.clock.monotonic() + FRESH_MS });
        return name;
      })
      .finally(() => this.#open.delete(contact));
    this.#open.set(contact, asked);
    return asked;
  }

  async #ask(directory: Directory, field: DirectoryField, contact: string): Promise<string | undefined> {
    const found = await directory.search({ wanted: new Map([[field, contact]]), needed: field, most: MOST });
    const { addresses } = this.#site.gateway;
    // The directory finds what holds the address; only whose address it is counts.
    const people = found.filter((person) =>
      valuesOf(person, field).some((value) => {
        const read = addresses.prompt(value);
        return read.ok && read.address === contact;
      }),
    );
    const [only] = people;
    return only === undefined || people.length > 1 ? undefined : nameOf(only);
  }
}

function nameOf({ first, last, nick }: Person): string | undefined {
  const name = [first, last].filter((part) => part !== '').join(' ') || nick;
  return name === '' ? undefined : name;
}
