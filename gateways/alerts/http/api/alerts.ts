import { parseDuration } from '../../../units.js';
import type { Alert } from '../../alert.js';
import type { Book } from '../../book/book.js';
import { BOT } from '../../engine/origin.js';
import { Collector } from '../../sources/collector.js';
import { fingerprintOfParts } from '../../sources/fingerprint.js';
import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import type { Shaped } from '../schemas.js';
import { answerOf, bodyOf, type Operation } from './operation.js';
import { mayDo, mayUse, severityProblem } from './permissions.js';

/** Alerts of bots, in the form in which the gateway has them itself. */
export function alertOperations({ book, take, clock }: HttpParts): readonly Operation[] {
  return [
    {
      name: 'raiseAlert',
      method: 'POST',
      path: '/alerts',
      scope: 'send',
      summary: 'Says that something is wrong, or is right again',
      body: 'AlertRequest',
      status: 202,
      answer: 'AlertAccepted',
      problems: [404, 409, 415, 422],
      async run(call) {
        const body = bodyOf('AlertRequest', call);
        if (!body.ok) return body;
        const { bot } = call;
        const tooBad = severityProblem(bot, body.value.severity);
        if (tooBad !== undefined) return { problem: tooBad };
        const route = body.value.route ?? onlyOf(bot.routes);
        const rules = book();
        if (route === undefined && bot.routes !== 'all') {
          return { problem: problem('route-needed', { params: { routes: bot.routes.join(', ') } }) };
        }
        // A bot hears of no route that is not its own, not even that there is none.
        if (route !== undefined && !mayUse(bot, rules, route))
          return { problem: problem('route-not-yours', { params: { route } }) };
        if (route !== undefined && rules.route(route) === undefined) return { problem: problem('route-unknown') };
        if (route !== undefined && !mayDo('send', bot, rules, route))
          return { problem: problem('route-not-yours', { params: { route } }) };
        const key = call.request.headers['idempotency-key'];
        const alert = alertOf(body.value, bot.name, clock.now(), key === undefined || key === '' ? undefined : call.id);
        if (alert === undefined) return { problem: problem('fields-wrong', { params: { first: 'title' } }) };
        const routes = routesOf(rules, alert, route);
        const other = routes.find((name) => !mayDo('send', bot, rules, name));
        if (other !== undefined) return { problem: problem('route-not-yours', { params: { route: other } }) };
        if (rules.isHeldOff(alert, route === undefined ? undefined : rules.route(route))) {
          return { problem: problem('route-off') };
        }
        await take([alert], route);
        return answerOf(202, 'AlertAccepted', { fingerprint: alert.fingerprint, routes });
      },
    },
  ];
}

function onlyOf(routes: readonly string[] | 'all'): string | undefined {
  return routes !== 'all' && routes.length === 1 ? routes[0] : undefined;
}

function routesOf(book: Book, alert: Alert, name: string | undefined): string[] {
  const route = name === undefined ? undefined : book.route(name);
  const taken = route === undefined ? book.routesFor(alert) : book.routesBelow(route, alert);
  return taken.map((one) => one.name);
}

/** `id`: of the request, where it can come again. */
function alertOf(body: Shaped<'AlertRequest'>, bot: string, now: number, id: string | undefined): Alert | undefined {
  const { fingerprint, status, severity, title, text, labels, annotations, links, startsAt, endsAt, expiresIn } = body;
  const collector = new Collector({ source: `${BOT}${bot}`, receivedAt: now }, 'http', id);
  const named = fingerprint ?? (Object.keys(labels).length === 0 ? fingerprintOfParts('title', title) : undefined);
  collector.add({
    status,
    severity,
    titles: [title],
    text,
    labels: Object.entries(labels),
    annotations: Object.entries(annotations),
    links: links.map((link) => ({ url: link.url, ...(link.text !== undefined && { text: link.text }) })),
    startsAt: msOf(startsAt),
    endsAt: msOf(endsAt),
    expiresAt: expiresIn === undefined ? undefined : now + (parseDuration(expiresIn) ?? 0),
    sender: bot,
    ...(named !== undefined && { fingerprint: named }),
  });
  return collector.result().alerts[0];
}

function msOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
