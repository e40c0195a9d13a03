/** Whether two runs of octets are the same. Not for secrets: it takes longer the more of them agree. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
