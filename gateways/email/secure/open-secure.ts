import type { HoldContext } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import type { MailRecords } from '../conversation/mail-records.js';
import type { MailReader } from '../reader/reader.js';
import type { Routes } from '../sending/routes.js';
import { Correspondents } from './correspondents.js';
import { DirectArrivals } from './direct/arrivals.js';
import { DirectNotices } from './direct/notices.js';
import { DirectProfile } from './direct/profile.js';
import { DirectProgressBook } from './direct/progress-book.js';
import { DirectSealing } from './direct/sealing.js';
import { DirectTraffic } from './direct/traffic.js';
import { KeyRing } from './key-ring.js';
import { Sealing } from './sealing.js';
import { Unsealing } from './unsealing.js';
import type { Workshop } from './workshop.js';

interface OpenSecure {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly shared: { readonly reader: MailReader; readonly workshop: Workshop };
  readonly records: MailRecords;
  /** Asked when something goes out, not before. */
  readonly routes: () => Routes;
}

interface Secure {
  readonly unsealing: Unsealing;
  readonly sealing: Sealing;
  /** Undefined where nobody exchanges objects with peers. */
  readonly direct: DirectTraffic | undefined;
}

/** What one lane needs for mail that is signed, encrypted, or whole objects. Throws where files of the config cannot be read. */
export function openSecure({ context, config, shared, records, routes }: OpenSecure): Secure {
  const { kv, seal, unseal } = context;
  const { reader, workshop } = shared;
  const keys = new KeyRing({ kv, seal, unseal });
  const correspondents = new Correspondents(kv, context.derivedKey('certificates'));
  const profile =
    config.direct === undefined ? undefined : new DirectProfile({ config: config.direct, keys, correspondents });
  const parts = { context, config, reader, workshop, keys, correspondents };
  const sealing = new Sealing({ ...parts, direct: profile && new DirectSealing(context, profile, workshop) });
  if (profile === undefined)
    return { unsealing: new Unsealing({ ...parts, direct: undefined }), sealing, direct: undefined };
  const notices = new DirectNotices({ context, config, profile, routes, secret: context.derivedKey('direct notices') });
  const progress = new DirectProgressBook({ context, config, records });
  const arrivals = new DirectArrivals({ context, reader, workshop, profile, notices, progress });
  const direct = new DirectTraffic({ context, config, profile, arrivals, notices, progress });
  return { unsealing: new Unsealing({ ...parts, direct: arrivals }), sealing, direct };
}
