import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Recent } from '../../../src/recent.js';
import type { TlsSettings } from './settings.js';

const contexts = new Recent<string, SecureContext>(64);

/**
 * What TLS needs of the settings, made once for all connections that have the same: authorities take long to read, and much
 * memory. TLS 1.2 at least. Throws where a PEM text is none.
 */
export function secureContext({ ca, clientCertificate }: TlsSettings): SecureContext {
  const parts = [ca, clientCertificate?.certificate, clientCertificate?.key];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('base64');
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const made = createSecureContext({
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined ? {} : { cert: clientCertificate.certificate, key: clientCertificate.key }),
  });
  contexts.set(key, made);
  return made;
}
