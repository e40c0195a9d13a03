import { createHash, type X509Certificate } from 'node:crypto';

/** A pin as `TlsSettings` describes it, in lower case hex; undefined where it is none. */
export function parsePin(text: string): string | undefined {
  const bare = text.trim().replace(/^(sha-?(256|512))[:/]+/i, '');
  const hex = bare.replaceAll(':', '').toLowerCase();
  if (/^[0-9a-f]+$/.test(hex) && (hex.length === 64 || hex.length === 128)) return hex;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) return undefined;
  const octets = Buffer.from(bare, 'base64');
  return octets.length === 32 || octets.length === 64 ? octets.toString('hex') : undefined;
}

/** Whether one of the pins is of this certificate or of its public key; a pin that cannot be read matches nothing. */
export function pinned(certificate: X509Certificate, pins: readonly string[]): boolean {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const hashes = new Set(
    ['sha256', 'sha512'].flatMap((algorithm) =>
      [certificate.raw, key].map((octets) => createHash(algorithm).update(octets).digest('hex')),
    ),
  );
  return pins.some((pin) => hashes.has(parsePin(pin) ?? ''));
}
