/** What each code of Node and OpenSSL says of a connection, in words that name what to look at. */
const IN_WORDS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nobody listens there: check host and port'],
  ['ENOTFOUND', 'there is no such host: check host'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['ETIMEDOUT', 'the host does not answer: check host, port and firewalls'],
  ['EHOSTUNREACH', 'there is no way to the host'],
  ['ENETUNREACH', 'there is no way to the network of the host'],
  ['ECONNRESET', 'the other side broke the connection'],
  ['EPIPE', 'the other side broke the connection'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed: put that certificate into tls.caFile to trust it'],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'its certificate is of an authority that is not trusted: put the certificate of that authority into tls.caFile',
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'its certificate is of an authority that is not trusted: put the certificate of that authority into tls.caFile',
  ],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'its certificate is of an authority that is not trusted: put the certificate of that authority into tls.caFile',
  ],
  ['CERT_HAS_EXPIRED', 'its certificate has expired: the carrier must renew it'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet: check the clock of this machine'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name: check host, or set tls.serverName'],
  [
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'the carrier wants a certificate of ours: set tls.certFile and tls.keyFile',
  ],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'the carrier does not accept our certificate: check tls.certFile'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'our certificate in tls.certFile has expired'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'the carrier does not know the authority of our certificate: check tls.certFile'],
  [
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'the carrier and we have no way of TLS in common, or it wants a certificate of ours: see tls.certFile',
  ],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'the carrier does not speak a version of TLS that tls.minVersion allows'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'the carrier does not speak a version of TLS that tls.minVersion allows'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'no TLS is spoken there: check port, or leave out tls'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'no TLS is spoken there: check port, or leave out tls'],
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'tls.keyFile is not the key of the certificate in tls.certFile'],
  ['ERR_OSSL_PEM_NO_START_LINE', 'a file of tls holds no PEM: check caFile, certFile and keyFile'],
  ['ENOENT', 'a file is not there'],
  ['EACCES', 'a file may not be read'],
]);

/** Why a connection could not be made, or broke: in plain words where they are known, with what the system says. */
export function connectionTrouble(error: unknown): string {
  if (!(error instanceof Error)) return 'cannot connect';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const words = IN_WORDS.get(code);
  return words === undefined ? error.message : `${words} (${error.message})`;
}
