import type { Operation, OperationResult } from '../../operation.js';
import type { Inside } from './inside.js';
import { lanesInside } from './lanes-inside.js';
import { liveProcesses } from './processes.js';

/** The lanes: what waits where, and why. */
export function laneOperations(inside: () => Inside): readonly Operation[] {
  return [
    {
      noun: 'lane',
      verb: 'list',
      about: 'what waits in each lane, how old it is, and how the connection behind it is',
      arguments: [],
      run: async (): Promise<OperationResult> => {
        const lanes = await lanesInside(inside(), await liveProcesses(inside().stores.processes));
        return {
          table: {
            columns: [
              { name: 'name', label: 'Lane' },
              { name: 'depth', label: 'Waiting', kind: 'number' },
              { name: 'parked', label: 'Parked', kind: 'number' },
              { name: 'oldest', label: 'Oldest', kind: 'duration' },
              { name: 'rate', label: 'A second', kind: 'number' },
              { name: 'state', label: 'State', kind: 'word' },
              { name: 'since', label: 'Since', kind: 'time' },
              { name: 'holder', label: 'Holder' },
              { name: 'reason', label: 'Reason' },
            ],
            rows: lanes.map(({ view: { name, depth, parked, oldest, rate, state, since, holder, reason } }) => ({
              name,
              depth,
              parked,
              oldest: oldest ?? null,
              rate,
              state,
              since: since === 0 ? null : since,
              holder: holder ?? '',
              reason,
            })),
          },
        };
      },
    },
  ];
}
