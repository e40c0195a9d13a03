/** A process that uses a private Redis: says `ready <pid of the server>`, ends in order when its input ends. */
import { silentLog } from '../../../src/log.js';
import { privateRedis } from '../../../src/store/private-redis.js';

const redis = await privateRedis({
  dataDir: process.argv[2] ?? '',
  fsync: 'everysec',
  maxMemory: 64 * 1024 * 1024,
  log: silentLog,
});
process.stdout.write(`ready ${redis.pid()}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
  redis.stop().then(() => process.exit(0));
});
