import type { Config } from '../config/load.js';
import { addKey, dropKeys, KEYS_VARIABLE } from '../store/key-ring.js';
import type { Store } from '../store/redis-store.js';
import { rekeyAll } from '../store/rekey.js';
import { scanKeys } from '../store/scan-keys.js';
import { dropCanaries, plantCanary } from '../store/secrets.js';
import { StoreError } from '../store/store-error.js';
import { Arguments, needed } from './arguments.js';
import { type Command, type CommandIo, UsageError } from './command.js';
import type { Networks } from './networks.js';
import { usableConfig } from './read-config.js';
import { withStore } from './with-store.js';

/** `isthmus rekey`: a new key for the secrets in Redis, while Isthmus runs. */
export function rekeyCommand(networks: Networks): Command {
  return {
    name: 'rekey',
    summary: 'encrypt the secrets in Redis with a new key; Isthmus may go on running',
    usage: '--config FILE [--continue | --drop-old]',
    options: [
      { name: '--config FILE', summary: 'the config file' },
      {
        name: '--continue',
        summary: 'make no new key: go on with one that was begun, or was put into the key file by hand',
      },
      { name: '--drop-old', summary: 'remove keys that no secret needs any more; restart all processes before' },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const configFile = given.option('--config');
      const [goOn, dropOld] = [given.flag('--continue'), given.flag('--drop-old')];
      given.end();
      const file = needed(configFile, '--config FILE');
      if (goOn && dropOld) throw new UsageError('takes --continue or --drop-old, not both');
      const config = await usableConfig(networks, file, io);
      if (config === undefined) return 2;
      if (io.env[KEYS_VARIABLE] !== undefined && !goOn) {
        throw new StoreError(
          `the keys come from ${KEYS_VARIABLE}: add a new one there as the last, then use --continue`,
        );
      }
      return withStore(config, io.env, (store) => rekey(store, config, goOn, dropOld, io));
    },
  };
}

async function rekey(store: Store, config: Config, goOn: boolean, dropOld: boolean, io: CommandIo): Promise<number> {
  if (!goOn && !dropOld) {
    addKey(config.keyFile);
    store.secrets.ring.refresh();
  }
  const { ring } = store.secrets;
  await plantCanary(store.redis, store.prefix, store.secrets);
  const gateways = await gatewaysOf(store);
  const { changed, current, left } = await rekeyAll(store.redis, store.prefix, gateways, store.secrets);
  io.out(`secrets encrypted anew: ${changed}; with the key ${ring.current} now: ${current}`);
  if (left.length > 0) {
    io.err(`secrets are still being written with ${left.join(', ')}: does every process read the same key file?`);
    return 1;
  }
  const old = ring.ids.filter((id) => id !== ring.current);
  if (!dropOld) {
    if (old.length > 0)
      io.out(`${old.join(', ')} can go: isthmus rekey --config FILE --drop-old. Back up the key file first.`);
    return 0;
  }
  await dropCanaries(store.redis, store.prefix, old);
  dropKeys(config.keyFile, old);
  io.out(old.length === 0 ? 'there is no old key' : `removed ${old.join(', ')} from ${config.keyFile}`);
  return 0;
}

/** All gateways that have accounts, also those that the file does not name at the moment. */
async function gatewaysOf(store: Store): Promise<string[]> {
  const names = new Set<string>();
  for await (const keys of scanKeys(store.redis, `${store.prefix}:{*}:accounts`)) {
    for (const key of keys) names.add(key.slice(key.indexOf('{') + 1, key.indexOf('}')));
  }
  return [...names];
}
