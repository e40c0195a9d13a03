import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from './until.js';

/** All that a Redis is told from now on, as it says so itself. */
export interface WatchedCommands {
  /** A line for each command, with its arguments. */
  readonly text: string;
  stop(): void;
}

/**
 * Has a Redis repeat each command that it takes. By a plain connection: the library takes a command that comes together with the
 * answer to MONITOR for an answer to nothing, and fails.
 */
export async function watchCommands(url: string): Promise<WatchedCommands> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'connect');
  socket.write('MONITOR\r\n');
  await until(() => text.startsWith('+OK'), 'the answer to MONITOR');
  return {
    get text() {
      return text;
    },
    stop: () => socket.destroy(),
  };
}
