import { parseDuration } from '../../config/units.js';
import type {
  Operation,
  OperationArgument,
  OperationCall,
  OperationProblem,
  OperationResult,
} from '../../operation.js';
import { announce } from '../announcements.js';
import { Countdown } from './countdown.js';
import type { Ending, Inside } from './inside.js';
import { liveProcesses } from './processes.js';
import { given } from './values.js';

const ANNOUNCE: OperationArgument = { name: 'announce', about: 'what users who are online are told now' };
/** Of both ways to end (XEP-0133 4.30 and 4.31). */
const LATER: readonly OperationArgument[] = [
  { name: 'delay', about: 'in how long, such as 5m, at most 24h; default: at once', kind: 'duration' },
  ANNOUNCE,
];

/** ms. Only the process itself knows of it, and a timer of Node that is set for more than 24 days goes off at once. */
const LONGEST_DELAY_MS = 86_400_000;

/** The processes of the installation. */
export function processOperations(inside: () => Inside): readonly Operation[] {
  const countdown = new Countdown();
  const end = async (call: OperationCall, how: Ending, atOnce: string): Promise<OperationResult | OperationProblem> => {
    const { clock, end: endNow } = inside();
    const delay = parseDuration(given(call, 'delay') ?? '') ?? 0;
    if (delay > LONGEST_DELAY_MS) return { problem: call.say('An end may be at most 24h away. Nothing was ended.') };
    await tellOnline(inside(), given(call, 'announce'));
    // What was to come before must not come as well.
    countdown.callOff();
    if (delay === 0) {
      endNow(how);
      return { notes: [atOnce] };
    }
    countdown.begin(clock, delay, how, () => endNow(how));
    const seconds = Math.round(delay / 1000);
    return {
      notes: [call.say('The process ends in {seconds} s. Until then process call-off keeps it running.', { seconds })],
    };
  };
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
      arguments: LATER,
      changes: true,
      confirm: 'End this process? Its lanes go to other processes, or wait until it is started again.',
      run: async (call) =>
        await end(call, 'shutdown', call.say('The process ends as by SIGTERM: what is open is settled first.')),
    },
    {
      noun: 'process',
      verb: 'restart',
      about: 'end the process that is asked, in order, with exit code 75: systemd and Docker start it again',
      arguments: LATER,
      changes: true,
      confirm: 'Restart this process? What is open is settled first; nothing is lost.',
      run: async (call) =>
        await end(
          call,
          'restart',
          call.say('The process ends with exit code 75; whoever watches over it starts it again.'),
        ),
    },
    {
      noun: 'process',
      verb: 'call-off',
      about: 'call off the end of the process that is asked, where it was to end later',
      arguments: [ANNOUNCE],
      changes: true,
      run: async (call) => {
        if (countdown.callOff() === undefined) return { problem: call.say('Nothing was to end this process.') };
        await tellOnline(inside(), given(call, 'announce'));
        return { notes: [call.say('The process goes on running.')] };
      },
    },
  ];
}

/** Tells whoever is online at any gateway; what has not gone out when the process ends is told by the next one. */
async function tellOnline({ sites }: Inside, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await Promise.all(sites.map(async (site) => await announce(site, { type: 'announcement', to: 'online', text })));
}
