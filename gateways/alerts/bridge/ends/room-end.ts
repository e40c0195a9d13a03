import { el } from '../../../../src/xmpp/element.js';
import { originId } from '../../../../src/xmpp/messages.js';
import { serialise } from '../../../../src/xmpp/serialise.js';
import type { BridgeEnd } from '../../book/bridge.js';
import type { ChannelPlace, RoomPlace } from '../../book/place.js';
import type { RoomClient } from '../../room/room-client.js';
import type { Unit } from '../memory/message-map.js';
import type { End, EndAbilities, Saying } from './end.js';

const BY_ELEMENTS: EndAbilities = { edits: true, retractions: true, reactions: true, replies: true };
/** What a channel cannot show by itself its gateway would put into words that name us, and not who has really said it. */
const IN_WORDS: EndAbilities = { edits: false, retractions: false, reactions: false, replies: false };

/** A room of XMPP, or a channel of IRC, which its gateway shows as one. */
export class RoomEnd implements End {
  readonly key: string;
  readonly settings: BridgeEnd;
  readonly title: { readonly network: string; readonly place: string };
  readonly form: 'xmpp' | 'lines';
  readonly can: EndAbilities;
  readonly tellsItself = false;
  readonly client: RoomClient;
  readonly #me: string;

  constructor(settings: BridgeEnd, place: RoomPlace | ChannelPlace, me: string, client: RoomClient) {
    const channel = place.kind === 'channel';
    this.key = place.uri;
    this.settings = settings;
    this.client = client;
    this.#me = me;
    this.form = channel ? 'lines' : 'xmpp';
    this.can = channel ? IN_WORDS : BY_ELEMENTS;
    this.title = channel
      ? { network: place.network, place: place.channel }
      : { network: 'xmpp', place: place.jid.slice(0, Math.max(0, place.jid.indexOf('@'))) || place.jid };
  }

  async say({ id, body, subject, parts }: Saying): Promise<void> {
    const message = el('message', { type: 'groupchat', id, from: this.#me, to: this.client.room });
    if (subject !== undefined) message.add(el('subject', {}, subject));
    if (body !== undefined) message.add(el('body', {}, body));
    message.add(...parts, originId(id));
    await this.client.say(id, serialise(message), body ?? subject ?? '', subject !== undefined);
  }

  nicks(): Iterable<string> {
    return this.client.occupants.nicks;
  }

  authorOf(unit: Unit): string {
    return `${this.client.room}/${unit.from === this.key ? unit.nick : this.client.nick}`;
  }
}
