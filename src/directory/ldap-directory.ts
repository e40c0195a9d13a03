import { readFile } from 'node:fs/promises';
import { isIP, connect as netConnect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';
import {
  AndFilter,
  Client,
  type Entry,
  type Filter,
  FilterParser,
  OrFilter,
  PresenceFilter,
  SubstringFilter,
} from 'ldapts';
import type { Clock, Timer } from '../clock.js';
import type { Directory, DirectoryField, DirectorySearch, Person } from './directory.js';
import { digitsOf } from './match.js';

/** How people are read from an LDAP server (RFC 4511). */
export interface LdapOptions {
  /** `ldap://host:port` or `ldaps://host:port`. */
  readonly url: string;
  /** On `ldap://`: TLS is begun before anything is said. */
  readonly startTls: boolean;
  /** Certificates to trust; default: those of the system. */
  readonly caFile?: string;
  /** Whom to log in as; default: nobody. */
  readonly bindDn?: string;
  /** Asked for at each search, so that a password that was changed counts at once. */
  readonly password?: () => Promise<string>;
  readonly base: string;
  /** RFC 4515: who is in the directory at all. */
  readonly filter: string;
  /** The attributes that hold each field; the first that has a value counts, of numbers and mail addresses all count. */
  readonly attributes: Readonly<Record<DirectoryField, readonly string[]>>;
  /** For the whole search, connecting included, ms. */
  readonly timeout: number;
}

/**
 * People in an LDAP directory (RFC 4511). Each search has a connection of its own: it is rare, and so there is nothing to
 * keep alive or to recover. What people type goes into the request as a value, never as filter text, so it needs no
 * escaping and cannot change the filter.
 */
export class LdapDirectory implements Directory {
  readonly #options: LdapOptions;
  readonly #clock: Clock;
  readonly #filter: Filter;

  /** Throws where the filter is none. */
  constructor(options: LdapOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#filter = FilterParser.parseString(options.filter);
  }

  get #isSecure(): boolean {
    return /^ldaps:/i.test(this.#options.url);
  }

  async search(search: DirectorySearch): Promise<readonly Person[]> {
    const number = search.wanted.get('phone');
    if (number !== undefined && digitsOf(number) === '') return [];
    const { timeout, caFile } = this.#options;
    const tls = await this.#tls(caFile);
    const sockets: Socket[] = [];
    const kept = <T extends Socket>(socket: T): T => {
      sockets.push(socket);
      return socket;
    };
    // The client connects anew by itself when a connection is lost: without StartTLS, and as nobody. Here it never does.
    const first = <T extends Socket>(connect: () => T): T => {
      if (sockets.length > 0) throw new Error('the connection was lost');
      return kept(connect());
    };
    const client = new Client({
      url: this.#options.url,
      timeout,
      connectTimeout: timeout,
      // Naming any would begin TLS at once, whatever the URL says.
      ...(this.#isSecure ? { tlsOptions: tls } : {}),
      createConnection: ((...to: Parameters<typeof netConnect>) => first(() => netConnect(...to))) as typeof netConnect,
      createSecureConnection: ((...to: Parameters<typeof tlsConnect>) =>
        this.#isSecure ? first(() => tlsConnect(...to)) : kept(tlsConnect(...to))) as typeof tlsConnect,
    });
    let late: Timer | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      late = this.#clock.after(timeout, () => reject(new Error(`no answer within ${timeout} ms`)));
    });
    try {
      return await Promise.race([this.#ask(client, tls, search), tooLate]);
    } finally {
      late?.cancel();
      // Says goodbye where somebody listens; a server that hangs gets none.
      client.unbind().catch(() => {});
      for (const socket of sockets) {
        // The client takes its listeners away, and an error that nobody hears would end the process.
        socket.on('error', () => {});
        socket.destroy();
      }
    }
  }

  async #ask(client: Client, tls: ConnectionOptions, search: DirectorySearch): Promise<readonly Person[]> {
    const { startTls, bindDn, password, base, timeout } = this.#options;
    if (startTls && !this.#isSecure) await client.startTLS(tls);
    if (bindDn !== undefined) await client.bind(bindDn, (await password?.()) ?? '');
    const { searchEntries } = await client.search(base, {
      scope: 'sub',
      filter: this.#filterOf(search),
      attributes: [...new Set(Object.values(this.#options.attributes).flat())],
      sizeLimit: search.most,
      timeLimit: Math.ceil(timeout / 1000),
    });
    return searchEntries.map((entry) => this.#person(entry));
  }

  #filterOf({ wanted, needed }: DirectorySearch): Filter {
    const { attributes } = this.#options;
    const any = (field: DirectoryField, make: (attribute: string) => Filter): Filter =>
      new OrFilter({ filters: attributes[field].map(make) });
    const asked = [...wanted].map(([field, text]) =>
      // Servers leave spaces and hyphens of numbers out when they compare (RFC 4517 4.2.30), and nothing else.
      any(field, (attribute) => new SubstringFilter({ attribute, any: [field === 'phone' ? digitsOf(text) : text] })),
    );
    const reachable = any(needed, (attribute) => new PresenceFilter({ attribute }));
    return new AndFilter({ filters: [this.#filter, reachable, ...asked] });
  }

  #person(entry: Entry): Person {
    const all = (field: DirectoryField): readonly string[] => [
      ...new Set(this.#options.attributes[field].flatMap((attribute) => textsOf(entry[attribute]))),
    ];
    const one = (field: DirectoryField): string => all(field)[0] ?? '';
    return { first: one('first'), last: one('last'), nick: one('nick'), email: all('email'), phone: all('phone') };
  }

  async #tls(caFile: string | undefined): Promise<ConnectionOptions> {
    const { hostname } = new URL(this.#options.url);
    const host = hostname.replace(/^\[|\]$/g, '');
    return {
      host,
      minVersion: 'TLSv1.2',
      // An address goes into no server name (RFC 6066 3); the certificate is compared with `host` then.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(caFile === undefined ? {} : { ca: await readFile(caFile) }),
    };
  }
}

function textsOf(value: Entry[string] | undefined): readonly string[] {
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.map(String).filter((text) => text !== '');
}
