import type { IncidentRecord, RecipientState } from '../../engine/incident-record.js';
import { incidentId, type Listed, readIncidentId } from '../../engine/incident-shelf.js';
import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import type { Shaped } from '../schemas.js';
import { answerOf, type Call, type Operation, type Result, timeText } from './operation.js';
import { mayUse } from './permissions.js';
import { Query } from './query.js';

const USUAL = 50;
const MOST = 100;
/** Incidents that are looked at for one page: what is not for this bot costs as much. */
const MOST_LOOKED = 1000;

/** What is wrong, and who was told of it. */
export function incidentReads(parts: HttpParts): readonly Operation[] {
  return [
    {
      name: 'listIncidents',
      method: 'GET',
      path: '/incidents',
      scope: 'incidents',
      summary: 'Incidents at the routes of the bot, the newest first',
      query: {
        open: 'true: those alone that are not over',
        route: 'Only those of this route and of routes below it',
        limit: `Most of one page, at most ${MOST}; default: ${USUAL}`,
        cursor: '`next` of the page before',
      },
      status: 200,
      answer: 'Incidents',
      problems: [400],
      run: async (call) => await list(parts, call),
    },
    {
      name: 'readIncident',
      method: 'GET',
      path: '/incidents/:id',
      scope: 'incidents',
      summary: 'One incident, with what became of its messages at each recipient',
      status: 200,
      answer: 'Incident',
      problems: [404],
      async run({ bot, request }) {
        const id = request.params.id ?? '';
        const found = /^[\w-]{1,64}$/.test(id) ? await parts.incidents.find(id) : undefined;
        if (found === undefined || !mayUse(bot, parts.book(), found.route))
          return { problem: problem('incident-unknown') };
        const shown = bot.scopes.has('people') ? (address: string) => address : parts.masked;
        const recipients = found.recipients.map((one) => recipientText(one, shown));
        return answerOf(200, 'Incident', { ...summaryOf(found, parts, shown), recipients });
      },
    },
  ];
}

async function list(parts: HttpParts, { bot, request }: Call): Promise<Result> {
  const { incidents, book } = parts;
  const query = new Query(request);
  const [openOnly, limit] = [query.yes('open'), query.whole('limit', USUAL, MOST)];
  const [route, written] = [query.text('route'), query.text('cursor')];
  const last = written === undefined ? undefined : cursorOf(written);
  if (query.problem !== undefined) return { problem: query.problem };
  if (written !== undefined && last === undefined) return { problem: problem('cursor-wrong') };
  const rules = book();
  if (route !== undefined && !mayUse(bot, rules, route))
    return { problem: problem('route-not-yours', { params: { route } }) };
  const shown = bot.scopes.has('people') ? (address: string) => address : parts.masked;
  const isBelow = (name: string) => route === undefined || (rules.route(name)?.path ?? [name]).includes(route);
  const page: Shaped<'IncidentSummary'>[] = [];
  let looked = 0;
  let next: Listed | undefined;
  for await (const one of incidents.before(last)) {
    if (page.length >= limit || looked >= MOST_LOOKED) {
      const text = next === undefined ? {} : { next: cursorText(next) };
      return answerOf(200, 'Incidents', { incidents: page, ...text });
    }
    looked += 1;
    next = one;
    const found = await incidents.find(incidentId(one.group, one.number));
    if (found === undefined || !mayUse(bot, rules, found.route) || !isBelow(found.route)) continue;
    if (openOnly && found.closed !== undefined) continue;
    page.push(summaryOf(found, parts, shown));
  }
  return answerOf(200, 'Incidents', { incidents: page });
}

function summaryOf(
  { group, number, code, route, title, severity, labels, opened, closed, firing, resolved, ...more }: IncidentRecord,
  { clock }: Pick<HttpParts, 'clock'>,
  shown: (text: string) => string,
): Shaped<'IncidentSummary'> {
  const { taken, recipients } = more;
  const silenced = more.silenced !== undefined && more.silenced.until > clock.now() ? more.silenced : undefined;
  const status =
    closed !== undefined ? 'over' : taken !== undefined ? 'taken' : silenced !== undefined ? 'silenced' : 'open';
  const comment = (text: string | undefined) => (text === undefined ? {} : { comment: text });
  return {
    id: incidentId(group, number),
    code,
    status,
    route,
    title,
    severity,
    labels: { ...labels },
    opened: timeText(opened),
    ...(closed !== undefined && { closed: timeText(closed) }),
    alerts: { firing, resolved },
    told: recipients.length,
    ...(taken !== undefined && { taken: { by: shown(taken.by), at: timeText(taken.at), ...comment(taken.comment) } }),
    ...(silenced !== undefined && {
      silenced: { by: shown(silenced.by), until: timeText(silenced.until), ...comment(silenced.comment) },
    }),
  };
}

function recipientText(
  { destination, place, kind, medium, person, state, at, times, reason, messages }: RecipientState,
  shown: (address: string) => string,
): Shaped<'IncidentRecipient'> {
  const reached = Object.entries(times).map(([name, time]) => [name, timeText(time)] as const);
  return {
    to: shown(destination),
    ...(place !== undefined && { place: shown(place) }),
    ...(kind !== undefined && { kind }),
    ...(medium !== undefined && { network: medium }),
    ...(person !== undefined && { person }),
    status: state,
    at: timeText(at),
    times: Object.fromEntries(reached),
    ...(reason !== undefined && { reason }),
    messages,
  };
}

/** Where a page ended. */
function cursorText({ group, number, opened }: Listed): string {
  return `${opened}.${incidentId(group, number)}`;
}

function cursorOf(text: string): Listed | undefined {
  const [, opened, id = ''] = /^(\d{1,15})\.([a-z]{20}-\d{1,9})$/.exec(text) ?? [];
  const named = readIncidentId(id);
  return opened === undefined || named === undefined ? undefined : { ...named, opened: Number(opened) };
}
