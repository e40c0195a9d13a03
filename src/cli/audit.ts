import type { AuditQuery } from '../../gateways/alerts/audit/export.js';
import type { AuditRecord } from '../../gateways/alerts/audit/record.js';
import type { SummaryForm } from '../../gateways/alerts/audit/report/show.js';
import type { KeyValue } from '../../gateways/gateway.js';
import { type Clock, systemClock } from '../clock.js';
import { parseDuration } from '../config/units.js';
import { Arguments, needed } from './arguments.js';
import { type Command, StartError, UsageError } from './command.js';
import type { Networks } from './networks.js';
import { usableConfig } from './read-config.js';
import { withStore } from './with-store.js';

/** What the alerts gateway brings for reading its audit. */
interface AuditExport {
  /** `config`: its section of the config file. */
  readAudit(
    config: unknown,
    parts: { readonly kv: KeyValue; readonly clock: Clock },
    query: AuditQuery,
  ): AsyncIterable<AuditRecord>;
  readSummary(
    config: unknown,
    parts: { readonly kv: KeyValue; readonly clock: Clock },
    query: AuditQuery,
    form: SummaryForm,
  ): Promise<string>;
  jsonLine(record: AuditRecord): string;
  csvLine(record: AuditRecord): string;
  readonly csvHead: string;
}

interface AuditCommandParts {
  readonly networks: Networks;
  readonly audit: () => Promise<AuditExport>;
  /** Writes to standard output; resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
}

const DAY_MS = 86_400_000;
const FILTERS = ['route', 'actor', 'action', 'trace'] as const;

/** `isthmus audit`: who was told what, and who did what, from the store; while Isthmus runs and while it does not. */
export function auditCommand({ networks, audit, write }: AuditCommandParts): Command {
  return {
    name: 'audit',
    summary: 'print the audit of alerts: who was told what, who took, silenced and changed what, by time',
    usage:
      '--config FILE [--summary] [--from TIME] [--to TIME | --month MONTH] [--csv | --json] [--route NAME] [--actor NAME] [--action NAME] [--trace ID]',
    options: [
      { name: '--config FILE', summary: 'the config file' },
      {
        name: '--from TIME',
        summary: 'from this time on: 2026-03-01, 2026-03-01T09:00Z, or 7d for seven days ago; default 1d',
      },
      { name: '--to TIME', summary: 'up to this time, which does not belong to it; default: now' },
      { name: '--month MONTH', summary: 'of a month, in UTC: 2026-11' },
      {
        name: '--summary',
        summary:
          'count: for each route, source, destination and person alerts, messages, what was not told, how soon it was taken',
      },
      { name: '--csv', summary: 'a table with commas; default: a line of JSON for each row' },
      { name: '--json', summary: 'with --summary: as JSON; default: a table for people' },
      { name: '--route NAME', summary: 'only rows of this route' },
      { name: '--actor NAME', summary: 'only what this person or bot did, as it stands in the rows: alice, bot:ci' },
      { name: '--action NAME', summary: 'only rows of this kind: told, taken, silence-made' },
      { name: '--trace ID', summary: 'only rows of this incident' },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const configFile = given.option('--config');
      const [csv, json, summary] = [given.flag('--csv'), given.flag('--json'), given.flag('--summary')];
      const [month, from, to] = [given.option('--month'), given.option('--from'), given.option('--to')];
      const wanted: Partial<Record<(typeof FILTERS)[number], string>> = {};
      for (const name of FILTERS) {
        const value = given.option(`--${name}`);
        if (value !== undefined) wanted[name] = value;
      }
      given.end();
      const file = needed(configFile, '--config FILE');
      if (csv && json) throw new UsageError('takes --csv or --json, not both');
      const now = systemClock.now();
      const time =
        month === undefined
          ? { from: timeOf('--from', from ?? '1d', now), to: timeOf('--to', to, now) }
          : monthOf(month, from ?? to);
      const query = { ...wanted, ...time };
      if (query.from >= query.to) throw new UsageError('needs a --from that lies before --to');
      const config = await usableConfig(networks, file, io);
      if (config === undefined) return 2;
      const section = config.gateways.find(({ name }) => name === 'alerts');
      if (section === undefined) throw new StartError(`${file} names no gateway for alerts: there is no audit`);
      const { readAudit, readSummary, jsonLine, csvLine, csvHead } = await audit();
      return await withStore(config, io.env, async (store) => {
        const parts = { kv: store.kv(section.name), clock: systemClock };
        if (summary) {
          const form = csv ? 'csv' : json ? 'json' : 'table';
          await write(await readSummary(section.config, parts, query, form));
          return 0;
        }
        if (csv) await write(csvHead);
        const rows = readAudit(section.config, parts, query);
        for await (const row of rows) await write(csv ? csvLine(row) : jsonLine(row));
        return 0;
      });
    },
  };
}

/** A month of UTC, as the days of the audit are. `other`: what else says a time, which cannot be. */
function monthOf(written: string, other: string | undefined): { readonly from: number; readonly to: number } {
  const [, year = '', month = ''] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(written) ?? [];
  if (year === '') throw new UsageError(`cannot read --month ${written}: write 2026-03`);
  if (other !== undefined) throw new UsageError('takes --month, or --from and --to, not both');
  return { from: Date.UTC(Number(year), Number(month) - 1), to: Date.UTC(Number(year), Number(month)) };
}

/** Wall time of what was written; a day alone begins in UTC, as the days of the audit do. */
function timeOf(option: string, written: string | undefined, now: number): number {
  if (written === undefined) return now + DAY_MS;
  const ago = parseDuration(written);
  if (ago !== undefined) return now - ago;
  const isTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(written);
  const time = isTime ? Date.parse(written) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`cannot read ${option} ${written}: write 2026-03-01, 2026-03-01T09:00Z or 7d`);
  return time;
}
