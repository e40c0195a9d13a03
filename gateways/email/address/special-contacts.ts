/** Contacts that are no single mailbox: mailing lists, groups of people, and senders that nobody reads. */

/** A List-Id (RFC 2919) in the form of a contact. */
const LIST = /^[a-z0-9_~=+-]+(?:\.[a-z0-9_~=+-]+)+$/;
const NOT_IN_LIST = /[^a-z0-9_~=+.-]/g;
const LONGEST_LIST = 255;
/** Random or hashed, in the base32 of RFC 4648 6, so that no List-Id of a domain under `.group` looks like one. */
const GROUP = /^[a-z2-7]{16,64}\.group$/;

/** Local parts that their owners keep for mail that is not to be answered. */
const NO_REPLY = new Set(['noreply', 'donotreply', 'dontreply', 'neverreply', 'mailerdaemon', 'noresponse']);

/**
 * The contact that stands for a mailing list, of its List-Id (without angle brackets). Such ids are names only, so what no
 * contact can hold becomes `_`, and an id without a dot gets `.list`.
 */
export function listContact(listId: string): string {
  const name = listId
    .trim()
    .toLowerCase()
    .replace(NOT_IN_LIST, '_')
    .slice(0, LONGEST_LIST - 5);
  const labels = name.split('.').filter((label) => label !== '');
  const id = labels.length === 0 ? '_' : labels.join('.');
  return labels.length > 1 && !isGroupContact(id) ? id : `${id}.list`;
}

/** Whether a canonical address is one of a mailing list. */
export function isListContact(contact: string): boolean {
  return contact.length <= LONGEST_LIST && LIST.test(contact) && !isGroupContact(contact);
}

/** The contact that stands for a conversation of several people. `token`: 16 to 64 characters of `a-z2-7`. */
export function groupContact(token: string): string {
  return `${token}.group`;
}

/** Whether a canonical address is one of a group. */
export function isGroupContact(contact: string): boolean {
  return GROUP.test(contact);
}

/** Whether the owner of a canonical address says by its name that nobody reads what is sent there. */
export function isNoReply(contact: string): boolean {
  const at = contact.lastIndexOf('@');
  if (at === -1) return false;
  const plus = contact.indexOf('+');
  const name = contact.slice(0, plus > 0 && plus < at ? plus : at);
  return name.length <= 20 && NO_REPLY.has(name.replace(/[-_.]/g, ''));
}
