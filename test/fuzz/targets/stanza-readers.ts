import { readArchiveQuery } from '../../../src/xmpp/archive-query.js';
import { readPubsub } from '../../../src/xmpp/avatar.js';
import { readBits } from '../../../src/xmpp/bits-of-binary.js';
import { readCommand } from '../../../src/xmpp/commands.js';
import { readDiscoInfo, readDiscoItems } from '../../../src/xmpp/disco.js';
import type { Element } from '../../../src/xmpp/element.js';
import { readError } from '../../../src/xmpp/errors.js';
import { readAddresses } from '../../../src/xmpp/extended-addresses.js';
import { readFiles } from '../../../src/xmpp/files.js';
import { readGatewayPrompt } from '../../../src/xmpp/gateway-prompt.js';
import { readHats } from '../../../src/xmpp/hats.js';
import { readHeaders } from '../../../src/xmpp/headers.js';
import { readSlot, readSlotRefusal, readUploadOffer } from '../../../src/xmpp/http-upload.js';
import { readInvite } from '../../../src/xmpp/invites.js';
import { classifyIq } from '../../../src/xmpp/iq.js';
import { readModeration } from '../../../src/xmpp/moderation.js';
import { readAdmin } from '../../../src/xmpp/muc/admin.js';
import { readDecline, readInvitations } from '../../../src/xmpp/muc/invitations.js';
import { readJoin } from '../../../src/xmpp/muc/join.js';
import { readOwner } from '../../../src/xmpp/muc/owner.js';
import { readRoomRequests } from '../../../src/xmpp/muc/requests.js';
import { readVoiceForm } from '../../../src/xmpp/muc/voice.js';
import { readObject } from '../../../src/xmpp/objects.js';
import { readOccupantId } from '../../../src/xmpp/occupant-id.js';
import { readPresence } from '../../../src/xmpp/presence.js';
import { privilegeOf, readGrant } from '../../../src/xmpp/privilege.js';
import { readRegistration } from '../../../src/xmpp/register.js';
import { readRoster } from '../../../src/xmpp/roster.js';
import { readSearch } from '../../../src/xmpp/search.js';
import { readStanzaId } from '../../../src/xmpp/stanza-ids.js';
import { readStreamError } from '../../../src/xmpp/stream-end.js';

/** What reads a whole stanza. */
const OF_STANZAS: readonly ((stanza: Element) => unknown)[] = [
  classifyIq,
  readPresence,
  readError,
  readBits,
  readFiles,
  readHeaders,
  readAddresses,
  readHats,
  readOccupantId,
  readInvitations,
  readDecline,
  readJoin,
  readRoomRequests,
  readVoiceForm,
  readSlot,
  readSlotRefusal,
  readStreamError,
  (stanza) => readStanzaId(stanza, 'gateway.example'),
  (stanza) => readGrant(privilegeOf(stanza) ?? stanza),
];

/** What reads the payload of an IQ, or an extension of a message. */
const OF_PAYLOADS: readonly ((payload: Element) => unknown)[] = [
  readArchiveQuery,
  readCommand,
  (payload) => readUploadOffer(readDiscoInfo(payload)),
  readDiscoItems,
  readGatewayPrompt,
  readInvite,
  readModeration,
  (payload) => readAdmin('get', payload),
  (payload) => readAdmin('set', payload),
  (payload) => readOwner('get', payload),
  (payload) => readOwner('set', payload),
  readObject,
  readRegistration,
  readRoster,
  readSearch,
  (payload) => readPubsub('get', payload),
  (payload) => readPubsub('set', payload),
];

/** Has everything read the stanza that reads stanzas, whatever kind it is of, and its children by all that reads payloads. */
export function readAll(stanza: Element): void {
  for (const read of OF_STANZAS) read(stanza);
  for (const payload of stanza.elements().slice(0, 8)) for (const read of OF_PAYLOADS) read(payload);
}
