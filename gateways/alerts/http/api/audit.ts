import { type AuditQuery, csvHead, csvLine, jsonLine } from '../../audit/export.js';
import type { AuditRecord } from '../../audit/record.js';
import type { Bot } from '../../book/bot.js';
import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import type { Call, Operation, Result } from './operation.js';
import { mayUse } from './permissions.js';
import { Query } from './query.js';

const DAY_MS = 86_400_000;
const USUAL = 1000;
const MOST = 10_000;
/** A day of rows is in memory while one is read: so many are at once, in this process. */
const MOST_READERS = 2;
const BUSY_MS = 5000;

const FILTERS = {
  route: 'Only rows of this route',
  actor: 'Only what this person or bot did, as it stands in the rows: alice, bot:ci',
  action: 'Only rows of this kind: told, taken, silence-made',
  trace: 'Only rows of this incident',
} as const;

/** Who was told what, and who did what. */
export function auditOperations(parts: HttpParts): readonly Operation[] {
  let readers = 0;
  return [
    {
      name: 'readAudit',
      method: 'GET',
      path: '/audit',
      scope: 'audit',
      summary: 'Rows of the audit by time, as lines of JSON or a table; the header Next-Cursor says where to go on',
      query: {
        from: 'From this time on: 2026-03-01, 2026-03-01T09:00Z, or 7d for seven days ago; default: 1d',
        to: 'Up to this time, which does not belong to it; default: now',
        ...FILTERS,
        format: 'ndjson (default) or csv',
        limit: `Most rows of one page, at most ${MOST}; default: ${USUAL}`,
        cursor: '`Next-Cursor` of the page before, with the rest of the query as it was',
      },
      status: 200,
      types: ['application/x-ndjson', 'text/csv'],
      problems: [400],
      async run(call) {
        if (readers >= MOST_READERS) return { problem: problem('audit-busy', { retryAfter: BUSY_MS }) };
        readers += 1;
        try {
          return await read(parts, call);
        } finally {
          readers -= 1;
        }
      },
    },
  ];
}

async function read({ auditRows, clock, book }: HttpParts, { bot, request }: Call): Promise<Result> {
  const query = new Query(request);
  const now = clock.now();
  const from = query.time('from', now - DAY_MS, now);
  const to = query.time('to', now + DAY_MS, now);
  const limit = query.whole('limit', USUAL, MOST);
  const isCsv = query.oneOf('format', ['ndjson', 'csv']) === 'csv';
  const written = query.text('cursor');
  const after = written === undefined ? undefined : cursorOf(written);
  if (query.problem !== undefined) return { problem: query.problem };
  if (written !== undefined && after === undefined) return { problem: problem('cursor-wrong') };
  const wanted: AuditQuery = { from: Math.max(from, after?.at ?? from), to, ...filtersOf(query) };
  const lines: string[] = [];
  let last: AuditRecord | undefined;
  let more = false;
  for await (const row of auditRows(wanted)) {
    if ((after !== undefined && !isAfter(row, after)) || !isFor(bot, row, book)) continue;
    more = lines.length >= limit;
    if (more) break;
    lines.push(isCsv ? csvLine(row) : jsonLine(row));
    last = row;
  }
  // Also of the last page, so that whoever asks again later gets what has come since.
  const end = last ?? after;
  const headers = {
    'content-type': isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    ...(end !== undefined && { 'next-cursor': `${end.at}.${end.id}` }),
    'has-more': String(more),
  };
  return { answer: { status: 200, headers, body: `${isCsv ? csvHead : ''}${lines.join('')}` } };
}

/** Rows of routes that a bot may not use are as if they were not there; what belongs to no route is for bots that may use all. */
function isFor(bot: Bot, { route }: AuditRecord, book: HttpParts['book']): boolean {
  return route === undefined ? bot.routes === 'all' : mayUse(bot, book(), route);
}

function filtersOf(query: Query): Partial<Record<keyof typeof FILTERS, string>> {
  const names = Object.keys(FILTERS) as (keyof typeof FILTERS)[];
  return Object.fromEntries(
    names.flatMap((name) => (query.text(name) === undefined ? [] : [[name, query.text(name)]])),
  );
}

function isAfter(row: Pick<AuditRecord, 'at' | 'id'>, last: Pick<AuditRecord, 'at' | 'id'>): boolean {
  return row.at > last.at || (row.at === last.at && row.id > last.id);
}

function cursorOf(text: string): Pick<AuditRecord, 'at' | 'id'> | undefined {
  const [, at, id] = /^(\d{1,15})\.([\w:.-]{1,100})$/.exec(text) ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id };
}
