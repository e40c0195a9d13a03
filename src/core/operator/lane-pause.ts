import type {
  Operation,
  OperationArgument,
  OperationCall,
  OperationProblem,
  OperationResult,
} from '../../operation.js';
import { type Inside, lanesOf } from './inside.js';
import { chosen, given, isProblem } from './values.js';

type Parts = Pick<Inside, 'sites' | 'lanes' | 'clock'>;

const NAME: OperationArgument = {
  name: 'name',
  about: 'name of the lane, as lane list shows it',
  required: true,
  positional: true,
};
const MOST_REASON = 500;

/** Stopping single lanes and letting them run again, and looking at one. */
export function lanePauseOperations(inside: () => Parts): readonly Operation[] {
  return [
    {
      noun: 'lane',
      verb: 'pause',
      about: 'let nothing out of a lane: messages are still taken and wait, and expire as usual',
      arguments: [NAME, { name: 'reason', about: 'why, for whoever looks at the lane' }],
      changes: true,
      run: (call) => pause(inside(), call),
    },
    {
      noun: 'lane',
      verb: 'resume',
      about: 'let a paused lane run again: what waits goes out in order',
      arguments: [NAME],
      changes: true,
      run: (call) => resume(inside(), call),
    },
    {
      noun: 'lane',
      verb: 'show',
      about: 'what waits in one lane, who works it, and why nothing moves',
      arguments: [NAME],
      run: (call) => show(inside(), call),
    },
  ];
}

async function pause(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const name = nameOf(parts, call);
  if (isProblem(name)) return name;
  const reason = (given(call, 'reason') ?? '').replace(/\s+/g, ' ').slice(0, MOST_REASON);
  await parts.lanes.pause(name, { reason, by: call.actor, since: parts.clock.now() });
  return {
    notes: [
      call.say('{name} is paused; its holder follows within two seconds, and every later one.', { name }),
      call.say(
        'What is on its way to the network already ends as it would. Messages go on to be taken, and expire as usual.',
      ),
    ],
  };
}

async function resume(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const name = nameOf(parts, call);
  if (isProblem(name)) return name;
  const was = await parts.lanes.resume(name);
  return was
    ? { notes: [call.say('{name} runs again.', { name })] }
    : { problem: call.say('{name} is not paused. Look at lane show {name}.', { name }) };
}

async function show(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const name = nameOf(parts, call);
  if (isProblem(name)) return name;
  const [status, { oldest, holder, epoch, parkedConversations }] = await Promise.all([
    parts.lanes.statusNow(name),
    parts.lanes.look(name),
  ]);
  const { depth, parked, held, state, since, reason, paused, unheldSince } = status;
  return {
    fields: [
      { name: 'name', label: 'Lane', value: name },
      { name: 'state', label: 'State', kind: 'word', value: paused !== undefined ? 'paused' : held ? state : 'unheld' },
      {
        name: 'since',
        label: 'Since',
        kind: 'time',
        value: paused?.since ?? (held ? (since === 0 ? null : since) : (unheldSince ?? null)),
      },
      { name: 'reason', label: 'Reason', value: paused?.reason ?? reason },
      { name: 'pausedBy', label: 'Paused by', value: paused?.by ?? null },
      { name: 'connection', label: 'Connection', kind: 'word', value: held ? state : null },
      { name: 'holder', label: 'Holder', value: holder ?? null },
      { name: 'epoch', label: 'Tenures', kind: 'number', value: epoch },
      { name: 'depth', label: 'Messages', kind: 'number', value: depth },
      {
        name: 'oldest',
        label: 'Age of the oldest',
        kind: 'duration',
        value: oldest === undefined || depth === 0 ? null : Math.max(0, parts.clock.now() - oldest),
      },
      { name: 'parked', label: 'Parked messages', kind: 'number', value: parked },
      { name: 'parkedConversations', label: 'Parked conversations', kind: 'number', value: parkedConversations },
    ],
  };
}

function nameOf(parts: Parts, call: OperationCall): string | OperationProblem {
  const known = new Map(lanesOf(parts).map(({ name }) => [name, name]));
  const name = given(call, 'name') ?? '';
  const found = chosen(call, name, known, call.say('There is no lane "{name}".', { name }));
  return isProblem(found) ? found : found.found;
}
