/** An input at which a parser did not keep its promises. */
export interface Finding {
  readonly kind: 'thrown' | 'slow' | 'hung' | 'memory';
  readonly input: Buffer;
  /** What was thrown, with the place, or how long it took. */
  readonly what: string;
}

/** The same for the same fault: what was thrown without what differs from input to input, and where. */
export function signatureOf(error: unknown): string {
  if (!(error instanceof Error)) return `no error: ${typeof error}`;
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 3)
    .map((line) => line.trim().replace(/\(?file:.*\/(dist|test|src|gateways)\//, '($1/'));
  return [error.name, ...places].join(' | ');
}

/** The smallest input found with the same fault, by leaving out ever shorter stretches. */
export function smallest(input: Buffer, hasFault: (input: Buffer) => boolean): Buffer {
  let best = input;
  for (let size = Math.ceil(input.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length; ) {
      const without = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (hasFault(without)) best = without;
      else at += size;
    }
  }
  return best;
}
