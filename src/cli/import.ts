import type { BiboumiParts } from '../../gateways/irc/import/biboumi.js';
import type { ImportReport } from '../../gateways/irc/import/report.js';
import { systemClock } from '../clock.js';
import { Arguments, needed } from './arguments.js';
import { type Command, type CommandIo, StartError, UsageError } from './command.js';
import { StoreTarget } from './import-target.js';
import type { Networks } from './networks.js';
import { usableConfig } from './read-config.js';
import { sqliteRows } from './sqlite.js';
import { withStore } from './with-store.js';

/** What the IRC gateway brings for taking over the data of another one. */
interface BiboumiImport {
  importBiboumi(section: unknown, parts: BiboumiParts): Promise<ImportReport | undefined>;
}

/** `isthmus import`: what users had at another gateway. `biboumi`: loads what reads it. */
export function importCommand(networks: Networks, biboumi: () => Promise<BiboumiImport>): Command {
  return {
    name: 'import',
    summary: 'take over what users of biboumi have set and its history; nothing that is here is changed',
    usage: 'biboumi --database FILE --config FILE [--dry-run] [--json]',
    options: [
      { name: '--database FILE', summary: 'the SQLite database of biboumi (its db_name); it is only read' },
      { name: '--config FILE', summary: 'the config file; it must name the IRC gateway' },
      { name: '--dry-run', summary: 'tell what would be taken, write nothing' },
      { name: '--json', summary: 'the report as JSON' },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const [source, configFile] = [given.option('--database'), given.option('--config')];
      const [dryRun, json] = [given.flag('--dry-run'), given.flag('--json')];
      const from = given.next();
      given.end();
      if (from !== 'biboumi') throw new UsageError('knows only biboumi: isthmus import biboumi ...');
      const database = needed(source, '--database FILE');
      if (/^postgres(ql)?:/.test(database)) {
        throw new UsageError('reads SQLite only: what biboumi has in PostgreSQL cannot be taken over');
      }
      const file = needed(configFile, '--config FILE');
      const config = await usableConfig(networks, file, io);
      if (config === undefined) return 2;
      const section = config.gateways.find(({ name }) => name === 'irc');
      if (section === undefined) throw new StartError(`${file} names no gateway for IRC: add gateways.irc`);
      const { importBiboumi } = await biboumi();
      const report = await withStore(config, io.env, async (store) => {
        const mostAccounts = config.limits.accounts;
        const target = new StoreTarget({ store, gateway: section.name, clock: systemClock, mostAccounts, dryRun });
        const query = (sql: string) => sqliteRows(database, sql);
        return await importBiboumi(section.config, { query, target, clock: systemClock });
      });
      if (report === undefined) throw new StartError(`${database} is no database of biboumi: give its db_name`);
      if (json) io.out(JSON.stringify({ dryRun, ...report }));
      else tell(report, dryRun, io);
      return 0;
    },
  };
}

function tell({ accounts, lines, rooms, left }: ImportReport, dryRun: boolean, io: CommandIo): void {
  const taken = dryRun ? 'would be taken' : 'taken';
  io.out(`settings of users: ${accounts.taken} ${taken}, ${accounts.there} were here already and stay as they are`);
  io.out(`history: ${lines.taken} lines of ${rooms} rooms ${taken}, ${lines.there} were here already or are older`);
  if (left.length === 0) return;
  io.out('\nLeft out, since there is no counterpart here:');
  for (const { what, server, count } of left) io.out(`  ${count} x ${server === '' ? '' : `${server}: `}${what}`);
}
