import { echoModule } from '../../../../gateways/example/module.js';
import type { Gateway } from '../../../../gateways/gateway.js';
import { systemClock } from '../../../../src/clock.js';
import { aboutOf } from '../../../../src/core/about.js';
import { BanBook } from '../../../../src/core/ban-book.js';
import { Metrics } from '../../../../src/core/metrics.js';
import type { Site, Stores } from '../../../../src/core/site.js';
import { SiteBans } from '../../../../src/core/site-bans.js';
import { StreamRequests } from '../../../../src/core/stream-requests.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { Traffic } from '../../../../src/core/traffic.js';
import type { Lanes } from '../../../../src/lanes/lanes.js';
import { silentLog } from '../../../../src/log.js';

export const DOMAIN = 'echo.example.org';

/** A site for what decides without any store or lane: whoever touches one of them fails. */
export function siteWithout(parts: Partial<Site> = {}): Site {
  const gateway: Gateway = echoModule.create(echoModule.config.parse({ domain: DOMAIN }), {
    clock: systemClock,
    log: silentLog,
  });
  const words = new Catalogue({ en: english }, echoModule.texts);
  const { metrics = new Metrics() } = parts;
  return {
    gateway,
    locals: new Set(),
    neighbour: () => undefined,
    others: new Map(),
    admins: [],
    streams: 1,
    access: () => undefined,
    bans: new SiteBans(new BanBook(systemClock), gateway.name, () => false),
    isAdmin: () => false,
    pressed: () => false,
    stores: untouchable<Stores>('a store'),
    lanes: untouchable<Lanes>('a lane'),
    words,
    about: aboutOf(gateway, words, { limits: { expiry: 86_400_000 }, linkTtl: 604_800 }),
    states: new Map(),
    requests: new StreamRequests(),
    limits: {
      rate: 1,
      burst: 1,
      patience: 1000,
      contacts: 10,
      recipients: 50,
      accounts: 3,
      unheld: 1000,
      waiting: 10,
      expiry: 1000,
    },
    clock: systemClock,
    log: silentLog,
    metrics,
    traffic: new Traffic(metrics),
    software: { name: 'Isthmus', version: '0' },
    ...parts,
  };
}

let stored = 0;

/** A site on a real store, with accounts of its own. */
export function siteOn(stores: Stores, parts: Partial<Site> = {}): Site {
  stored += 1;
  const site = siteWithout({ stores, ...parts });
  return { ...site, gateway: Object.assign(Object.create(site.gateway), { name: `echo${stored}` }) };
}

function untouchable<T extends object>(what: string): T {
  return new Proxy({} as T, {
    get: (_, name) => {
      throw new Error(`${what} was touched: ${String(name)}`);
    },
  });
}
