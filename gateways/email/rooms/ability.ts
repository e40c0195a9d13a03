import { NS } from '../../../src/xmpp/namespaces.js';
import type { Account, RoomAbility } from '../../gateway.js';
import { isGroupContact } from '../address/special-contacts.js';

/** What the hold answers of a room, as `<get|set> <namespace of the payload>`. */
const OF_ROOMS: ReadonlySet<string> = new Set([
  `get ${NS.discoInfo}`,
  `get ${NS.discoItems}`,
  `get ${NS.mucAdmin}`,
  `set ${NS.mucAdmin}`,
  `get ${NS.mucOwner}`,
  `set ${NS.mucOwner}`,
]);
/** The same of somebody in it. */
const OF_OCCUPANTS: ReadonlySet<string> = new Set([
  `get ${NS.discoInfo}`,
  `get ${NS.discoItems}`,
  `get ${NS.ping}`,
  `get ${NS.vcardTemp}`,
]);

/**
 * Conversations of several people can be entered as rooms (XEP-0045), under the address of their contact. `laneFor`: where a
 * user's mail is.
 */
export function roomAbility(laneFor: (account: Account) => string): RoomAbility {
  return {
    contacts: true,
    kindOf: (contact) => (isGroupContact(contact) ? 'room' : 'person'),
    laneFor,
    answers: (contact, resource, type, namespace, node) => {
      if (!isGroupContact(contact)) return false;
      // What the room is as a contact has nodes of its own: its capabilities, its commands.
      if (resource === '') return OF_ROOMS.has(`${type} ${namespace}`) && isOfRooms(node);
      return OF_OCCUPANTS.has(`${type} ${namespace}`);
    },
    networks: [],
  };
}

function isOfRooms(node: string): boolean {
  return node === '' || node === 'x-roomuser-item' || node === NS.mucTraffic;
}
