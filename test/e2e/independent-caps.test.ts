import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { E2eWorld } from '../support/e2e-world.js';
import { repositoryRoot } from '../support/repository.js';
import type { Software } from '../support/shared.js';

const run = promisify(execFile);
/** Debian's own, which has slixmpp; another may come first in the PATH. */
const PYTHON = '/usr/bin/python3';
const CLIENT = join(repositoryRoot(), 'test/e2e/independent-caps.py');

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`capabilities as slixmpp computes them, over ${software}`, () => {
    let world: E2eWorld;
    before(async () => {
      const about = {
        contacts: {
          abuse: ['mailto:abuse@example.org', 'xmpp:abuse@example.org'],
          support: ['https://example.org/?a&b'],
        },
        outage: ['https://status.example.org/xmpp.json'],
        dataPolicy: { terms: 'https://example.org/terms', access: ['partners', 'admins'] },
      };
      world = await E2eWorld.start({ software, echo: true, config: { about } });
    });
    after(async () => await world.stop());

    const seenAt = async (addresses: readonly string[]): Promise<readonly unknown[]> => {
      const { host, port, jid, password } = await world.xmpp.newUser('caps');
      const { stdout } = await run(PYTHON, [CLIENT, jid, password, host, String(port), ...addresses], {
        timeout: 60_000,
      });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    };

    it('of the gateway with all its forms, of a phone, and of a sender that cannot be answered', async () => {
      const [phone, sender] = [world.jidOf(world.newPhone()), `acme;alphanumeric@${world.gateway}`];
      assert.deepEqual(await seenAt([world.gateway, phone, sender]), [
        // Contact addresses, outages, the policy of the gateway and the one of the network.
        { address: world.gateway, agrees: true, forms: 4 },
        { address: phone, agrees: true, forms: 0 },
        { address: sender, agrees: true, forms: 0 },
      ]);
    });

    it('of another gateway and its contact', async () => {
      const domain = world.echo?.domain ?? '';
      assert.deepEqual(await seenAt([domain, `romeo@${domain}`]), [
        { address: domain, agrees: true, forms: 4 },
        { address: `romeo@${domain}`, agrees: true, forms: 0 },
      ]);
    });
  });
}
