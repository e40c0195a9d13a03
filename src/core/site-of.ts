import { aboutOf } from './about.js';
import type { BanBook } from './ban-book.js';
import type { HostSettings, SiteSettings } from './host-settings.js';
import { neighboursOf } from './neighbours.js';
import type { Site } from './site.js';
import { SiteBans } from './site-bans.js';
import { StreamRequests } from './stream-requests.js';
import { Catalogue } from './text/catalogue.js';
import { german } from './text/de.js';
import { english } from './text/en.js';
import { spanish } from './text/es.js';
import { french } from './text/fr.js';

/** What all gateways that one process serves have in common. */
interface SharedBySites
  extends Pick<
    Site,
    | 'connections'
    | 'journeys'
    | 'lanes'
    | 'locals'
    | 'metrics'
    | 'notices'
    | 'operator'
    | 'pressed'
    | 'states'
    | 'stores'
    | 'tracer'
    | 'traffic'
  > {
  readonly deadLetters: Site['deadLetters'] | undefined;
  readonly bans: BanBook;
}

/** A gateway with all that the core does for it. Its lanes are not at work yet. */
export function siteOf(one: SiteSettings, settings: HostSettings, shared: SharedBySites): Site {
  const { gateway, texts, access, isAdmin, allowList, admins = [], streams = settings.streams } = one;
  const { limits, linkTtl, software, clock, log, sites } = settings;
  const { bans: book, deadLetters, ...common } = shared;
  const words = new Catalogue({ en: english, de: german, fr: french, es: spanish }, texts);
  const bans = new SiteBans(book, gateway.name, isAdmin);
  const others = sites.map((other) => other.gateway).filter((other) => other !== gateway);
  return {
    ...common,
    gateway,
    neighbour: neighboursOf(
      sites.map((other) => other.gateway),
      gateway,
    ),
    others: new Map(others.map(({ name, lanes }) => [name, lanes])),
    streams,
    // Agents act for the admin, who has set them up.
    access: (jid) => (common.locals.has(domainOf(jid)) ? undefined : (bans.refusal(jid) ?? access(jid))),
    bans,
    isAdmin,
    ...(allowList === undefined ? {} : { allowList }),
    admins,
    words,
    about: aboutOf(gateway, words, { limits, linkTtl }, one.about),
    requests: new StreamRequests(),
    ...(deadLetters === undefined ? {} : { deadLetters }),
    limits,
    clock,
    log: log.child({ gateway: gateway.name }),
    software,
  };
}

function domainOf(jid: string): string {
  return jid.slice(jid.indexOf('@') + 1);
}
