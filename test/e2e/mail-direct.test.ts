import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { HOME, OUTSIDE } from '../support/mail-servers.js';
import { KINDS, MAIL_DOMAIN, MailWorld } from '../support/mail-world.js';
import { playMailScript, scriptsIn } from '../support/play-mail-scripts.js';
import { SecureDesk } from '../support/secure-desk.js';
import { secureSteps } from '../support/secure-steps.js';

describe('whole objects between users and peers', { concurrency: 1 }, () => {
  let desk: SecureDesk;
  let world: MailWorld;
  before(async () => {
    desk = await SecureDesk.start();
    const identities = await Promise.all(
      [MAIL_DOMAIN, HOME].map(async (name) => {
        const { certificate, key } = await desk.holder(name);
        return { name, certificateFile: certificate, key: await readFile(key, 'utf8') };
      }),
    );
    world = await MailWorld.start({
      email: {
        direct: {
          accounts: [MAIL_DOMAIN, HOME],
          identities,
          peers: [{ name: OUTSIDE, anchorsFile: desk.ca }],
        },
      },
    });
  });
  after(async () => {
    await world?.stop();
    await desk?.stop();
  });
  for (const kind of KINDS) {
    for (const file of scriptsIn('direct')) {
      const name = file.replace(/^.*\//, '').replace('.stanzas', '').replaceAll('-', ' ');
      it(`${name} (${kind})`, async () => await playMailScript(world, kind, file, secureSteps(world.servers, desk)));
    }
  }
});
