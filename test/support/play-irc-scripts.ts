import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { ircSteps } from './irc-steps.js';
import { IrcWorld, NETWORKS, type NetworkName } from './irc-world.js';
import { repositoryRoot } from './repository.js';
import { playScript } from './script.js';
import type { Software } from './shared.js';

/** By how many servers of a network its scripts are shared, side by side: InspIRCd looks once a second who has logged in. */
const STAGES: Readonly<Record<NetworkName, number>> = { old: 1, new: 3, next: 1 };
/** Who has left everything is gone before the next scripts: they share the pace at which a network takes connections. */
const IRC = { linger: '1s' };

const FOLDER = join(repositoryRoot(), 'test/e2e/scripts/irc');

/**
 * Plays the scripts of test/e2e/scripts/irc: those of `any` on every network, those of `old`, `new` and `next` on that one.
 * Each has users and a channel of its own.
 */
export function playIrcScripts(software: Software): void {
  const stages = NETWORKS.flatMap((network) =>
    Array.from({ length: STAGES[network] }, (_, stage) => ({ network, stage })),
  );
  describe(`IRC scripts over ${software}`, { concurrency: stages.length }, () => {
    let shared: IrcWorld;
    before(async () => {
      shared = await IrcWorld.start({ software, irc: IRC });
    });
    after(async () => await shared.stop());
    for (const { network, stage } of stages) {
      describe(`on ${network}${stage === 0 ? '' : `, once more ${stage}`}`, { concurrency: 1 }, () => {
        let world: IrcWorld;
        before(async () => {
          world = stage === 0 ? shared : await IrcWorld.start({ software, networks: [network], irc: IRC });
        });
        after(async () => {
          if (stage > 0) await world.stop();
        });
        const files = [...scriptsIn('any'), ...scriptsIn(network)];
        for (const file of files.filter((_, index) => index % STAGES[network] === stage)) {
          const name = file.replace(/^.*\//, '').replace('.stanzas', '').replaceAll('-', ' ');
          it(name, async () => await playIrcScript(world, network, file));
        }
      });
    }
  });
}

function scriptsIn(folder: string): string[] {
  const path = join(FOLDER, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.stanzas'))
    .sort()
    .map((name) => join(path, name));
}

/** What a script needs of a world. */
type Stage = Pick<IrcWorld, 'xmpp' | 'gateway' | 'newChannel' | 'roomOf' | 'network'>;

/** Plays one script, given by its whole path. */
async function playIrcScript(world: Stage, network: NetworkName, file: string): Promise<void> {
  const channel = world.newChannel();
  const accounts = new Map<string, Promise<XmppAccount>>();
  const account = (name: string): Promise<XmppAccount> => {
    const known = accounts.get(name) ?? world.xmpp.newUser(name);
    accounts.set(name, known);
    return known;
  };
  const { steps, end } = ircSteps(world.network(network));
  try {
    await playScript({
      file,
      account,
      steps,
      // A connection that was lost is tried anew only after some seconds.
      variables: {
        server: world.xmpp.domain,
        gateway: world.gateway,
        network: `${network}@${world.gateway}`,
        channel,
        // Another in each script: who has left the room may stay on the network for a while.
        nick: `romeo${channel.replace(/\D/g, '')}`,
        room: world.roomOf(channel, network),
      },
    });
  } finally {
    await end();
  }
}
