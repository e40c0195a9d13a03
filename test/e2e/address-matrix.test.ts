import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { type Addresses, playMatrix } from '../conformance/play-matrix.js';
import { UserAsker } from '../support/asker.js';
import { E2eWorld, registerWith } from '../support/e2e-world.js';
import type { Software } from '../support/shared.js';

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`over ${software} every address answers every request as on the component's own stream:`, () => {
    let world: E2eWorld;
    let user: XmppUser;
    let dir: string;
    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'isthmus-matrix-'));
      const file = join(dir, 'people.csv');
      await writeFile(file, 'first,last,nick,phone\nJuliet,Capulet,juliet,+12025550123\n');
      world = await E2eWorld.start({ software, echo: true, config: { directory: { file } } });
      user = await world.registered('asker');
      await registerWith(user, world.echo?.domain ?? '', '<nick>asker</nick>');
    });
    after(async () => {
      await world.stop();
      await rm(dir, { recursive: true, force: true });
    });

    const addressesAt = (domain: string, locals: Readonly<Record<string, string>>): Addresses => ({
      gateway: domain,
      'gateway node': `gateway@${domain}`,
      ...Object.fromEntries(Object.entries(locals).map(([kind, local]) => [kind, `${local}@${domain}`])),
      'gateway resource': `${domain}/somewhere`,
      'contact resource': `${locals.contact}@${domain}/phone`,
    });

    describe('sms', () => {
      const locals = { contact: '+12025550123', 'no-reply': 'acme;alphanumeric', malformed: 'juliet' };
      playMatrix(() => ({
        asker: new UserAsker(user, world.gateway),
        addresses: addressesAt(world.gateway, locals),
      }));
    });

    describe('echo', () => {
      const locals = { contact: 'romeo', malformed: 'two\\20words' };
      playMatrix(() => ({
        asker: new UserAsker(user, world.echo?.domain ?? ''),
        addresses: addressesAt(world.echo?.domain ?? '', locals),
      }));
    });
  });
}
