import { parseJid } from '../../../src/xmpp/jid.js';
import type { Networks } from '../networks.js';
import { FIELD } from '../preferences.js';
import type { Tally } from './report.js';
import { type Query, type Row, text, whole } from './rows.js';
import { addressOf, NO_SETTINGS, type ServerHere, type Settings, type SettingsMapping } from './settings.js';
import type { ImportTarget } from './target.js';

interface AccountImportParts {
  readonly query: Query;
  /** Tables of the database, in small letters. */
  readonly tables: ReadonlySet<string>;
  readonly networks: Networks;
  readonly mapping: SettingsMapping;
  readonly target: ImportTarget;
  readonly tally: Tally;
}

const COMMANDS = 'after_connection_commands_';

/** Makes the accounts of all users: one for what counts everywhere, one for each network where they have set something. */
export class AccountImport {
  readonly #o: AccountImportParts;
  readonly #commands = new Map<number, string[]>();
  readonly #globals = new Map<string, Row>();

  constructor(parts: AccountImportParts) {
    this.#o = parts;
  }

  async run(): Promise<void> {
    const { query, tables } = this.#o;
    if (tables.has(COMMANDS)) {
      for await (const row of query(`SELECT * FROM ${COMMANDS} ORDER BY id_`)) {
        const owner = whole(row, 'fk_') ?? 0;
        this.#commands.set(owner, [...(this.#commands.get(owner) ?? []), text(row, 'afterconnectioncommand_')]);
      }
    }
    for await (const row of query('SELECT * FROM globaloptions_ ORDER BY id_')) {
      this.#globals.set(text(row, 'owner_'), row);
    }
    let rows: Row[] = [];
    for await (const row of query('SELECT * FROM ircserveroptions_ ORDER BY owner_, id_')) {
      const [first] = rows;
      if (first !== undefined && text(first, 'owner_') !== text(row, 'owner_')) {
        await this.#user(text(first, 'owner_'), rows);
        rows = [];
      }
      rows.push(row);
    }
    const [first] = rows;
    if (first !== undefined) await this.#user(text(first, 'owner_'), rows);
    for (const owner of [...this.#globals.keys()]) await this.#user(owner, []);
  }

  async #user(owner: string, rows: readonly Row[]): Promise<void> {
    const { mapping, networks, target, tally } = this.#o;
    const global = this.#globals.get(owner);
    this.#globals.delete(owner);
    const jid = parseJid(owner)?.bare;
    if (jid === undefined || !jid.includes('@')) {
      tally.left('user whose address is no JID');
      return;
    }
    let everywhere = global === undefined ? NO_SETTINGS : mapping.global(global);
    const servers = new Map<string, Settings>();
    for (const row of rows) {
      const server = text(row, 'server_');
      const here = this.#here(row);
      if (here === undefined) continue;
      const settings = mapping.server(row, this.#commandsOf(row), here);
      if (isEmpty(settings)) continue;
      const label = here.isNamed ? here.settings.network : server;
      // Where there is but one network the account that counts everywhere is that of the network.
      const own = label === networks.only ? '' : label;
      if (servers.has(own)) tally.left('second server of the same network', server);
      else servers.set(own, settings);
    }
    const only = servers.get('');
    servers.delete('');
    if (only !== undefined) everywhere = { ...only, fields: { ...everywhere.fields, ...only.fields } };
    if (isEmpty(everywhere) && servers.size === 0) return;
    const had = await target.accounts(jid);
    await this.#make(jid, '', everywhere, had.length > 0);
    for (const [label, settings] of servers) {
      // What a user has set under another name of the network counts for that name; it is theirs too.
      const other = had.some((account) => account.label !== '' && networks.nameOfHost(account.label) === label);
      await this.#make(jid, label, settings, other);
    }
  }

  async #make(jid: string, label: string, settings: Settings, isThere: boolean): Promise<void> {
    const { target, tally } = this.#o;
    const made = isThere ? 'there' : await target.create(jid, label, settings);
    if (made === 'made') tally.accounts.taken += 1;
    else if (made === 'there') tally.accounts.there += isThere && label === '' && isEmpty(settings) ? 0 : 1;
    else if (made === 'full')
      tally.left('settings of a network: the user has as many accounts as limits.accounts', label);
    else tally.left('settings of a server whose name can be that of no account', label);
  }

  /** What a server is here; undefined where nobody could reach it. */
  #here(row: Row): ServerHere | undefined {
    const { networks, tally } = this.#o;
    const server = text(row, 'server_');
    const isNamed = networks.isNamed(server);
    const address = isNamed ? '' : addressOf(row);
    const found = networks.find(server, address === '' ? undefined : { fields: { [FIELD.address]: address } });
    if (found.ok) return { settings: found.settings, isNamed };
    tally.left('settings of a server that cannot be reached here: name it in networks, or set anyServer', server);
    return undefined;
  }

  /** Older releases had one command, in the row itself. */
  #commandsOf(row: Row): readonly string[] {
    const own = text(row, 'afterconnectioncommand_');
    return [...(own === '' ? [] : [own]), ...(this.#commands.get(whole(row, 'id_') ?? 0) ?? [])];
  }
}

function isEmpty({ fields, secrets }: Settings): boolean {
  return Object.keys(fields).length === 0 && Object.keys(secrets).length === 0;
}
