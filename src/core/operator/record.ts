import type { Operation } from '../../operation.js';
import type { Inside } from './inside.js';
import { given } from './values.js';

const PAGE = 50;

/** What admins did. */
export function recordOperations(inside: () => Inside): readonly Operation[] {
  return [
    {
      noun: 'operation',
      verb: 'list',
      about: 'what admins have changed, who and when, the newest first',
      arguments: [
        { name: 'size', about: 'records on a page, default 50', kind: 'number' },
        { name: 'after', about: 'where the page before ended' },
      ],
      run: async (call) => {
        const size = Math.min(1000, Math.max(1, Number(given(call, 'size') ?? PAGE)));
        const { records, next } = await inside().stores.operations.page(size, given(call, 'after'));
        return {
          table: {
            columns: [
              { name: 'at', label: 'When', kind: 'time' },
              { name: 'actor', label: 'Who' },
              { name: 'operation', label: 'What' },
              { name: 'values', label: 'With' },
              { name: 'outcome', label: 'Outcome' },
            ],
            rows: records.map(({ values, ...record }) => ({ ...record, values: written(values) })),
          },
          ...(next === undefined ? {} : { next }),
        };
      },
    },
  ];
}

function written(values: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(values)
    .map(([name, given]) => `${name}=${given.join(',')}`)
    .join(' ');
}
