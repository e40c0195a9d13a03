/** The contents of all blocks with a label in a PEM text (RFC 7468). */
export function pemBlocks(pem: string, label: string): readonly Uint8Array[] {
  const [begin, end] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`];
  const found: Uint8Array[] = [];
  for (let at = pem.indexOf(begin); at >= 0; at = pem.indexOf(begin, at + 1)) {
    const stop = pem.indexOf(end, at);
    if (stop < 0) break;
    found.push(Buffer.from(pem.slice(at + begin.length, stop), 'base64'));
  }
  return found;
}
