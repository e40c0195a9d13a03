import { chmod, mkdir, readdir, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import Fastify from 'fastify';
import type { Operator } from '../../core/operator/operator.js';
import type { Log } from '../../log.js';
import { operationsView } from '../console/operations-view.js';

/** Where commands of the terminal reach this process. */
export interface ControlSettings {
  /** Folder of the sockets, made with mode 0700 where it is missing. */
  readonly dir: string;
  /** `all` or the role of this process. */
  readonly role: string;
}

/** The socket for commands of the terminal, while it listens. */
export interface ControlServer {
  /** Of the socket. */
  readonly path: string;
  close(): Promise<void>;
}

/** Most octets of a path of a socket that Linux takes (unix(7)), without the zero at its end. */
const LONGEST = 107;
const MOST_BODY = 1024 * 1024;

/** What the terminal asks for: an operation by noun and verb, values by the names of its arguments. */
interface ControlRequest {
  readonly noun: string;
  readonly verb: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** User of the system who asks, as its own process says: whoever may open the socket may do everything anyway. */
  readonly user: string;
}

/**
 * Lets whoever may open a Unix socket of mode 0600 in a folder of mode 0700 run operations: `isthmus NOUN VERB`. Each process has a socket of
 * its own; those that dead processes have left are removed. Rejects where it cannot listen.
 */
export async function serveControl(
  { dir, role }: ControlSettings,
  operator: Operator,
  log: Log,
): Promise<ControlServer> {
  const path = join(dir, `${role}-${process.pid}.sock`);
  if (Buffer.byteLength(path) > LONGEST) {
    throw new Error(`${path} is longer than ${LONGEST} octets, the most that a socket may have`);
  }
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await removeStale(dir);
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: MOST_BODY, exposeHeadRoutes: false });
  app.setErrorHandler<Error & { statusCode?: number }>((error, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ error: error.message }, 'an operation failed');
    return reply.code(status).send({ error: status < 500 ? error.message : `it failed: ${error.message}` });
  });
  app.get('/operations', async () => operationsView(operator.operations));
  app.post<{ Body: ControlRequest }>('/operations', async ({ body }, reply) => {
    const request = requestIn(body);
    if (request === undefined) {
      return await reply.code(400).send({ error: 'a request is {noun, verb, values: {name: [value]}, user}' });
    }
    const { noun, verb, values, user } = request;
    return await operator.run(noun, verb, { actor: `terminal:${user}`, values: new Map(Object.entries(values)) });
  });
  await app.listen({ path });
  await chmod(path, 0o600);
  app.server.unref();
  return { path, close: () => app.close() };
}

/** What came, where it is a request. */
function requestIn(body: unknown): ControlRequest | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { noun, verb, values, user } = body as Partial<Record<keyof ControlRequest, unknown>>;
  if (typeof noun !== 'string' || typeof verb !== 'string' || typeof user !== 'string') return undefined;
  if (typeof values !== 'object' || values === null) return undefined;
  const lists: Record<string, readonly string[]> = {};
  for (const [name, list] of Object.entries(values)) {
    if (!Array.isArray(list) || !list.every((value) => typeof value === 'string')) return undefined;
    lists[name] = list;
  }
  return { noun, verb, values: lists, user: user.slice(0, 64) };
}

/** Sockets that nobody listens at any more. */
async function removeStale(dir: string): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sock'));
  await Promise.all(
    names.map(async (name) => {
      const path = join(dir, name);
      if (!(await isAlive(path))) await unlink(path).catch(() => undefined);
    }),
  );
}

/** Whether somebody listens at a socket. */
export function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => end(true));
    // Not allowed to look is not the same as nobody there.
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
  });
}
