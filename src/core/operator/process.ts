import type { Operation } from '../../operation.js';
import type { Inside } from './inside.js';
import { liveProcesses } from './processes.js';

/** The processes of the installation. */
export function processOperations(inside: () => Inside): readonly Operation[] {
  return [
    {
      noun: 'process',
      verb: 'list',
      about: 'the processes that run, what they hold and how they are',
      arguments: [],
      run: async () => {
        const reports = await liveProcesses(inside().stores.processes);
        return {
          table: {
            columns: [
              { name: 'id', label: 'Process' },
              { name: 'role', label: 'Role' },
              { name: 'version', label: 'Version' },
              { name: 'since', label: 'Since', kind: 'time' },
              { name: 'rss', label: 'Memory', kind: 'bytes' },
              { name: 'cpu', label: 'CPU', kind: 'number' },
              { name: 'loopDelay', label: 'Loop delay', kind: 'duration' },
              { name: 'lanes', label: 'Lanes' },
              { name: 'pressure', label: 'Takes nothing because' },
            ],
            rows: reports.map(({ view: { lanes, pressure, id, role, version, since, rss, cpu, loopDelay } }) => ({
              id,
              role,
              version,
              since,
              rss,
              cpu,
              loopDelay,
              lanes: lanes.join(' '),
              pressure: pressure.join(', '),
            })),
          },
        };
      },
    },
    {
      noun: 'process',
      verb: 'shutdown',
      about: 'end the process that is asked, in order',
      arguments: [],
      changes: true,
      confirm: 'End this process? Its lanes go to other processes, or wait until it is started again.',
      run: async ({ say }) => {
        inside().end('shutdown');
        return { notes: [say('The process ends as by SIGTERM: what is open is settled first.')] };
      },
    },
    {
      noun: 'process',
      verb: 'restart',
      about: 'end the process that is asked, in order, with exit code 75: systemd and Docker start it again',
      arguments: [],
      changes: true,
      confirm: 'Restart this process? What is open is settled first; nothing is lost.',
      run: async ({ say }) => {
        inside().end('restart');
        return { notes: [say('The process ends with exit code 75; whoever watches over it starts it again.')] };
      },
    },
  ];
}
