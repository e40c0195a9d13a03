import { settle } from '../drive.js';
import { median } from '../measure.js';
import { KeepAlive } from './keep-alive.js';
import { Listener } from './listener.js';
import { webhookBody } from './payload.js';
import { bookOf, LOAD, type Ours, PATH, startOurs, TOKEN, type World } from './world.js';

const PEOPLE = 1000;
const PATIENCE_MS = 30_000;
/** When so many are told the process is killed. */
const KILLED_AT = 100;

/** One alert to a thousand users of XMPP; and nobody is left out when the process is killed on the way. */
export async function fanOut(world: World): Promise<void> {
  const { report } = world;
  const everybody = Array.from({ length: PEOPLE }, (_, n) => `xmpp:u${n}@${LOAD}`);
  const route = { name: 'load', groupBy: ['alertname', 'instance'], groupWait: '0s', to: 'everybody-here' };
  const book = bookOf([route], { lists: { 'everybody-here': { members: everybody } } });
  const side = await startOurs(world, book);
  const listener = new Listener(side.server.crowd(PEOPLE));
  try {
    const took: number[] = [];
    await oneToAll(side, listener, 1);
    for (let round = 0; round < (report.quick ? 3 : 7); round++) took.push(await oneToAll(side, listener, 2 + round));
    report.note(
      `one alert to ${PEOPLE} users of XMPP, each round (ms)`,
      took.map((ms) => Math.round(ms)),
    );
    report.target(`one alert to ${PEOPLE} users of XMPP`, median(took) / 1000, 'at most', 1, ' s');
    const { missing, twice } = await killedInTheMiddle(side, listener);
    report.note('killed in the middle: messages that came twice', twice);
    report.target('killed in the middle: users who were never told', missing, 'at most', 0);
  } finally {
    listener.close();
    await side.stop();
  }
}

/** Milliseconds from the request until the last one is told. */
async function oneToAll({ httpPort }: Ours, listener: Listener, number: number): Promise<number> {
  const told = new Set<string>();
  listener.onTold = (local, n) => {
    if (n === number) told.add(local);
  };
  const posting = await KeepAlive.open(httpPort, PATH, TOKEN);
  const from = performance.now();
  await posting.post(webhookBody(number));
  const all = await settle(() => told.size === PEOPLE, PATIENCE_MS);
  posting.close();
  return all ? performance.now() - from : Number.POSITIVE_INFINITY;
}

async function killedInTheMiddle(
  { gateway, httpPort }: Ours,
  listener: Listener,
): Promise<{ readonly missing: number; readonly twice: number }> {
  const number = 1_000_000;
  const told = new Map<string, number>();
  listener.onTold = (local, n) => {
    if (n === number) told.set(local, (told.get(local) ?? 0) + 1);
  };
  const posting = await KeepAlive.open(httpPort, PATH, TOKEN);
  await posting.post(webhookBody(number));
  await settle(() => told.size >= KILLED_AT, PATIENCE_MS);
  await gateway.kill();
  posting.close();
  await gateway.start();
  await settle(() => told.size === PEOPLE, PATIENCE_MS);
  const twice = [...told.values()].filter((times) => times > 1).length;
  return { missing: PEOPLE - told.size, twice };
}
