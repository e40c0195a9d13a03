import { redisAddress, storeClient } from '../../../src/redis.js';

/** Commands that Redis has been given so far, those inside of scripts too, by name. */
async function counts(url: string): Promise<ReadonlyMap<string, number>> {
  const redis = storeClient(redisAddress(url));
  const text = await redis.info('commandstats');
  redis.disconnect();
  return new Map(
    [...text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name = '', calls]): [string, number] => [
      name,
      Number(calls),
    ]),
  );
}

/** Runs something, and tells the commands that it cost a mail: `{ evalsha: 4.2 }`, the most frequent first. */
export async function commandsOf<T extends { readonly sent: number }>(
  url: string,
  run: () => Promise<T>,
): Promise<{ readonly done: T; readonly commands: Readonly<Record<string, number>> }> {
  const before = await counts(url);
  const done = await run();
  const after = await counts(url);
  const each = [...after]
    .map(([name, calls]): [string, number] => [name, (calls - (before.get(name) ?? 0)) / Math.max(1, done.sent)])
    .filter(([, calls]) => calls >= 0.05)
    .sort((one, other) => other[1] - one[1])
    .map(([name, calls]): [string, number] => [name, Number(calls.toFixed(2))]);
  return { done, commands: Object.fromEntries(each) };
}
