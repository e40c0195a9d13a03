import type { GatewayModule } from '../../gateways/gateway.js';
import { systemClock } from '../clock.js';
import type { Config, LoadedConfig } from '../config/load.js';
import { migrateStore, type ShareMove } from '../core/migrate.js';
import { silentLog } from '../log.js';
import { Arguments, needed } from './arguments.js';
import { type Command, type CommandIo, UsageError } from './command.js';
import { findingText } from './finding-text.js';
import type { Networks } from './networks.js';
import { readConfig } from './read-config.js';
import { withRedis } from './with-store.js';

/** `isthmus migrate`: the store as this release and this config want it, while nothing runs. */
export function migrateCommand(networks: Networks): Command {
  return {
    name: 'migrate',
    summary:
      'change the store to the schema of this release, and to the number of lanes in the config, while Isthmus does not run',
    usage: '--config FILE [--shares GATEWAY=N]... [--dry-run]',
    options: [
      { name: '--config FILE', summary: 'the config file' },
      {
        name: '--shares GATEWAY=N',
        summary: 'N lanes for the accounts of a gateway, instead of the number in the config',
      },
      { name: '--dry-run', summary: 'only tell what would be done; Isthmus may run' },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const configFile = given.option('--config');
      const shares = given.all('--shares');
      const dry = given.flag('--dry-run');
      given.end();
      const file = needed(configFile, '--config FILE');
      const settings = shares.map(settingOf);
      if (shares.length > 0) await checkNames(networks, file, io, shares);
      const { modules, result } = await readConfig(networks, file, { environment: io.env, settings });
      if (!result.ok) {
        for (const finding of result.findings) io.err(findingText(file, finding));
        return 2;
      }
      const { config } = result;
      const gateways = gatewaysOf(result, modules);
      const done = await withRedis(config, (address) =>
        migrateStore({
          address,
          prefix: config.redis.prefix,
          keyFile: config.keyFile,
          environment: io.env,
          gateways,
          dry,
          clock: systemClock,
          log: silentLog,
        }),
      );
      const would = dry ? 'would be ' : '';
      for (const step of done.schemas) io.out(`the store ${would}migrated from schema ${step} to ${step + 1}`);
      for (const move of done.moves) io.out(textOf(move, would));
      if (done.schemas.length + done.moves.length === 0) {
        io.out(`nothing is to be done: the store has the schema ${done.schema}, and as many lanes as the config says`);
      } else if (shares.length > 0 && !dry) {
        io.out(`Write it into ${file} too (${settings.join(', ')}), or the next start is refused.`);
      }
      return 0;
    },
  };
}

function textOf({ gateway, from, to, envelopes, waits }: ShareMove, would: string): string {
  return `${gateway}: from ${from ?? 'an unknown number of'} to ${to} lanes; ${envelopes} messages and ${waits} waits ${would}moved`;
}

/** Throws a `UsageError` for a name that is of no gateway with shares; what else is wrong in the config is told by who reads it. */
async function checkNames(networks: Networks, file: string, io: CommandIo, shares: readonly string[]): Promise<void> {
  const { modules, result } = await readConfig(networks, file, { environment: io.env });
  if (!result.ok) return;
  const known = gatewaysOf(result, modules).flatMap((one) => (one.shares === undefined ? [] : [one.name]));
  const strange = shares.map((one) => one.split('=')[0] ?? '').find((name) => !known.includes(name));
  if (strange === undefined) return;
  throw new UsageError(`--shares knows ${known.join(' and ') || 'no gateway of this config'}, and not ${strange}`);
}

/** `irc=16` as a value over the config. */
function settingOf(text: string): string {
  const [, name, count] = /^([a-z]+)=(\d{1,3})$/.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`--shares needs GATEWAY=N, such as irc=16, and not "${text}"`);
  return `gateways.${name}.lanes=${count}`;
}

function gatewaysOf(
  { config }: LoadedConfig,
  modules: readonly GatewayModule[],
): ReturnType<GatewayModule['create']>[] {
  return config.gateways.map((section: Config['gateways'][number]) => {
    const module = modules.find(({ name }) => name === section.name);
    if (module === undefined) throw new Error(`the config names a gateway that is not there: ${section.name}`);
    return module.create(section.config, { clock: systemClock, log: silentLog });
  });
}
