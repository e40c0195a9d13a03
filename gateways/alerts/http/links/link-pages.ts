import { createHash } from 'node:crypto';
import type { WebAnswer, WebRequest } from '../../../gateway.js';
import { isAmong } from '../../book/actor.js';
import type { Person } from '../../book/person.js';
import { USUAL_SILENCE } from '../../engine/event.js';
import { letters } from '../../engine/ids.js';
import type { IncidentRecord } from '../../engine/incident-record.js';
import { durationText } from '../../render/duration-text.js';
import type { HttpParts } from '../parts.js';
import { type ActionLink, ActionLinks } from './action-link.js';
import { type Language, languageOf } from './language.js';
import { pageAnswer } from './page.js';

/** Names of the sentences `alerts.link.<name>.heading` and `.text`, with the status of their page. */
const ENDS = {
  wrong: 404,
  expired: 410,
  used: 410,
  over: 410,
  'not-you': 403,
  later: 503,
  taken: 200,
  silenced: 200,
} as const;

type End = keyof typeof ENDS;

/** A link that can be used now. */
interface Usable {
  readonly link: ActionLink;
  readonly incident: IncidentRecord;
  readonly person: Person;
}

type Looked = { readonly usable: Usable } | { readonly end: End; readonly incident?: IncidentRecord };

/**
 * Pages of signed links. GET only tells what would be done, as programs that look for malware follow links before people do; POST does it,
 * once for each link.
 */
export class LinkPages {
  readonly #parts: HttpParts;
  readonly #links: ActionLinks;

  constructor(parts: HttpParts) {
    this.#parts = parts;
    this.#links = new ActionLinks(parts.linkKey, parts.clock);
  }

  async show(request: WebRequest): Promise<WebAnswer> {
    return await this.#guarded(request, (looked, language) =>
      Promise.resolve('usable' in looked ? this.#question(looked.usable, language) : this.#end(looked, language)),
    );
  }

  async act(request: WebRequest): Promise<WebAnswer> {
    return await this.#guarded(request, async (looked, language) => {
      if (!('usable' in looked)) return this.#end(looked, language);
      const { link, incident, person } = looked.usable;
      const name = usedName(request);
      const { kv, clock } = this.#parts;
      const left = Math.max(1, Math.ceil((link.expires - clock.now()) / 1000));
      if (!(await kv.add(name, clock.now(), left))) return this.#end({ end: 'used', incident }, language);
      try {
        await this.#parts.incidents.answer(incident.group, {
          id: `e${letters(30, [name])}`,
          kind: link.action,
          by: { title: person.title, person: person.name },
          incident: incident.number,
          ...(link.duration !== undefined && { duration: link.duration }),
        });
      } catch (error) {
        await kv.remove(name);
        throw error;
      }
      this.#parts.metrics.count('links_used', { action: link.action });
      const at = clock.now();
      const by = person.title;
      return link.action === 'ack'
        ? this.#end({ end: 'taken', incident: { ...incident, taken: { by, at } } }, language)
        : this.#end(
            { end: 'silenced', incident: { ...incident, silenced: { by, until: at + silenceOf(link) } } },
            language,
          );
    });
  }

  async #guarded(
    request: WebRequest,
    make: (looked: Looked, language: Language) => Promise<WebAnswer>,
  ): Promise<WebAnswer> {
    const language = languageOf(request.headers['accept-language']);
    try {
      return await make(await this.#look(request), language);
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'a link could not be used');
      return this.#end({ end: 'later' }, language);
    }
  }

  async #look(request: WebRequest): Promise<Looked> {
    const read = this.#links.read(request.params.token ?? '');
    if (read.state === 'wrong') return { end: 'wrong' };
    if (read.state === 'expired') return { end: 'expired' };
    const { link } = read;
    const incident = await this.#parts.incidents.find(link.incident);
    if (incident === undefined || incident.closed !== undefined)
      return { end: 'over', ...(incident !== undefined && { incident }) };
    const person = this.#parts.book().person(link.person);
    if (person === undefined || !this.#isAllowed(link, incident, person)) return { end: 'not-you' };
    if ((await this.#parts.kv.get(usedName(request))) !== undefined) return { end: 'used', incident };
    return { usable: { link, incident, person } };
  }

  #isAllowed({ action }: ActionLink, { route }: IncidentRecord, { name }: Person): boolean {
    const { book, duties } = this.#parts;
    const rules = book();
    const actors = rules.route(route)?.allow[action === 'ack' ? 'acknowledge' : 'silence'] ?? [];
    return isAmong(actors, { person: name }, rules, (rotation) => duties(rotation, 0)?.now.people ?? []);
  }

  #question({ link, incident, person }: Usable, language: Language): WebAnswer {
    const say = this.#say(language);
    const span = durationText(silenceOf(link));
    const lines = [
      say(`alerts.link.${link.action}.text`, { person: person.title, duration: span }),
      ...this.#known(incident, language),
    ];
    return pageAnswer({
      status: 200,
      language,
      heading: say(`alerts.link.${link.action}.heading`, { duration: span }),
      title: incident.title,
      lines,
      button: say(`alerts.link.${link.action}.button`, { duration: span }),
    });
  }

  #end({ end, incident }: { readonly end: End; readonly incident?: IncidentRecord }, language: Language): WebAnswer {
    const say = this.#say(language);
    return pageAnswer({
      status: ENDS[end],
      language,
      heading: say(`alerts.link.${end}.heading`),
      lines: [say(`alerts.link.${end}.text`), ...(incident === undefined ? [] : this.#known(incident, language))],
      ...(incident !== undefined && { title: incident.title }),
    });
  }

  /** Who has done what so far. */
  #known({ taken, silenced, route }: IncidentRecord, language: Language): readonly string[] {
    const say = this.#say(language);
    const time = (ms: number) => timeIn(this.#parts.book().route(route)?.zone ?? 'UTC', language, ms);
    return [
      ...(taken === undefined ? [] : [say('alerts.link.taken-by', { by: taken.by, at: time(taken.at) })]),
      ...(silenced === undefined
        ? []
        : [say('alerts.link.silenced-by', { by: silenced.by, until: time(silenced.until) })]),
    ];
  }

  #say(language: Language): (key: string, params?: Readonly<Record<string, string>>) => string {
    return (key, params) => this.#parts.text(params === undefined ? { key } : { key, params }, language);
  }
}

function silenceOf({ duration }: ActionLink): number {
  return duration ?? USUAL_SILENCE;
}

/** A link that was used is known by its hash. */
function usedName({ params }: WebRequest): string {
  return `http:link:${createHash('sha256')
    .update(params.token ?? '')
    .digest('base64url')}`;
}

/** A time as people of a language read it, with its zone. */
function timeIn(timeZone: string, language: Language, ms: number): string {
  const form = { timeZone, dateStyle: 'medium', timeStyle: 'short' } as const;
  return `${new Intl.DateTimeFormat(language, form).format(ms)} (${timeZone})`;
}
