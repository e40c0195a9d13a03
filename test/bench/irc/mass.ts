import { median } from '../measure.js';
import { joinCrowded, manyJoin, pingAll } from './sessions.js';
import { BENCH, FILLED, NAMES, OURS, TOGETHER, type Where, type World, withContender } from './world.js';

/** Members of a crowded channel. */
const CROWDED = 2000;

/** Many sessions that come at once, 20 in a channel: the gateway on its own, and once through the server. */
export async function sessions(world: World): Promise<void> {
  const { report, rounds } = world;
  const count = report.quick ? 200 : 1000;
  for (const name of NAMES) {
    const { seconds, kilobytes } = await joined(world, name, 'no server', count, rounds);
    if (name === OURS) {
      report.target(`${count} sessions joined`, median(seconds), 'at most', (3 * count) / 1000, ' s');
      report.target('resident memory a session', median(kilobytes), 'at most', 80, ' kB');
    }
    await joined(world, name, 'Prosody', count, 1);
  }
}

async function joined(
  world: World,
  name: string,
  where: Where,
  count: number,
  rounds: number,
): Promise<{ readonly seconds: readonly number[]; readonly kilobytes: readonly number[] }> {
  const [seconds, kilobytes]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    await withContender(world, name, where, count, async (crowd, contender) => {
      const cost = await manyJoin(crowd, contender, BENCH, TOGETHER);
      seconds.push(cost.seconds);
      kilobytes.push(cost.kilobytes);
    });
  }
  const told = { seconds: seconds.map((each) => each.toFixed(2)), kB: kilobytes.map((each) => each.toFixed(0)) };
  world.report.note(`${count} sessions joined, ${TOGETHER} in a channel, ${where}: ${name}`, told);
  return { seconds, kilobytes };
}

/** Many sessions that say nothing, each in a channel of its own, and are pinged all at once. */
export async function idle(world: World): Promise<void> {
  const { report } = world;
  const count = report.quick ? 500 : 5000;
  for (const name of NAMES) {
    await withContender(world, name, 'no server', count, async (crowd, contender) => {
      const cost = await manyJoin(crowd, contender, FILLED, 1, 120_000);
      const pings = await pingAll(world.filled);
      const told = { joined: `${cost.seconds.toFixed(2)} s`, kB: cost.kilobytes.toFixed(0), pings };
      report.note(`${count} idle sessions: ${name}`, told);
      if (name === OURS)
        report.target(`${count} idle sessions: the last ping answered`, pings.max, 'at most', 1000, ' ms');
      if (name === OURS) report.target('sessions that were pinged', pings.count, 'at least', count);
    });
  }
}

/** One channel with very many members. */
export async function crowded(world: World): Promise<void> {
  const { report, filled } = world;
  filled.populate('#crowded', CROWDED);
  filled.setTopic('#crowded', 'full');
  for (const name of NAMES) {
    const seconds: number[] = [];
    for (let round = 0; round < world.rounds; round++) {
      await withContender(world, name, 'Prosody', 1, async (crowd, contender) => {
        const joined = await joinCrowded(crowd, contender, FILLED, '#crowded');
        seconds.push(joined.seconds);
        if (round > 0) return;
        const { presences, ordered } = joined;
        report.note(`a channel of ${CROWDED} joined: ${name}`, { presences, ordered });
        if (name === OURS) report.target('presences in order', ordered ? presences : 0, 'at least', CROWDED + 1);
      });
    }
    report.note(`a channel of ${CROWDED} joined (s): ${name}`, seconds.map((each) => each.toFixed(2)).join(' '));
    if (name === OURS) report.target(`a channel of ${CROWDED} joined`, median(seconds), 'at most', 1, ' s');
  }
}
