import { type Directory, type Person, valuesOf } from '../directory/directory.js';
import { Recent } from '../recent.js';
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

/** Names of contacts by the directory of people, where the admin has one: a number becomes a person in clients. */
export class ContactNames {
  readonly #site: Site;
  readonly #known = new Recent<string, Known>(REMEMBERED);
  #open = 0;

  constructor(site: Site) {
    this.#site = site;
  }

  /** The name of whoever has this address; undefined where nobody has, several have, or the directory does not answer. */
  async of(contact: string): Promise<string | undefined> {
    const { about, clock, gateway } = this.#site;
    const field = gateway.searchField;
    if (about.directory === undefined || field === undefined) return undefined;
    const known = this.#known.get(contact);
    if (known !== undefined && known.until > clock.monotonic()) return known.name;
    if (this.#open >= MOST_OPEN) return undefined;
    this.#open += 1;
    try {
      const name = await this.#ask(about.directory.directory, field, contact);
      this.#known.set(contact, { name, until: clock.monotonic() + FRESH_MS });
      return name;
    } catch (error) {
      this.#site.log.debug({ reason: String(error) }, 'the directory was not asked for the name of a contact');
      return undefined;
    } finally {
      this.#open -= 1;
    }
  }

  async #ask(
    directory: Directory,
    field: NonNullable<Site['gateway']['searchField']>,
    contact: string,
  ): Promise<string | undefined> {
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
