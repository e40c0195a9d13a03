import type { WebAnswer, WebRequest, WebRoute } from '../../gateway.js';
import { LIMITS } from '../sources/limits.js';
import { Api } from './api/api.js';
import { openApi } from './api/openapi.js';
import { API, operationsOf } from './api/operations.js';
import { Ingest } from './ingest/ingest.js';
import { LinkPages } from './links/link-pages.js';
import type { HttpParts } from './parts.js';
import { WrongCredentials } from './wrong-credentials.js';

/** Octets of the largest body of the API, and of a form that says nothing. */
const API_LIMIT = 256 * 1024;
const FORM_LIMIT = 1024;
/** Octets of a file: each is in memory while it is taken. */
const FILE_LIMIT = 16 * 1024 * 1024;

/** Everything that the gateway serves over HTTP. */
export function alertRoutes(parts: HttpParts): readonly WebRoute[] {
  const wrong = new WrongCredentials(parts.log, parts.clock);
  return [...ingestRoutes(new Ingest(parts, wrong)), ...apiRoutes(parts, wrong), ...linkRoutes(new LinkPages(parts))];
}

/** GET is off: whoever looks at an address, as programs do, raises no alarm. PUT is what `curl -T` and ntfy's clients use. */
function ingestRoutes(ingest: Ingest): readonly WebRoute[] {
  const post = (path: string, answer: (request: WebRequest) => Promise<WebAnswer>): WebRoute => ({
    method: 'POST',
    path,
    limit: LIMITS.octets,
    answer,
  });
  const byName = (request: WebRequest) => ingest.byName(request);
  return [
    post('/alerts/v1/:source', byName),
    { ...post('/alerts/v1/:source', byName), method: 'PUT' },
    post('/v2/enqueue', (request) => ingest.pagerduty(request)),
    post('/api/send_message', (request) => ingest.ejabberd(request)),
  ];
}

function apiRoutes(parts: HttpParts, wrong: WrongCredentials): readonly WebRoute[] {
  const api = new Api(parts, wrong);
  const operations = operationsOf(parts);
  const description = JSON.stringify(openApi(operations));
  return [
    {
      method: 'GET',
      path: `${API}/openapi.json`,
      limit: 0,
      answer: async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: description }),
    },
    ...operations.map(
      (operation): WebRoute => ({
        method: operation.method,
        path: `${API}${operation.path}`,
        limit: operation.octets ? FILE_LIMIT : operation.body === undefined ? FORM_LIMIT : API_LIMIT,
        answer: (request) => api.call(operation, request),
      }),
    ),
  ];
}

function linkRoutes(pages: LinkPages): readonly WebRoute[] {
  return [
    { method: 'GET', path: '/a/:token', limit: 0, answer: (request) => pages.show(request) },
    { method: 'POST', path: '/a/:token', limit: FORM_LIMIT, answer: (request) => pages.act(request) },
  ];
}
