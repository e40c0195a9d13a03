/**
 * How long whoever waits for something that has to come waits for it, ms. It is no promise of speed: a machine that has much else to do
 * starts programs and brings messages late, and what never comes is told all the same. What must not come is proven by what comes
 * behind it.
 */
export const PATIENCE_MS = 60_000;
