/**
 * The buffers behind the octets of a value that can be handed to another thread without a copy: the mail's own, of which most
 * parts are views, and those that have one view only. What shares its buffer with anything else is copied.
 *
 * @param value Plain data: objects, arrays, texts, numbers and `Uint8Array`s.
 * @param own The mail itself, which nobody needs here any more.
 */
export function transferable(value: unknown, own: ArrayBufferLike): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (next instanceof Uint8Array) {
      const { buffer } = next;
      const alone = next.byteLength === buffer.byteLength;
      if (buffer instanceof ArrayBuffer && (alone || buffer === own)) found.add(buffer);
      continue;
    }
    for (const inner of Object.values(next)) left.push(inner);
  }
  return [...found];
}
