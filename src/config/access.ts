/** Who may use Isthmus: domains, bare JIDs, full JIDs or `*`. Lower case, as normalised JIDs are. */
export interface Access {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** Bare JIDs. */
  readonly admins: readonly string[];
}

/**
 * Whether a normalised JID may use the service. What is not named is refused. The most specific rule counts: full JID,
 * bare JID, domain, `*`; where allow and deny say the same, deny wins. A domain does not stand for its subdomains.
 */
export function allowed(access: Pick<Access, 'allow' | 'deny'>, jid: string): boolean {
  const [bare = ''] = jid.split('/', 1);
  const domain = bare.slice(bare.indexOf('@') + 1);
  for (const rule of new Set([jid, bare, domain, '*'])) {
    if (access.deny.includes(rule)) return false;
    if (access.allow.includes(rule)) return true;
  }
  return false;
}

/** Whether a normalised JID (bare or full) is one of the admins. */
export function isAdmin(access: Pick<Access, 'admins'>, jid: string): boolean {
  const [bare = ''] = jid.split('/', 1);
  return access.admins.includes(bare);
}
