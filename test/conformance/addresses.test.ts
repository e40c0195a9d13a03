import { after, before, describe } from 'node:test';
import { echoModule } from '../../gateways/example/module.js';
import type { GatewayModule } from '../../gateways/gateway.js';
import { smsModule } from '../../gateways/sms/module.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import { DOMAIN, RunningHost, USER } from '../unit/core/support/running-host.js';
import { ComponentAsker } from './component-asker.js';
import { type Addresses, type Asker, playMatrix } from './play-matrix.js';

/** A carrier that is never reached: what is asked here needs no network. */
const carriers = [{ name: 'main', host: '127.0.0.1', port: 9, systemId: 'me', password: 'x' }];

const gateways: readonly { module: GatewayModule; section: object; locals: Partial<Addresses> }[] = [
  {
    module: smsModule as GatewayModule,
    section: { defaultCountry: 'US', carriers },
    locals: { contact: '+12025550123', 'no-reply': 'acme;alphanumeric', malformed: 'juliet' },
  },
  { module: echoModule as GatewayModule, section: {}, locals: { contact: 'romeo', malformed: 'two\\20words' } },
];

for (const { module, section, locals } of gateways) {
  describe(`every address of the ${module.name} gateway answers every request`, () => {
    let running: RunningHost;
    let asker: Asker;
    const at = Object.fromEntries(Object.entries(locals).map(([kind, local]) => [kind, `${local}@${DOMAIN}`]));
    const addresses: Addresses = {
      gateway: DOMAIN,
      ...at,
      'gateway resource': `${DOMAIN}/somewhere`,
      'contact resource': `${at.contact}/phone`,
    };
    before(async () => {
      const gateway = module.create(module.config.parse({ domain: DOMAIN, ...section }), {
        clock: systemClock,
        log: silentLog,
      });
      const directory = { directory: { search: async () => [] }, results: 10 };
      running = await RunningHost.start({}, { gateway, texts: module.texts, about: { directory } });
      asker = new ComponentAsker(running, USER);
    });
    after(async () => await running.stop());

    playMatrix(() => ({ asker, addresses }));
  });
}
