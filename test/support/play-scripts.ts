import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { E2eWorld, OURS } from './e2e-world.js';
import { phoneSteps } from './phone-steps.js';
import { repositoryRoot } from './repository.js';
import { playScript, type ScriptStep } from './script.js';
import type { Software } from './shared.js';

const FOLDER = join(repositoryRoot(), 'test/e2e/scripts');

/** What the administrator of the scripts' gateways has them tell. */
const CONFIG = {
  directory: { file: join(repositoryRoot(), 'test/e2e/people.csv') },
  about: {
    contacts: {
      abuse: ['mailto:abuse@example.org', 'xmpp:abuse@example.org'],
      support: ['https://example.org/help'],
    },
    outage: ['https://status.example.org/xmpp.json'],
    dataPolicy: { encryptionAtRest: true },
    networkPolicy: { sms: { terms: 'https://carrier.example.net/terms' } },
  },
};

/** Plays every script of test/e2e/scripts over one XMPP server; each script has users and phones of its own. */
export function playAllScripts(software: Software): void {
  describe(`stanza scripts over ${software}`, () => {
    let world: E2eWorld;
    before(async () => {
      world = await E2eWorld.start({ software, echo: true, config: CONFIG });
    });
    after(async () => await world.stop());

    for (const file of readdirSync(FOLDER)
      .filter((name) => name.endsWith('.stanzas'))
      .sort()) {
      it(file.replace('.stanzas', '').replaceAll('-', ' '), async () => {
        const [phone, other] = [world.newPhone(), world.newPhone()];
        const accounts = new Map<string, Promise<XmppAccount>>();
        const account = (name: string): Promise<XmppAccount> => {
          const known = accounts.get(name) ?? world.xmpp.newUser(name);
          accounts.set(name, known);
          return known;
        };
        const isRegistered: ScriptStep = {
          pattern: /^(\w+) is registered$/,
          run: async ([name = '']) => {
            await world.registerAccount(await account(name.toLowerCase()), name);
            return undefined;
          },
        };
        await playScript({
          file,
          account,
          steps: [isRegistered, ...phoneSteps(world)],
          variables: {
            server: world.xmpp.domain,
            gateway: world.gateway,
            echo: world.echo?.domain ?? '',
            ours: OURS,
            phone,
            digits: phone.slice(1),
            national: phone.slice(2),
            contact: world.jidOf(phone),
            other,
            'other.contact': world.jidOf(other),
          },
        });
      });
    }
  });
}
