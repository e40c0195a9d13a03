import type { Operation, OperationCall, OperationProblem, OperationResult } from '../../operation.js';
import { parseJid } from '../../xmpp/jid.js';
import { findJourneys, type Journey, type JourneyQuery } from '../journey-search.js';
import type { Inside } from './inside.js';
import { given } from './values.js';

const SIZE = 50;
const MOST = 500;

function off({ say }: OperationCall): OperationProblem {
  return {
    problem: say(
      'What becomes of messages is not written down here. Set journeys.keep to a size, such as 32MiB, and restart.',
    ),
  };
}

/** What became of messages, step by step. */
export function messageOperations(inside: () => Inside): readonly Operation[] {
  return [
    {
      noun: 'message',
      verb: 'list',
      about: 'the last messages of somebody, of a contact or of all, and where each stands',
      arguments: [
        { name: 'jid', about: 'only of this user', kind: 'jid', positional: true },
        { name: 'contact', about: 'only with this address on the network, or its JID' },
        { name: 'size', about: 'how many; 50 where it is not said', kind: 'number' },
        { name: 'after', about: 'where the page before ended' },
      ],
      run: async (call) => await list(inside(), call),
    },
    {
      noun: 'message',
      verb: 'show',
      about: 'the way of one message, step by step, without its text',
      arguments: [{ name: 'id', about: 'id of the stanza or of the envelope', required: true, positional: true }],
      run: async (call) => await show(inside(), call),
    },
  ];
}

async function list({ journeys, sites }: Inside, call: OperationCall): Promise<OperationResult | OperationProblem> {
  if (journeys === undefined) return off(call);
  const [jid, contact, after] = ['jid', 'contact', 'after'].map((name) => given(call, name));
  const size = Math.min(MOST, Math.max(1, Number(given(call, 'size') ?? SIZE) || SIZE));
  const query: JourneyQuery = {
    size,
    ...(jid === undefined ? {} : { jid: parseJid(jid)?.bare ?? jid }),
    ...(contact === undefined ? {} : { contact }),
    ...(after === undefined ? {} : { after }),
  };
  const { messages, next } = await findJourneys({ journeys, sites }, query);
  return {
    ...(messages.length === 0 ? { notes: [call.say('No message is known that fits.')] } : {}),
    table: {
      columns: [
        { name: 'at', label: 'Time', kind: 'time' },
        { name: 'gateway', label: 'Gateway' },
        { name: 'direction', label: 'Way', kind: 'word' },
        { name: 'jid', label: 'User' },
        { name: 'contact', label: 'Contact' },
        { name: 'last', label: 'Last step', kind: 'word' },
        { name: 'detail', label: 'Detail' },
        { name: 'id', label: 'Id' },
      ],
      rows: messages.map(({ id, gateway, direction, jid: user, contact: other, steps }) => {
        const last = steps.at(-1);
        const row = {
          gateway,
          direction,
          jid: user,
          contact: other,
          last: last?.step ?? '',
          detail: last?.detail ?? '',
        };
        return { at: steps[0]?.at ?? null, ...row, id };
      }),
    },
    ...(next === undefined ? {} : { next }),
  };
}

async function show({ journeys, sites }: Inside, call: OperationCall): Promise<OperationResult | OperationProblem> {
  if (journeys === undefined) return off(call);
  const id = given(call, 'id') ?? '';
  const { messages } = await findJourneys({ journeys, sites }, { id, size: 1 });
  const [message] = messages;
  if (message === undefined) {
    return {
      problem: call.say('No message with the id {id} is known. What is older than journeys.age is forgotten.', { id }),
    };
  }
  return shown(message);
}

function shown({ id, stanza, gateway, direction, jid, contact, steps }: Journey): OperationResult {
  return {
    fields: [
      { name: 'id', label: 'Envelope', value: id },
      { name: 'stanza', label: 'Stanza', value: stanza ?? null },
      { name: 'gateway', label: 'Gateway', value: gateway },
      { name: 'direction', label: 'Way', kind: 'word', value: direction },
      { name: 'jid', label: 'User', value: jid },
      { name: 'contact', label: 'Contact', value: contact },
    ],
    table: {
      columns: [
        { name: 'at', label: 'Time', kind: 'time' },
        { name: 'step', label: 'Step', kind: 'word' },
        { name: 'detail', label: 'Detail' },
      ],
      rows: steps.map(({ at, step, detail }) => ({ at, step, detail: detail ?? '' })),
    },
  };
}
