import { isCertificateTrouble } from '../../tls-trouble.js';
import { type Failure, type FailureReason, failure } from './failure.js';

const BY_CODE: ReadonlyMap<string, FailureReason> = new Map([
  ['ENOTFOUND', 'host-unknown'],
  ['ENODATA', 'host-unknown'],
  ['EAI_AGAIN', 'host-unknown'],
  ['EAI_FAIL', 'host-unknown'],
  ['ECONNREFUSED', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ETIMEDOUT', 'connect-timeout'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-refused'],
  ['EPROTO', 'tls-failed'],
  ['ERR_OSSL_PEM_NO_START_LINE', 'settings-unusable'],
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'settings-unusable'],
]);

/** What an error of the system says of a connection; `otherwise` where it is not known. */
export function systemFailure(error: unknown, otherwise: FailureReason): Failure {
  if (!(error instanceof Error)) return failure(otherwise);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return failure(reasonOf(code) ?? otherwise, error.message);
}

function reasonOf(code: string): FailureReason | undefined {
  const known = BY_CODE.get(code);
  if (known !== undefined) return known;
  if (isCertificateTrouble(code)) return 'certificate-refused';
  if (code.startsWith('ERR_OSSL_')) return 'settings-unusable';
  return code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') ? 'tls-failed' : undefined;
}
