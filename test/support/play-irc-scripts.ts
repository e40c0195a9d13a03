import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { ircSteps } from './irc-steps.js';
import { IrcWorld, NETWORKS, type NetworkName } from './irc-world.js';
import { repositoryRoot } from './repository.js';
import { playScript } from './script.js';
import type { Software } from './shared.js';

const FOLDER = join(repositoryRoot(), 'test/e2e/scripts/irc');

/**
 * Plays the scripts of test/e2e/scripts/irc: those of `any` on every network, those of `old`, `new` and `next` on that one.
 * Each has users and a channel of its own.
 */
export function playIrcScripts(software: Software): void {
  // A server that takes a second for each login does not hold up the others.
  describe(`IRC scripts over ${software}`, { concurrency: NETWORKS.length }, () => {
    let world: IrcWorld;
    before(async () => {
      // Who has left everything is gone before the next scripts: they share the pace at which a network takes connections.
      world = await IrcWorld.start({ software, irc: { linger: '1s' } });
    });
    after(async () => await world.stop());
    for (const network of NETWORKS) {
      describe(`on ${network}`, { concurrency: 1 }, () => {
        for (const file of [...scriptsIn('any'), ...scriptsIn(network)]) {
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
