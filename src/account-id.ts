/** What a label of an account looks like, so that the name of a host is one; the first account of a user has the empty one. */
const LABEL = /^[a-z0-9-](?:[a-z0-9.-]{0,62}[a-z0-9-])?$/;

/** Whether an account may be called so. */
export function isLabel(text: string): boolean {
  return LABEL.test(text);
}

/** The id of an account: the bare JID of its owner, or `<bare JID>/<label>`. No other user's bare JID looks like that. */
export function accountId(jid: string, label: string): string {
  return label === '' ? jid : `${jid}/${label}`;
}

/** Names one registration of an account: who ended it and registers anew under the same id is somebody else. */
export function registrationOf(id: string, born: number): string {
  return `${born} ${id}`;
}

/** Bare JID of the user whose account it is. */
export function ownerOf(id: string): string {
  const slash = id.indexOf('/');
  return slash < 0 ? id : id.slice(0, slash);
}

/** The label of the account; empty for the first one. */
export function labelOf(id: string): string {
  const slash = id.indexOf('/');
  return slash < 0 ? '' : id.slice(slash + 1);
}
