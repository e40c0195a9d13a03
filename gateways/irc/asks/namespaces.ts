import { NS } from '../../../src/xmpp/namespaces.js';
import type { ContactKind } from '../addresses.js';

/** Requests that only a connection can answer, by the kind of address, and whether a nick in a room is meant. */
const ROOM = new Set([
  `get ${NS.discoInfo}`,
  `get ${NS.discoItems}`,
  `get ${NS.mucAdmin}`,
  `set ${NS.mucAdmin}`,
  `get ${NS.mucOwner}`,
  `set ${NS.mucOwner}`,
  `set ${NS.moderate}`,
  `set ${NS.fasten}`,
]);
const OCCUPANT = new Set([
  `get ${NS.ping}`,
  `get ${NS.version}`,
  `get ${NS.time}`,
  `get ${NS.last}`,
  `get ${NS.vcardTemp}`,
  `get ${NS.discoInfo}`,
  `get ${NS.discoItems}`,
]);
const PERSON = new Set([
  `get ${NS.ping}`,
  `get ${NS.version}`,
  `get ${NS.time}`,
  `get ${NS.last}`,
  `get ${NS.vcardTemp}`,
]);
const NETWORK = new Set([`get ${NS.discoItems}`, `get ${NS.discoInfo}`]);

export function answersTo(kind: ContactKind, occupant: boolean, type: 'get' | 'set', namespace: string): boolean {
  const request = `${type} ${namespace}`;
  switch (kind) {
    case 'room':
    case 'vehicle':
      return (occupant ? OCCUPANT : ROOM).has(request);
    case 'person':
      return PERSON.has(request);
    case 'network':
      return NETWORK.has(request);
  }
}
