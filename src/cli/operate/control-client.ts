import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { OperationAnswer, OperationsView } from '../../http/console/api.js';
import { isAlive } from '../../http/control/control.js';
import { StartError } from '../command.js';

/** An operation as the running gateway describes it. */
export type OperationView = OperationsView['operations'][number];

/** How long an operation may take, ms: some wait for a network. */
const PATIENCE_MS = 60_000;

/** A process of Isthmus that runs on this machine, over its control socket. */
export class ControlClient {
  readonly #path: string;

  /** `path`: of the socket. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The process whose socket lies in a folder: of a role where one is named, else the one that does everything before others. Throws a
   * `StartError` that says what to do where there is none.
   */
  static async find(dir: string, role?: string): Promise<ControlClient> {
    const names = await socketsIn(dir);
    const wanted = names.filter((name) => role === undefined || roleOf(name) === role);
    for (const name of wanted.sort((a, b) => rank(a) - rank(b))) {
      const path = join(dir, name);
      if (await isAlive(path)) return new ControlClient(path);
    }
    const what = role === undefined ? 'Isthmus does not run' : `no process of the role ${role} runs`;
    throw new StartError(
      `${what} on this machine, or not with this config: nobody listens in ${dir}. Start it with: isthmus run --config FILE`,
    );
  }

  async operations(): Promise<readonly OperationView[]> {
    const { operations } = (await this.#ask('GET')) as OperationsView;
    return operations;
  }

  async run(noun: string, verb: string, values: Readonly<Record<string, readonly string[]>>): Promise<OperationAnswer> {
    return (await this.#ask('POST', { noun, verb, values, user: userInfo().username })) as OperationAnswer;
  }

  #ask(method: 'GET' | 'POST', body?: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) => reject(new StartError(reasonOf(error, this.#path)));
      const sent = request(
        { socketPath: this.#path, path: '/operations', method, headers: { 'content-type': 'application/json' } },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.once('error', fail);
          response.once('end', () => {
            const answer: unknown = JSON.parse(text === '' ? '{}' : text);
            if (response.statusCode === 200) resolve(answer);
            else reject(new StartError(failureIn(answer)));
          });
        },
      );
      sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)));
      sent.once('error', fail);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

async function socketsIn(dir: string): Promise<readonly string[]> {
  try {
    return (await readdir(dir)).filter((name) => name.endsWith('.sock'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'EACCES') {
      throw new StartError(`${dir} is closed to ${userInfo().username}: use the user that Isthmus runs as, or root`);
    }
    throw error;
  }
}

/** `all-4711.sock` is of the role `all`. */
function roleOf(name: string): string {
  return name.slice(0, name.lastIndexOf('-'));
}

function rank(name: string): number {
  const place = ['all', 'xmpp'].indexOf(roleOf(name));
  return place < 0 ? 2 : place;
}

function reasonOf({ code, message }: NodeJS.ErrnoException, path: string): string {
  if (code === 'EACCES')
    return `${path} is closed to ${userInfo().username}: use the user that Isthmus runs as, or root`;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return `nobody listens at ${path}: does Isthmus run?`;
  return `the process at ${path} did not answer: ${message}`;
}

function failureIn(answer: unknown): string {
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
  return typeof error === 'string' ? error : 'the process failed; the reason is in its log';
}
