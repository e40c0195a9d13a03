import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { KINDS, MailWorld } from '../support/mail-world.js';
import { playMailScript, scriptsIn } from '../support/play-mail-scripts.js';
import { SecureDesk } from '../support/secure-desk.js';
import { secureSteps } from '../support/secure-steps.js';

describe('signed, encrypted and whole mails', { concurrency: 1 }, () => {
  let desk: SecureDesk;
  let world: MailWorld;
  before(async () => {
    desk = await SecureDesk.start();
    const listen = `127.0.0.1:${await freePort()}`;
    world = await MailWorld.start({
      email: { smime: { caFile: desk.ca, systemRoots: false } },
      config: { http: { listen, publicUrl: `http://${listen}`, allowNetworks: ['127.0.0.0/8'] } },
    });
  });
  after(async () => {
    await world?.stop();
    await desk?.stop();
  });
  for (const kind of KINDS) {
    for (const file of scriptsIn('secure')) {
      const name = file.replace(/^.*\//, '').replace('.stanzas', '').replaceAll('-', ' ');
      it(`${name} (${kind})`, async () => await playMailScript(world, kind, file, secureSteps(world.servers, desk)));
    }
  }
});
