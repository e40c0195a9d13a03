/** Octets that a stanza may grow by on its way through us: addresses, ids, stamps. */
export const STANZA_SLACK = 16 * 1024;
