import type { Element } from '../element.js';
import { NS } from '../namespaces.js';
import { type Decline, type MediatedInvitation, readDecline, readInvitations } from './invitations.js';
import { readVoiceForm, type VoiceForm } from './voice.js';

/** What a message to a room, or to one in it, asks of the room. What it says to people is read by `readMessage`. */
interface RoomRequests {
  /** The new subject, '' to have none: a message with a subject and neither body nor thread (XEP-0045 8.1). */
  readonly subject?: string;
  readonly invitations?: readonly MediatedInvitation[];
  readonly decline?: Decline;
  readonly voice?: VoiceForm;
  /** It has the element that tells a private message of a room from one outside of it (XEP-0045 7.5). */
  readonly marked: boolean;
}

/** Reads a message for what is for the room itself. */
export function readRoomRequests(message: Element): RoomRequests {
  const { type } = message.attrs;
  if (type === 'groupchat') {
    const subject = message.getChildText('subject');
    const talks = message.getChild('body') !== undefined || message.getChild('thread') !== undefined;
    return { ...(subject === undefined || talks ? {} : { subject }), marked: false };
  }
  const marked = message.getChild('x', NS.mucUser) !== undefined;
  const invitations = marked ? readInvitations(message) : [];
  const decline = marked ? readDecline(message) : undefined;
  const voice = readVoiceForm(message);
  return {
    ...(invitations.length === 0 ? {} : { invitations }),
    ...(decline === undefined ? {} : { decline }),
    ...(voice === undefined ? {} : { voice }),
    marked,
  };
}
