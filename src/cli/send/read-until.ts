/** What of an input comes before it is over: before it ends by itself, or `over` resolves, whichever is first. Rejects as the input does. */
export async function* readUntil<T>(input: AsyncIterable<T>, over: Promise<void>): AsyncGenerator<T> {
  const reader = input[Symbol.asyncIterator]();
  const end = over.then(() => undefined);
  for (;;) {
    const next = reader.next();
    // Nobody waits for it any more once the input is over.
    next.catch(() => undefined);
    const read = await Promise.race([next, end]);
    if (read === undefined || read.done === true) return;
    yield read.value;
  }
}
