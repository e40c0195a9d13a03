import { parseDuration } from '../../../units.js';
import type { AnswerKind } from '../../acks/answer.js';
import type { Scope } from '../../book/bot.js';
import { USUAL_SILENCE } from '../../engine/event.js';
import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import { answerOf, bodyOf, type Call, type Operation, type Result } from './operation.js';
import { mayDo, mayUse } from './permissions.js';

/** What a body may say. */
interface Wanted {
  readonly comment?: string | undefined;
  readonly duration?: string | undefined;
}

type Action = Exclude<AnswerKind, 'comment'>;

const ACTIONS: readonly {
  readonly action: Action;
  readonly scope: Scope;
  readonly name: string;
  readonly summary: string;
}[] = [
  { action: 'ack', scope: 'acknowledge', name: 'acknowledge', summary: 'Takes an incident' },
  { action: 'unack', scope: 'acknowledge', name: 'unacknowledge', summary: 'Gives an incident back' },
  {
    action: 'silence',
    scope: 'silence',
    name: 'silenceIncident',
    summary: 'Lets nobody hear of an incident for a while',
  },
  { action: 'unsilence', scope: 'silence', name: 'unsilenceIncident', summary: 'Ends the silence of an incident' },
  { action: 'resolve', scope: 'acknowledge', name: 'resolve', summary: 'Says that an incident is over' },
];

/** What bots do about incidents. */
export function incidentOperations(parts: HttpParts): readonly Operation[] {
  return ACTIONS.map(({ action, ...operation }) => ({
    ...operation,
    method: 'POST',
    path: `/incidents/:id/${action}`,
    body: action === 'silence' ? 'SilenceIncidentRequest' : 'IncidentRequest',
    status: 202,
    answer: 'IncidentAccepted',
    problems: [404, 409, 415, 422],
    run: async (call) => await act(parts, action, call),
  }));
}

async function act({ incidents, book }: HttpParts, action: Action, call: Call): Promise<Result> {
  const body = action === 'silence' ? bodyOf('SilenceIncidentRequest', call) : bodyOf('IncidentRequest', call);
  if (!body.ok) return body;
  const right = action === 'silence' || action === 'unsilence' ? 'silence' : 'acknowledge';
  const { comment, duration }: Wanted = body.value;
  const id = call.request.params.id ?? '';
  const incident = /^[\w-]{1,64}$/.test(id) ? await incidents.find(id) : undefined;
  // One of a route that the bot may not use is as if it were not there.
  if (incident === undefined || !mayUse(call.bot, book(), incident.route))
    return { problem: problem('incident-unknown') };
  if (!mayDo(right, call.bot, book(), incident.route)) {
    return { problem: problem('route-not-yours', { params: { route: incident.route } }) };
  }
  if (incident.closed !== undefined) return { problem: problem('incident-over') };
  const { group, number, code } = incident;
  await incidents.answer(group, {
    id: call.id,
    kind: action,
    by: { title: call.bot.name, bot: call.bot.name },
    incident: number,
    ...(comment !== undefined && { comment }),
    ...(duration !== undefined && { duration: parseDuration(duration) ?? USUAL_SILENCE }),
  });
  return answerOf(202, 'IncidentAccepted', { incident: `${group}-${number}`, code, action });
}
