import type { WebRoute } from '../../gateway.js';
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
  const common = { method: 'POST', limit: LIMITS.octets } as const;
  const byName: WebRoute = {
    ...common,
    path: '/alerts/v1/:source',
    admit: (request) => ingest.admitByName(request),
    answer: (request) => ingest.byName(request),
  };
  const ejabberd: WebRoute = {
    ...common,
    path: '/api/send_message',
    admit: (request) => ingest.admitEjabberd(request),
    answer: (request) => ingest.ejabberd(request),
  };
  return [
    byName,
    { ...byName, method: 'PUT' },
    { ...common, path: '/v2/enqueue', answer: (request) => ingest.pagerduty(request) },
    ejabberd,
    // A version of the API there, which changes nothing of this command.
    { ...ejabberd, path: '/api/send_message/:version' },
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
        admit: (request) => api.admit(request),
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
