import { after, before, describe, it } from 'node:test';
import { MailWorld } from '../support/mail-world.js';
import { playMailScript, scriptsIn } from '../support/play-mail-scripts.js';

describe('mail that comes in is judged by what the admin says', { concurrency: 1 }, () => {
  let world: MailWorld;
  before(async () => {
    world = await MailWorld.start({
      email: { senders: { deny: ['denied.example.com'] } },
      addresses: { authservIds: ['mx.example.org'] },
    });
  });
  after(async () => await world?.stop());
  for (const file of scriptsIn('judged')) {
    const name = file.replace(/^.*\//, '').replace('.stanzas', '').replaceAll('-', ' ');
    it(name, async () => await playMailScript(world, 'address', file));
  }
});
