import { copy } from '../../../../src/xmpp/element.js';
import { chatMessage } from '../../../../src/xmpp/messages.js';
import { serialise } from '../../../../src/xmpp/serialise.js';
import type { Book } from '../../book/book.js';
import type { BridgeEnd } from '../../book/bridge.js';
import { isNamed, type Place, targetKey } from '../../book/place.js';
import { jidOfPlace } from '../../book/place-jid.js';
import { letters } from '../../engine/ids.js';
import type { BridgePorts } from '../ports.js';
import type { End, EndAbilities, Saying } from './end.js';

/** Somebody of the end. */
interface Member {
  /** `person:alice`, or the URI of a place. */
  readonly key: string;
  readonly title: string;
  /** Bare JID that is written to. */
  readonly jid: string;
}

/** People, each of whom gets a chat message and may write to the bridge's address. */
export class PeopleEnd implements End {
  readonly key: string;
  readonly settings: BridgeEnd;
  readonly title: { readonly network: string; readonly place: string };
  readonly form = 'xmpp';
  readonly can: EndAbilities = { edits: true, retractions: true, reactions: false, replies: true };
  readonly tellsItself = true;
  readonly #book: Book;
  readonly #me: string;
  readonly #ports: BridgePorts;

  /** `me`: the JID from which they are written to. */
  constructor(settings: BridgeEnd, book: Book, me: string, ports: BridgePorts) {
    const { target } = settings;
    this.key = targetKey(target);
    this.settings = settings;
    this.title = { network: 'xmpp', place: isNamed(target) ? target.name : target.uri.replace(/^[a-z]+:/, '') };
    this.#book = book;
    this.#me = me;
    this.#ports = ports;
  }

  /** Who writes from this bare JID; undefined: nobody of the end. */
  speaker(jid: string): Member | undefined {
    for (const { key, title, places } of this.#people()) {
      for (const place of places) {
        // Nicks of IRC are anybody's: they are told things, and not believed.
        if (place.kind !== 'nick' && jidOfPlace(place, this.#ports.domains) === jid) return { key, title, jid };
      }
    }
    return undefined;
  }

  async say({ id, body, parts }: Saying, except?: string): Promise<void> {
    const posts = this.#members().flatMap(({ key, jid }) => {
      if (key === except) return [];
      const stanza = serialise(chatMessage({ from: this.#me, to: jid, id }, body, ...parts.map(copy)));
      return this.#ports.post({ id: `e${letters(40, [id, jid])}`, from: this.#me, to: jid, stanza });
    });
    await Promise.all(posts);
  }

  /** Each is alone with us: nobody is called by a nick. */
  nicks(): Iterable<string> {
    return [];
  }

  authorOf(): string {
    return this.#me.replace(/\/.*$/s, '');
  }

  #members(): readonly Member[] {
    return this.#people().flatMap(({ key, title, places }) => {
      for (const place of places) {
        const jid = jidOfPlace(place, this.#ports.domains);
        if (jid !== undefined && isReached(place)) return [{ key, title, jid }];
      }
      return [];
    });
  }

  #people(): readonly { readonly key: string; readonly title: string; readonly places: readonly Place[] }[] {
    const named = (name: string) => {
      const person = this.#book.person(name);
      return person === undefined ? [] : [{ key: `person:${name}`, title: person.title, places: person.places }];
    };
    const people = this.#book.members([this.settings.target]).flatMap((member) => {
      if (!isNamed(member)) return [{ key: member.uri, title: titleOf(member), places: [member] }];
      if (member.kind === 'person') return named(member.name);
      return member.kind === 'rotation' ? this.#ports.onCall(member.name).flatMap(named) : [];
    });
    return [...new Map(people.map((one) => [one.key, one])).values()];
  }
}

/** Whether a place is one person's, who can be written to. */
function isReached({ kind }: Place): boolean {
  return kind === 'chat' || kind === 'phone' || kind === 'mail' || kind === 'nick';
}

function titleOf(place: Place): string {
  return place.uri.replace(/^(xmpp|sms|mailto):/, '').replace(/@.*$/s, '');
}
