import { REASONS } from '../problem.js';
import { jsonSchemas } from '../schemas.js';
import type { Operation } from './operation.js';
import { API } from './operations.js';

type Described = Omit<Operation, 'run'>;

/** Every operation may answer so. */
const USUAL = [401, 403, 429, 503];

const MEANINGS: Readonly<Record<number, string>> = {
  200: 'Here it is',
  201: 'Made',
  202: 'Kept: it is done from now on, also after a crash',
  204: 'Done',
  400: 'It cannot be read',
  401: 'The token is missing or wrong',
  403: 'The bot may not do this',
  404: 'There is no such thing',
  409: 'It does not go together with how things are',
  415: 'It is no JSON',
  422: 'It can be read, but not be done',
  429: 'Too often; Retry-After says when to come again',
  503: 'Not now; Retry-After says when to come again',
};

/** The description of the API (OpenAPI 3.1). */
export function openApi(operations: readonly Described[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const path = `${API}${operation.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: described(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Alerts of Isthmus',
      version: '1',
      description: `Errors are of RFC 9457; their types are urn:isthmus:problem: and one of ${Object.keys(REASONS).join(', ')}.`,
    },
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: jsonSchemas() },
  };
}

function described(operation: Described): object {
  const { name, method, path, scope, summary, query = {}, body, octets, status, problems } = operation;
  const failures = [
    ...new Set([...USUAL, ...problems, ...(body === undefined && octets === undefined ? [] : [400, 413])]),
  ].sort();
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameterOf(parameter ?? '', 'path', true)),
    ...(method === 'POST' ? [parameterOf('Idempotency-Key', 'header', false)] : []),
    ...Object.entries(query).map(([one, meaning]) => ({ ...parameterOf(one, 'query', false), description: meaning })),
    ...(name === 'events' ? [parameterOf('Last-Event-ID', 'header', false)] : []),
  ];
  return {
    operationId: name,
    summary,
    description: `Needs the scope ${scope}.`,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { content: { 'application/json': { schema: reference(body) } } } }),
    ...(octets && {
      requestBody: { required: true, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
    }),
    responses: {
      [status]: { description: MEANINGS[status] ?? '', ...contentOf(operation) },
      ...Object.fromEntries(failures.map((failure) => [failure, failureOf(failure)])),
    },
  };
}

function contentOf({ answer, types = [] }: Described): object {
  if (answer !== undefined) return { content: { 'application/json': { schema: reference(answer) } } };
  if (types.length === 0) return {};
  return { content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }])) };
}

function failureOf(status: number): object {
  const description = MEANINGS[status] ?? 'It is too large';
  // The server itself refuses what is too large, before it is read.
  if (status === 413) return { description };
  return { description, content: { 'application/problem+json': { schema: reference('Problem') } } };
}

function parameterOf(name: string, where: 'path' | 'header' | 'query', required: boolean): object {
  return { name, in: where, required, schema: { type: 'string' } };
}

function reference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
