import { resolve } from 'node:path';
import { ENVELOPE_VERSION } from '../lanes/envelope.js';
import { writeBackup } from '../store/backup/backup.js';
import { Arguments, needed } from './arguments.js';
import { type Command, UsageError } from './command.js';
import type { Networks } from './networks.js';
import { usableConfig } from './read-config.js';
import { packageVersion } from './version.js';
import { withRedis } from './with-store.js';

/** `isthmus backup`: everything of one moment in one file, while Isthmus runs. */
export function backupCommand(networks: Networks): Command {
  return {
    name: 'backup',
    summary: 'write all that Isthmus has at one moment into one file; it may go on running',
    usage: '--config FILE --to FILE.tar[.gz] [--with-media] [--with-key]',
    options: [
      { name: '--config FILE', summary: 'the config file; it goes into the backup' },
      { name: '--to FILE', summary: 'where to; must not be there yet; compressed where the name ends in .gz or .tgz' },
      { name: '--with-media', summary: 'also the files of users (media.dir)' },
      { name: '--with-key', summary: 'also the key file: whoever has the backup then can read all secrets' },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const [configFile, target] = [given.option('--config'), given.option('--to')];
      const [withMedia, withKey] = [given.flag('--with-media'), given.flag('--with-key')];
      given.end();
      const [file, to] = [needed(configFile, '--config FILE'), needed(target, '--to FILE')];
      if (!/\.(tar|tgz|tar\.gz)$/.test(to))
        throw new UsageError('--to needs a name that ends in .tar, .tar.gz or .tgz');
      const config = await usableConfig(networks, file, io);
      if (config === undefined) return 2;
      const { at, counts, keyIds } = await withRedis(config, (address) =>
        writeBackup({
          address,
          prefix: config.redis.prefix,
          to: resolve(to),
          configFile: file,
          keyFile: withKey ? config.keyFile : undefined,
          mediaFolder: withMedia ? config.media.dir : undefined,
          version: packageVersion(),
          envelopeVersion: ENVELOPE_VERSION,
        }),
      );
      io.out(
        `${to}: the state of ${new Date(at).toISOString()}: ${counts.registrations} registrations, ` +
          `${counts.store} keys and ${counts.lanes} of lanes, ${counts.files} files`,
      );
      if (withKey) io.err('The key file is in it: whoever can read this file can read the secrets of all users.');
      else io.out(`The key file is not in it: keep ${config.keyFile} elsewhere (${keyIds.join(', ')}).`);
      return 0;
    },
  };
}
