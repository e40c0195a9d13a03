import { systemClock } from '../clock.js';
import { ENVELOPE_VERSION } from '../lanes/envelope.js';
import { silentLog } from '../log.js';
import { restoreBackup } from '../store/backup/restore.js';
import { KEYS_VARIABLE } from '../store/key-ring.js';
import { connectedStore } from '../store/redis-store.js';
import { Arguments, needed } from './arguments.js';
import type { Command } from './command.js';
import type { Networks } from './networks.js';
import { usableConfig } from './read-config.js';
import { withRedis, withStore } from './with-store.js';

/** `isthmus restore`: a backup into an empty store, while nothing runs. */
export function restoreCommand(networks: Networks): Command {
  return {
    name: 'restore',
    summary: 'put a backup into an empty Redis, while Isthmus does not run',
    usage: 'FILE --config FILE [--lanes] [--force]',
    options: [
      { name: 'FILE', summary: 'what isthmus backup has written' },
      { name: '--config FILE', summary: 'the config file: says where Redis, the key file and the files of users are' },
      {
        name: '--lanes',
        summary: 'also what waited in the lanes: what was sent since the backup is sent again',
      },
      { name: '--force', summary: 'remove first all that Isthmus has in this Redis' },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const configFile = given.option('--config');
      const [lanes, force] = [given.flag('--lanes'), given.flag('--force')];
      const backup = given.next();
      given.end();
      const file = needed(backup, 'the FILE of a backup');
      const config = await usableConfig(networks, needed(configFile, '--config FILE'), io);
      if (config === undefined) return 2;
      const { prefix } = config.redis;
      const restored = await withRedis(config, async (address) => {
        const redis = await connectedStore(address, systemClock, silentLog);
        try {
          return await restoreBackup({
            redis,
            prefix,
            file,
            keyFile: config.keyFile,
            keys: io.env[KEYS_VARIABLE],
            mediaFolder: config.media.dir,
            force,
            lanes,
            envelopeVersion: ENVELOPE_VERSION,
          });
        } finally {
          redis.disconnect();
        }
      });
      // Opens it as every process does: that the keys fit is seen now and not when a user needs a secret.
      await withStore(config, io.env, async () => undefined);
      const { manifest, keys, expired, registrations, files } = restored;
      io.out(`restored the state of ${new Date(manifest.at).toISOString()} (Isthmus ${manifest.version}):`);
      io.out(`${registrations} registrations, ${keys} keys, ${files} files; ${expired} keys have expired meanwhile`);
      if (restored.keyPlaced) io.out(`the key file was in the backup and is now ${config.keyFile}`);
      if (!lanes && manifest.counts.lanes > 0) {
        io.out('What waited in the lanes was left out, so nothing is sent twice; --lanes brings it too.');
      }
      return 0;
    },
  };
}
