import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Inside, lanesOf } from '../../core/operator/inside.js';
import { type Board, openBoard } from './board.js';
import { type LaneQueueMaker, laneQueues } from './lane-queue.js';
import { filesIn } from './static-files.js';

/** Where it is; the page asks for everything below it. */
export const QUEUES_PATH = '/queues';

/** The page has a `base` element, which the console's own has not; all else is as strict. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'self'; form-action 'none'";
const KEEP = 'private, max-age=31536000, immutable';
const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** What the console is asked for here: who is signed in, and how something is refused. */
interface QueuesHost {
  readonly signedIn: (request: FastifyRequest) => Promise<boolean>;
  readonly fail: (reply: FastifyReply, status: number, error: string) => Promise<FastifyReply>;
}

/**
 * bull-board over the lanes, for whoever is signed in to the console. It only looks: no route that changes anything is there, and every
 * queue is read-only besides.
 */
export async function queuesRoutes(
  app: FastifyInstance,
  inside: Inside,
  { signedIn, fail }: QueuesHost,
  folder = builtFolder(),
): Promise<void> {
  const board = await openBoard(folder, `${QUEUES_PATH}/`);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({ 'content-security-policy': POLICY, 'cache-control': 'no-store' });
    if (CHANGING.includes(request.method)) {
      void reply.header('allow', 'GET');
      return await fail(reply, 405, 'nothing can be changed here');
    }
    if (await signedIn(request)) return undefined;
    // Whoever has the page open is told so; whoever comes to it is led to where one signs in.
    if (request.headers['sec-fetch-mode'] === 'navigate') return await reply.redirect('/console/');
    return await fail(reply, 401, 'sign in to the console first');
  });
  app.route({
    method: CHANGING,
    url: '/*',
    handler: async (_, reply) => await fail(reply, 405, 'nothing can be changed here'),
  });
  if (board === undefined) {
    app.get(
      '/*',
      async (_, reply) => await fail(reply, 503, 'the pages of the queues are not built: run npm run build'),
    );
    return;
  }
  const files = await filesIn(join(folder, 'static'));
  app.get<{ Params: { '*': string } }>('/static/*', async ({ params }, reply) => {
    const file = files.get(params['*']);
    if (file === undefined) return await fail(reply, 404, 'there is no such file');
    return await reply.type(file.type).header('cache-control', KEEP).send(createReadStream(file.path));
  });
  for (const path of board.pages) {
    app.get(path, async (_, reply) => await reply.type('text/html; charset=utf-8').send(board.page));
  }
  const shown = new Shown(board, laneQueues(board.BaseAdapter, inside.lanes));
  for (const { method, route, handler } of board.routes) {
    if (![method].flat().includes('get')) continue;
    for (const path of [route].flat()) {
      app.get<{ Params: Record<string, string>; Querystring: Record<string, string> }>(path, async (request, reply) => {
        const { params, query } = request;
        shown.show(lanesOf(inside).map(({ name }) => name));
        const { queues, config } = board;
        const answer = await handler({ queues, uiConfig: config, params, query, body: {}, headers: {} });
        return await reply.code(answer.status ?? 200).send(answer.body);
      });
    }
  }
}

/** Keeps the queues of the board those of the lanes that there are. */
class Shown {
  readonly #board: Board;
  readonly #make: LaneQueueMaker;
  #names: readonly string[] = [];

  constructor(board: Board, make: LaneQueueMaker) {
    this.#board = board;
    this.#make = make;
  }

  show(names: readonly string[]): void {
    if (names.length === this.#names.length && names.every((name, index) => name === this.#names[index])) return;
    this.#names = names;
    this.#board.show(names.map((name) => this.#make(name)));
  }
}

/** Where `npm run build` puts it: beside the compiled program, or below the folder of the sources. */
function builtFolder(): string {
  const places = ['../../../console/queues', '../../../dist/console/queues'];
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return folders.find((folder) => existsSync(join(folder, 'index.html'))) ?? folders[0] ?? '';
}
