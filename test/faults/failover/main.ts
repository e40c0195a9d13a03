/** `npm run faults -- failover`: see docs/developer/faults.md. */
import { parseArgs } from 'node:util';
import { countFailover, type FailoverPlan } from './count.js';

const USAGE = 'Usage: npm run faults -- failover [--rounds 3] [--writers 50] [--lag 5] [--seconds 3]';

process.exitCode = await main();

/** 0: nothing was lost that a replica had confirmed; 1: something was; 2: wrong use. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      writers: { type: 'string', default: '50' },
      lag: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  });
  const [rounds, writers, lagMs, seconds] = [values.rounds, values.writers, values.lag, values.seconds].map(Number);
  const isRight = [rounds, writers, seconds].every((value) => value !== undefined && value > 0) && Number(lagMs) >= 0;
  if (values.help || !isRight) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  console.log(
    '| `redis.replicas` | dies | acknowledged | a second | **lost** | writers that miss some | another master after |',
  );
  console.log('|---|---|---|---|---|---|---|');
  let held = true;
  for (const replicas of [0, 1]) {
    for (const dies of ['process', 'machine'] as const) {
      const plan = { replicas, dies, lagMs: Number(lagMs), writers: Number(writers), forMs: Number(seconds) * 1000 };
      for (let round = 0; round < Number(rounds); round += 1) held = (await told(plan)) && held;
    }
  }
  console.log(
    held ? 'Nothing was lost that a replica had confirmed.' : 'Something was lost that counted as confirmed.',
  );
  return held ? 0 : 1;
}

/** Prints the row of one failover; whether what is promised held. */
async function told(plan: FailoverPlan): Promise<boolean> {
  const { acknowledged, rate, lost, writersWithLoss, failoverMs } = await countFailover(plan);
  const row = [plan.replicas, `the ${plan.dies}`, acknowledged, Math.round(rate), lost, writersWithLoss];
  console.log(`| ${row.join(' | ')} | ${(failoverMs / 1000).toFixed(1)} s |`);
  return plan.replicas === 0 || lost === 0;
}
