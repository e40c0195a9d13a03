import type { ExamContext } from '../../gateway.js';
import { sessionOptions } from '../binds.js';
import type { CarrierConfig } from '../config.js';
import type { BindMode } from '../smpp/codec.js';
import { Session, type SessionEnd } from '../smpp/session.js';

/** A bind that stands until it is left. */
export interface Bound {
  /** What the carrier says that it speaks; undefined: it does not say. */
  readonly version: number | undefined;
  leave(): Promise<void>;
}

/**
 * Binds once. What the carrier hands over meanwhile is neither taken nor answered, so that it comes again to whoever binds next.
 * Rejects where a file of the carrier cannot be read.
 */
export async function tryBind(
  carrier: CarrierConfig,
  mode: BindMode,
  { clock, log, patience }: Pick<ExamContext, 'clock' | 'log' | 'patience'>,
): Promise<Bound | SessionEnd> {
  const options = await sessionOptions(carrier, mode, { clock, mayWrite: () => true }, log);
  return await new Promise((resolve) => {
    const session: Session = new Session(
      { ...options, bindTimeoutMs: Math.min(options.bindTimeoutMs, patience) },
      {
        bound: (version) => {
          session.stopTaking();
          resolve({ version, leave: () => session.unbind() });
        },
        inbound: () => undefined,
        ended: resolve,
      },
    );
  });
}

/** Whether the carrier took the bind. */
export function isBound(result: Bound | SessionEnd): result is Bound {
  return 'leave' in result;
}
