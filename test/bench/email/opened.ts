import { setTimeout as delay } from 'node:timers/promises';

/** Mailboxes that the gateway watches, by its own metrics. */
async function watched(httpPort: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${httpPort}/metrics`);
  const text = await response.text();
  return [...text.matchAll(/email_mailboxes\{[^}]*state="up"[^}]*\} (\d+)/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}

/** Resolves when so many are watched; rejects after `timeoutMs`. */
export async function opened(httpPort: number, count: number, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let now = 0; now < count; ) {
    if (performance.now() > deadline) throw new Error(`${now} of ${count} mailboxes are watched after ${timeoutMs} ms`);
    await delay(50);
    now = await watched(httpPort).catch(() => 0);
  }
}
