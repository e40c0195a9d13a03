import { Arguments, needed } from './arguments.js';
import type { Command } from './command.js';
import type { Networks } from './networks.js';
import { usableConfig } from './read-config.js';

/** Longer than a process that is alive takes, also a busy one. */
const PATIENCE_MS = 5000;

/** `isthmus health`: for whoever watches over a process, such as the HEALTHCHECK of a container. */
export function healthCommand(networks: Networks): Command {
  return {
    name: 'health',
    summary: 'ask the process of this machine whether it is alive; exit code 0 it is, 1 it is not',
    usage: '--config FILE',
    options: [
      { name: '--config FILE', summary: 'the config file; with no http in it, nobody can be asked: exit code 0' },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const file = given.option('--config');
      given.end();
      const config = await usableConfig(networks, needed(file, '--config FILE'), io);
      if (config === undefined) return 2;
      const { http } = config;
      if (http === undefined) {
        io.out('nobody can be asked: the config has no http');
        return 0;
      }
      const url = healthUrl(http.listen);
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
        io.out(`${url} answers ${answer.status}`);
        return answer.ok ? 0 : 1;
      } catch (error) {
        const { cause } = error instanceof Error ? error : { cause: undefined };
        io.err(`${url} does not answer: ${cause instanceof Error ? cause.message : String(error)}`);
        return 1;
      }
    },
  };
}

/** Where a process that listens there is reached from its own machine. */
function healthUrl({ host, port }: { readonly host: string; readonly port: number }): string {
  const own = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${own.includes(':') ? `[${own}]` : own}:${port}/healthz`;
}
