/** How OpenSSL and Node call what is wrong with a certificate. */
const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH)/;

/** Whether an error with that code says that the certificate of the other side cannot be trusted: `CERT_HAS_EXPIRED`. */
export function isCertificateTrouble(code: string): boolean {
  return CERTIFICATE.test(code);
}
