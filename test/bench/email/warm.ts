import type { Span } from '../rivals.js';

/** Mails after which a process of Node has seen all that it will do often, and has compiled it. */
export const WARM = 4000;
/** But not longer than so. */
export const WARM_MS = 60_000;

/** Repeats something, so that what is measured afterwards does not depend on when that is. */
export async function warmUp(span: Span, run: (span: Span) => Promise<{ readonly sent: number }>): Promise<void> {
  const deadline = performance.now() + WARM_MS;
  for (let sent = 0; sent < WARM && performance.now() < deadline; ) {
    sent += (await run({ ...span, warmMs: 0, ms: 2000 })).sent;
  }
}
