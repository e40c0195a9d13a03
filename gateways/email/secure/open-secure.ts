import type { HoldContext } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import type { MailReader } from '../work/reader.js';
import { Correspondents } from './correspondents.js';
import { KeyRing } from './key-ring.js';
import { Sealing } from './sealing.js';
import { Unsealing } from './unsealing.js';
import type { Workshop } from './workshop.js';

export interface OpenSecure {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly shared: { readonly reader: MailReader; readonly workshop: Workshop };
}

/** What one lane needs for mail that is signed, encrypted, or whole objects. */
export function openSecure({ context, config, shared }: OpenSecure): {
  readonly unsealing: Unsealing;
  readonly sealing: Sealing;
} {
  const { kv, seal, unseal } = context;
  const { reader, workshop } = shared;
  const keys = new KeyRing({ kv, seal, unseal });
  const correspondents = new Correspondents(kv, context.derivedKey('certificates'));
  const parts = { context, config, reader, workshop, keys, correspondents };
  return { unsealing: new Unsealing(parts), sealing: new Sealing(parts) };
}
