import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../support/random.js';
import type { CampaignWorld } from './campaign-world.js';
import { Clock } from './clock.js';
import type { Server } from './front.js';

/** Something that goes wrong, and is over when `run` resolves. */
export interface Fault {
  /** As the report calls it. */
  readonly name: string;
  /** To whom it happens: to each one thing at a time. */
  readonly victims: readonly string[];
  readonly run: (random: Random) => Promise<void>;
}

const HOUR = 3600;

/** All that can go wrong in a world. */
export function faultsOf(world: CampaignWorld): readonly Fault[] {
  const { fronts, hosts, installation, redis } = world;
  const servers: readonly (readonly [string, Server])[] = fronts.flatMap((front) => Object.entries(front.servers));
  return [
    ...installation.roles.flatMap((role) => rolesFaults(world, role)),
    {
      name: 'all roles killed',
      victims: installation.roles.map(ownVictim),
      run: async (random) => {
        await Promise.all(installation.roles.map((role) => installation.killRole(role)));
        await spell(random, 0, 1500);
        await Promise.all(installation.roles.map((role) => installation.startRole(role)));
      },
    },
    killed('Redis', redis),
    stopped('Redis', redis),
    ...clockFaults('Redis', ['clock of Redis'], async (seconds) => await world.redisClock.shift(seconds)),
    ...(world.disk === undefined ? [] : diskFaults(world, world.disk)),
    {
      name: `${hosts.xmpp.name} killed`,
      victims: ['XMPP server'],
      run: async (random) => await world.killXmpp(async () => await spell(random, 0, 1500)),
    },
    { ...stopped(hosts.xmpp.name, hosts.xmpp), victims: ['XMPP server'] },
    ...servers.flatMap(([name, server]) => [killed(name, server), stopped(name, server)]),
    ...fronts.map(
      ({ name, writers }): Fault => ({
        name: 'clients read nothing',
        victims: [`clients of ${name}`],
        run: async (random) => {
          const ms = random.between(2000, 8000);
          await Promise.all(writers.filter(() => random.next() < 0.5).map((writer) => writer.dawdle(ms)));
        },
      }),
    ),
  ];
}

/** What happens to the process of a role, and to the machine that it is on. */
function rolesFaults(world: CampaignWorld, role: (typeof world.installation.roles)[number]): readonly Fault[] {
  const { installation } = world;
  const victims = [ownVictim(role)];
  const own: readonly Fault[] = [
    {
      name: 'role killed',
      victims,
      run: async (random) => {
        await installation.killRole(role);
        await spell(random, 0, 1500);
        await installation.startRole(role);
      },
    },
    {
      // Longer than its lease in some cases, so that its lanes are not its own any more.
      name: 'role stands still',
      victims,
      run: async (random) => {
        installation.signal(role, 'SIGSTOP');
        await spell(random, 1000, 9000);
        installation.signal(role, 'SIGCONT');
      },
    },
  ];
  const clocks = clockFaults('role', victims, async (seconds) => await installation.shiftClock(role, seconds));
  return [...own, ...clocks, ...linkFaults(world, role)];
}

/** Somebody's time of day is wrong for a while, and then right again. */
function clockFaults(
  name: string,
  victims: readonly string[],
  shift: (seconds: number) => Promise<void>,
): readonly Fault[] {
  return (Clock.exists ? [HOUR, -HOUR] : []).map((jump) => ({
    name: `clock of ${name} an hour ${jump > 0 ? 'ahead' : 'back'}`,
    victims,
    run: async (random) => {
      await shift(jump);
      await spell(random, 3000, 8000);
      await shift(0);
    },
  }));
}

/** What happens to the link of a role: as a whole, or to Redis alone. */
function linkFaults(world: CampaignWorld, role: (typeof world.installation.roles)[number]): readonly Fault[] {
  const { links } = world.installation;
  if (links === undefined) return [];
  const bad = (
    name: string,
    part: { loss?: number; delay?: number; rate?: number },
    port: number,
    least: number,
    most: number,
  ): Fault => ({
    name,
    victims: [`link of ${role}`],
    run: async (random) => {
      const seconds = random.between(least, most);
      links.spoil(role, { loss: 0, delay: 0, rate: 0, ...part, port, for: seconds });
      await delay(seconds * 1000);
    },
  });
  return [
    bad('link down', { loss: 1 }, 0, 2, 15),
    bad('link to Redis down', { loss: 1 }, world.redis.port, 2, 15),
    bad('link loses 30%', { loss: 0.3 }, 0, 3, 10),
    bad('link takes 2 s', { delay: 2 }, 0, 4, 10),
    // So little that those on both sides have more to say than it carries.
    bad('link carries 4 KiB/s', { rate: 4096 }, 0, 4, 10),
  ];
}

function diskFaults(world: CampaignWorld, disk: NonNullable<CampaignWorld['disk']>): readonly Fault[] {
  const { redis } = world;
  const victims = ['Redis'];
  return [
    {
      name: 'disk of Redis stands still',
      victims,
      run: async (random) => {
        await disk.freeze();
        await spell(random, 500, 4000);
        await disk.thaw();
      },
    },
    {
      name: 'Redis killed while its disk stands still',
      victims,
      run: async (random) => {
        await disk.freeze();
        await spell(random, 500, 2500);
        const killed = redis.kill();
        await delay(100);
        await disk.thaw();
        await killed;
        await redis.start();
      },
    },
    {
      name: 'disk of Redis full',
      victims,
      run: async (random) => {
        await disk.fill();
        await spell(random, 1000, 4000);
        await disk.empty();
        // With `always` it ends at once when it cannot write, by itself.
        if (!redis.runs) await redis.start();
      },
    },
  ];
}

function killed(name: string, server: Pick<Server, 'kill' | 'start'>): Fault {
  return {
    name: `${name} killed`,
    victims: [name],
    run: async (random) => {
      await server.kill();
      await spell(random, 0, 1500);
      await server.start();
    },
  };
}

function stopped(name: string, server: Pick<Server, 'pause' | 'resume'>): Fault {
  return {
    name: `${name} stands still`,
    victims: [name],
    run: async (random) => {
      server.pause();
      await spell(random, 1000, 8000);
      server.resume();
    },
  };
}

function ownVictim(role: string): string {
  return `role ${role}`;
}

async function spell(random: Random, least: number, most: number): Promise<void> {
  await delay(random.between(least, most));
}
