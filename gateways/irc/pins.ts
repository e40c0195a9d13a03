/** Fingerprint of a server's certificate that a connection insists on. */
export interface Pin {
  readonly algorithm: 'sha256' | 'sha512';
  /** Small letters, no colons: 64 or 128 digits. */
  readonly hex: string;
}

/**
 * Reads a fingerprint as OpenSSL and IRC clients write it: hex in either case, with or without colons, perhaps behind the name
 * of its algorithm. Undefined where it is none; SHA-1 is none, since it can be forged.
 */
export function parsePin(text: string): Pin | undefined {
  // Nothing here can match in two ways, so that a senseless text takes no longer than another.
  const [, name, written = ''] =
    /^(?:(sha-?256|sha-?512)(?:\s+fingerprint)?\s*[:=])?([0-9a-f:\s]+)$/i.exec(text.trim()) ?? [];
  const rest = written.trim();
  if (!/^[0-9a-f]+$|^[0-9a-f]{2}(?:[: ][0-9a-f]{2})+$/i.test(rest)) return undefined;
  const hex = rest.replace(/[: ]/g, '').toLowerCase();
  const algorithm = hex.length === 64 ? 'sha256' : hex.length === 128 ? 'sha512' : undefined;
  if (algorithm === undefined) return undefined;
  const named = name?.toLowerCase().replace('-', '');
  return named === undefined || named === algorithm ? { algorithm, hex } : undefined;
}

/** As it is stored and shown: `sha256:4f0c...`. */
export function pinText({ algorithm, hex }: Pin): string {
  return `${algorithm}:${hex}`;
}
