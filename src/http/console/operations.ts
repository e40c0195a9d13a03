import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Operator } from '../../core/operator/operator.js';
import type { OperationAnswer, OperationsView } from './api.js';
import { fail, type Guard } from './guard.js';
import { operationsView } from './operations-view.js';

/** Everything that an admin can have the gateways do, by one path: what there is, and doing it. */
export function operationRoutes(app: FastifyInstance, operator: Operator, guard: Guard): void {
  app.get('/operations', (request): OperationsView => operationsView(operator.described(languageOf(request))));
  app.post('/operations', async (request, reply) => {
    const session = await guard.session(request);
    const asked = readRun(request.body);
    if (session === undefined || asked === undefined) return await fail(reply, 400, 'say noun, verb and values');
    const { noun, verb, values } = asked;
    if (operator.find(noun, verb) === undefined) return await fail(reply, 404, `there is no operation ${noun} ${verb}`);
    const actor = `console:${session.jid}`;
    const answer: OperationAnswer = await operator.run(noun, verb, { actor, values, language: languageOf(request) });
    return answer;
  });
}

/** The language that the page is in: it names one, without a choice (RFC 9110 12.5.4). Anything else is read as English. */
function languageOf(request: FastifyRequest): string {
  const [tag = ''] = /^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*/.exec(request.headers['accept-language'] ?? '') ?? [];
  return tag === '' ? 'en' : tag;
}

interface Run {
  readonly noun: string;
  readonly verb: string;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

function readRun(body: unknown): Run | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { noun, verb, values = {} } = body as Readonly<Record<string, unknown>>;
  if (typeof noun !== 'string' || typeof verb !== 'string' || typeof values !== 'object' || values === null) {
    return undefined;
  }
  const read = new Map<string, readonly string[]>();
  for (const [name, given] of Object.entries(values as Readonly<Record<string, unknown>>)) {
    if (!Array.isArray(given) || !given.every((one) => typeof one === 'string')) return undefined;
    read.set(name, given);
  }
  return { noun, verb, values: read };
}
