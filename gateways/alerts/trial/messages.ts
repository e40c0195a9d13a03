import type { TextRef } from '../../gateway.js';
import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import type { DestinationOutcome, Explanation, RouteOutcome } from '../book/explain.js';
import { date, time } from '../book/explain-text.js';
import type { Person } from '../book/person.js';
import { isNamed, type Place } from '../book/place.js';
import type { Telling } from '../engine/effect.js';
import { type KeptAlert, newGroup } from '../engine/group-state.js';
import { groupIdOf } from '../engine/ids.js';
import { viewOf, worstOf } from '../engine/show.js';
import { heldUntil } from '../people/quiet-hours.js';
import { type Presence, planReach } from '../people/ways-to-reach.js';
import { settingsOf } from '../post/rendering.js';
import { renderChat } from '../render/chat.js';
import { renderIrc } from '../render/irc.js';
import { renderMail } from '../render/mail.js';
import { renderSms } from '../render/sms.js';

/** Stands for the code that an incident gets when it opens. */
const CODE = 'K7DM';
const MOST_TEXTS = 20;
const MOST_PEOPLE = 50;
const PAD = '             ';

/** Alerts of one payload that make one group at one route. */
interface Told {
  readonly outcome: RouteOutcome;
  readonly alerts: readonly Alert[];
}

interface MessageOptions {
  readonly book: Book;
  readonly now: number;
  readonly text: (ref: TextRef, lang?: string) => string;
}

/** For each group what is told: which person by which addresses in which order, and the text that each network gets. */
export function messageLines(explanations: readonly Explanation[], options: MessageOptions): readonly string[] {
  return groupsOf(explanations).flatMap((told) => ['', ...groupLines(told, explanations, options)]);
}

/** Only groups of which somebody is told at that time or afterwards. */
function groupsOf(explanations: readonly Explanation[]): readonly Told[] {
  const groups = new Map<string, Told>();
  for (const { outcomes, maintenance, silencedBy } of explanations) {
    if (maintenance.length > 0 || silencedBy.length > 0) continue;
    for (const outcome of outcomes) {
      if (outcome.expired || outcome.inhibitedBy.length > 0) continue;
      const known = groups.get(outcome.group.key);
      groups.set(outcome.group.key, {
        outcome: known?.outcome ?? outcome,
        alerts: [...(known?.alerts ?? []), outcome.alert],
      });
    }
  }
  return [...groups.values()];
}

/** One who is told at some places, by one destination. */
interface Recipient {
  readonly person?: Person;
  readonly places: readonly Place[];
  readonly template?: string;
}

function groupLines(
  { outcome, alerts }: Told,
  explanations: readonly Explanation[],
  options: MessageOptions,
): string[] {
  const { book, now } = options;
  const { route, group } = outcome;
  const kept = alerts.map((alert): KeptAlert => {
    const ended = alert.status === 'resolved' ? { ended: 1, endedAt: now } : {};
    return { alert, heard: now, latest: alert.startsAt, fired: 1, ...ended };
  });
  const severity = worstOf(kept) ?? 'info';
  const incident = { number: 1, opened: now, code: CODE, worst: severity };
  const view = viewOf({ ...newGroup(groupIdOf(group.key), route.name, group.labels), incident }, kept);
  const onCall = (rotation: string) => explanations[0]?.onCall(rotation) ?? [];
  const recipients = outcome.destinations.flatMap((one) => recipientsOf(one, route.template, book, onCall));
  const people = recipients.flatMap(({ person }) => (person === undefined ? [] : [person]));
  const ways = people.slice(0, MOST_PEOPLE).flatMap((person) => wayLines(person, severity, now));
  const texts = new Map<string, readonly string[]>();
  for (const { person, places, template } of recipients) {
    for (const place of places) {
      const parts = { ...(person && { person: person.name }), ...(template !== undefined && { template }) };
      const telling: Telling = { id: '', countedAs: '', reason: 'first', place, thread: '', view, severity, ...parts };
      const lines = textLines(telling, options);
      // The same for many, so that it is shown once.
      if (!texts.has(lines.join('\n'))) texts.set(lines.join('\n'), [`  to ${place.uri}`, ...lines]);
    }
  }
  const shown = [...texts.values()].slice(0, MOST_TEXTS);
  const more = texts.size > MOST_TEXTS ? [`  and ${texts.size - MOST_TEXTS} more texts`] : [];
  const count = alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`;
  return [`messages of route ${route.name}, ${group.key}: ${count}`, ...ways, ...shown.flat(), ...more];
}

function recipientsOf(
  { destination, skipped, members }: DestinationOutcome,
  usual: string | undefined,
  book: Book,
  onCall: (rotation: string) => readonly string[],
): readonly Recipient[] {
  if (skipped !== undefined) return [];
  const template = destination.template ?? usual;
  const more = template === undefined ? {} : { template };
  return members.flatMap((member): Recipient[] => {
    if (!isNamed(member)) return [{ places: [member], ...more }];
    const names = member.kind === 'person' ? [member.name] : member.kind === 'rotation' ? onCall(member.name) : [];
    return names.flatMap((name) => {
      const person = book.person(name);
      return person === undefined ? [] : [{ person, places: person.places, ...more }];
    });
  });
}

/** In which order somebody is tried, whether in XMPP at that time or not. */
function wayLines(person: Person, severity: Telling['severity'], now: number): readonly string[] {
  const { name, zone } = person;
  const held = heldUntil(person, severity, now);
  const quiet = held === undefined ? [] : [`  ${name} is left alone until ${date(held, zone)}, and told then`];
  const [here, gone] = (['online', 'offline'] as const).map((presence) => wayText(person, severity, presence));
  if (here === gone) return [...quiet, `  ${name}: ${here}`];
  return [...quiet, `  ${name}, in XMPP: ${here}`, `  ${name}, else: ${gone}`];
}

function wayText(person: Person, severity: Telling['severity'], state: Presence): string {
  const presence = ({ kind }: Place) => (kind === 'chat' ? state : 'unknown');
  const { steps } = planReach<Place>({ person, severity, presence });
  if (steps.length === 0) return `by nothing: no address takes ${severity}`;
  return steps
    .map(({ places, wait }, index) => {
      const where = places.map(({ uri }) => uri).join(', ');
      return index === steps.length - 1 ? where : `${where}, after ${time(wait)}`;
    })
    .join(' ');
}

function textLines(telling: Telling, { book, text }: MessageOptions): readonly string[] {
  const { place, view } = telling;
  const settings = settingsOf(telling, { book: () => book, text });
  const indented = (said: string) =>
    said
      .trimEnd()
      .split('\n')
      .map((line) => `${PAD}${line}`.trimEnd());
  switch (place.kind) {
    case 'phone': {
      const sms = renderSms(view, settings);
      return [...indented(sms.text), `${PAD}(${sms.segments} SMS)`];
    }
    case 'mail': {
      const mail = renderMail(view, settings);
      return [...indented(`Subject: ${mail.subject}\n\n${mail.text}`)];
    }
    case 'nick':
    case 'channel':
      return indented(renderIrc(view, settings).text);
    case 'hook':
    case 'node':
      return [`${PAD}(for programs)`];
    default:
      return indented(renderChat(view, settings).text);
  }
}
