import { parseDuration } from '../../../units.js';
import type { NoSilence, Silence } from '../../engine/silences.js';
import type { HttpParts } from '../parts.js';
import { type HttpProblem, problem } from '../problem.js';
import type { Shaped } from '../schemas.js';
import { answerOf, bodyOf, type Call, type Operation, type Result, timeText } from './operation.js';

const COMMON = { scope: 'silence', path: '/silences' } as const;
const ONE = { scope: 'silence', path: '/silences/:id' } as const;

/** Silences by matchers. They reach over all routes, so only a bot that may use all of them may have any. */
export function silenceOperations({ silences, clock, audit }: HttpParts): readonly Operation[] {
  const told = ({ id, matchers, from, until, author, comment }: Silence): Shaped<'Silence'> => ({
    id,
    matchers: [...matchers],
    from: timeText(from),
    until: timeText(until),
    author,
    ...(comment !== undefined && { comment }),
    active: from <= clock.now() && clock.now() < until,
  });
  const find = async ({ request }: Call) => (await silences.list()).find(({ id }) => id === request.params.id);

  async function make(call: Call, id: string, status: 200 | 201): Promise<Result> {
    const body = bodyOf('SilenceRequest', call);
    if (!body.ok) return body;
    const { matchers, comment, from, until, duration } = body.value;
    const start = from === undefined ? clock.now() : Date.parse(from);
    const end = until === undefined ? start + (parseDuration(duration ?? '') ?? 0) : Date.parse(until);
    const author = call.bot.name;
    const silence = { id, matchers, from: start, until: end, author, ...(comment !== undefined && { comment }) };
    const failed = await silences.make(silence);
    if (failed !== undefined) return { problem: problemOf(failed) };
    const action = status === 201 ? 'silence-made' : 'silence-changed';
    await audit({ actor: `bot:${author}`, action, object: id, outcome: 'done' });
    return answerOf(status, 'Silence', told(silence), { location: `/api/v1/silences/${id}` });
  }

  const operations: readonly Operation[] = [
    {
      ...COMMON,
      name: 'listSilences',
      method: 'GET',
      summary: 'Silences, those that end last first',
      status: 200,
      answer: 'Silences',
      problems: [],
      run: async () => answerOf(200, 'Silences', { silences: (await silences.list()).map(told) }),
    },
    {
      ...COMMON,
      name: 'makeSilence',
      method: 'POST',
      summary: 'Lets nobody hear of alerts that match, for a while',
      body: 'SilenceRequest',
      status: 201,
      answer: 'Silence',
      problems: [409, 415, 422],
      run: async (call) => await make(call, call.id, 201),
    },
    {
      ...ONE,
      name: 'readSilence',
      method: 'GET',
      summary: 'One silence',
      status: 200,
      answer: 'Silence',
      problems: [404],
      async run(call) {
        const found = await find(call);
        return found === undefined ? { problem: problem('silence-unknown') } : answerOf(200, 'Silence', told(found));
      },
    },
    {
      ...ONE,
      name: 'changeSilence',
      method: 'PUT',
      summary: 'Puts another silence into the place of one',
      body: 'SilenceRequest',
      status: 200,
      answer: 'Silence',
      problems: [404, 409, 415, 422],
      async run(call) {
        const found = await find(call);
        return found === undefined ? { problem: problem('silence-unknown') } : await make(call, found.id, 200);
      },
    },
    {
      ...ONE,
      name: 'endSilence',
      method: 'DELETE',
      summary: 'Ends a silence before its time',
      status: 204,
      problems: [404],
      async run({ bot, request }) {
        const ended = await silences.end(request.params.id ?? '');
        if (ended === undefined) return { problem: problem('silence-unknown') };
        await audit({ actor: `bot:${bot.name}`, action: 'silence-ended', object: ended.id, outcome: 'done' });
        return { answer: { status: 204 } };
      },
    },
  ];
  return operations.map((operation) => ({
    ...operation,
    async run(call) {
      return call.bot.routes === 'all' ? await operation.run(call) : { problem: problem('silence-needs-all') };
    },
  }));
}

function problemOf({ problem: what, matcher = '', message = '', fix = '' }: NoSilence): HttpProblem {
  if (what === 'too-many') return problem('silences-full');
  const error =
    what === 'time'
      ? { path: 'until', message: 'must be after from, and not over' }
      : { path: 'matchers', message: `${matcher} ${message}: ${fix}`.slice(0, 300) };
  return problem('fields-wrong', { errors: [error], params: { first: `${error.path}: ${error.message}` } });
}
