import type { Clock } from '../../gateway.js';
import { IrcAddresses } from '../addresses.js';
import type { IrcConfig } from '../config.js';
import { Networks } from '../networks.js';
import { ircRegistration } from '../registration.js';
import { saltOf } from '../salt.js';
import { AccountImport } from './accounts.js';
import { ArchiveImport } from './archive.js';
import { type ImportReport, Tally } from './report.js';
import { type Query, text, whole } from './rows.js';
import { SettingsMapping } from './settings.js';
import type { ImportTarget } from './target.js';

/** What makes a database one of biboumi. */
const TABLES = ['muclogline_', 'globaloptions_', 'ircserveroptions_', 'ircchanneloptions_'] as const;

/** What reading the database of biboumi needs. */
export interface BiboumiParts {
  /** Reads the database. */
  readonly query: Query;
  readonly target: ImportTarget;
  readonly clock: Clock;
}

/**
 * Takes over what users of biboumi have set and what it recorded for them. What is here already stays as it is, so it may be
 * done again. `section`: that of IRC in the config file, as its schema gave it. Undefined where the database is none of biboumi.
 */
export async function importBiboumi(section: unknown, parts: BiboumiParts): Promise<ImportReport | undefined> {
  const { query, target, clock } = parts;
  const tables = await tablesOf(query);
  if (TABLES.some((name) => !tables.has(name))) return undefined;
  const config = section as IrcConfig;
  const networks = new Networks(config);
  const { anyServer, fixedServer } = config;
  const addresses = new IrcAddresses({ networks, anyServer, fixedServer });
  const salt = saltOf(config);
  const tally = new Tally();
  // Its fields say what users may set; nothing is tried at a network.
  const form = ircRegistration({ config, networks, salt, clock, probe: async () => undefined });
  const mapping = new SettingsMapping(config, form.fields, tally);
  await new AccountImport({ query, tables, networks, mapping, target, tally }).run();
  await countRest(query, tables, tally);
  await new ArchiveImport({ config, networks, addresses, salt, query, target, tally, clock }).run();
  return tally.report();
}

async function tablesOf(query: Query): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const row of query("SELECT name FROM sqlite_master WHERE type = 'table'")) {
    names.add(text(row, 'name').toLowerCase());
  }
  return names;
}

/** Options of single rooms, and contacts. */
async function countRest(query: Query, tables: ReadonlySet<string>, tally: Tally): Promise<void> {
  const set = "encodingin_ <> '' OR encodingout_ <> '' OR persistent_ <> 0 OR recordhistory_ <> 0";
  const perServer = `SELECT server_, count(*) AS n FROM ircchanneloptions_ WHERE ${set} GROUP BY server_`;
  for await (const row of query(perServer)) {
    tally.left('options of a single room: here they are set for a network', text(row, 'server_'), whole(row, 'n') ?? 0);
  }
  if (!tables.has('roster')) return;
  for await (const row of query('SELECT count(*) AS n FROM roster')) {
    tally.left('contact that saw presence: clients ask for it again', '', whole(row, 'n') ?? 0);
  }
}
