import { serialise } from '../../../src/xmpp/serialise.js';
import type { HoldContext, Log, Media, Post } from '../../gateway.js';
import type { Telling } from '../engine/effect.js';
import type { Intake } from '../intake.js';
import { renderSms } from '../render/sms.js';
import type { Sinks } from '../sink/sinks.js';
import type { AckLinks } from './ack-links.js';
import type { AnswerForms } from './answer-forms.js';
import { hookBody } from './hook-body.js';
import { type RenderingParts, settingsOf } from './rendering.js';
import { isRoom } from './room-places.js';
import { messageOf, publishOf, retractionsOf } from './stanzas.js';
import { type WayParts, wayTo } from './way-to.js';

/** All ways by which people, rooms and machines are told. */
export interface TellerParts extends RenderingParts, WayParts {
  readonly post: (stanza: Post) => Promise<void>;
  readonly media: Media | undefined;
  readonly intake: Pick<Intake, 'report' | 'say'>;
  /** Missing: nobody knows where the world reaches us. */
  readonly links?: AckLinks;
  readonly forms: Pick<AnswerForms, 'of'>;
  /** Ids under which a room (bare JID) shows messages of ours, by ours, where they are others. */
  readonly shown: (room: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Full JID that writes, and the one that is in rooms. */
  readonly agent: string;
  readonly inRooms: string;
  readonly domain: string;
  readonly sinks: Pick<Sinks, 'add'>;
  readonly clock: HoldContext['clock'];
  readonly log: Log;
}

/** Says the messages of the engine, each by the way of its place. */
export class Teller {
  readonly #parts: TellerParts;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the message is in a lane, or will surely never go out, which is reported; rejects where it is to be said again. Saying
   * it again is no second message.
   */
  async tell(telling: Telling): Promise<void> {
    const { place } = telling;
    if (telling.expires !== undefined && telling.expires <= this.#parts.clock.now()) {
      await this.#failed(telling, 'it is too old');
      return;
    }
    if (place.kind === 'hook') {
      await this.#hook(telling, place.url);
      return;
    }
    if (place.kind === 'sink') {
      await this.#parts.sinks.add(place.name, telling);
      await this.#parts.intake.report({ id: telling.id, fate: 'delivered' });
      return;
    }
    const way = await wayTo(place, this.#parts);
    if ('why' in way) await this.#failed(telling, way.why);
    else await this.#post(telling, way.to);
  }

  /** How many short messages a telling needs. */
  segments(telling: Telling): number {
    return renderSms(telling.view, settingsOf(telling, this.#parts)).segments;
  }

  async #post(telling: Telling, to: string): Promise<void> {
    const { agent, inRooms, domain, post, links, intake, forms } = this.#parts;
    const room = isRoom(telling.place);
    const shown = { ...telling, view: links?.of(telling) ?? telling.view };
    const settings = settingsOf(shown, this.#parts);
    const { id, expires, follows } = telling;
    const form = telling.form === true ? forms.of(shown, settings.words) : undefined;
    const inRoom = room && follows?.how === 'retract' ? await this.#parts.shown(to, follows.ids) : undefined;
    const way = {
      from: room ? inRooms : agent,
      to,
      domain,
      ...(inRoom !== undefined && { shown: inRoom }),
      ...(form !== undefined && { form }),
    };
    const stanza = telling.place.kind === 'node' ? publishOf(shown, settings, way) : messageOf(shown, settings, way);
    for (const one of [stanza, ...retractionsOf(telling, way)]) {
      const said = { id: one.attrs.id ?? id, stanza: serialise(one), ...(expires !== undefined && { expires }) };
      if (room) await intake.say({ room: to, ...said });
      else await post({ from: agent, to, ...said });
    }
  }

  async #hook(telling: Telling, url: string): Promise<void> {
    const { media, intake } = this.#parts;
    if (media === undefined) {
      await this.#failed(telling, 'there is no HTTP: add http to the config file');
      return;
    }
    const answer = await media.post(url, { mediaType: 'application/json', body: hookBody(telling) });
    if (answer.ok) await intake.report({ id: telling.id, fate: 'delivered' });
    else await this.#failed(telling, answer.why);
  }

  async #failed({ id, place }: Telling, why: string): Promise<void> {
    this.#parts.log.warn({ medium: place.medium, kind: place.kind, why }, 'a message about alerts cannot go out');
    await this.#parts.intake.report({ id, fate: 'failed', reason: why });
  }
}
