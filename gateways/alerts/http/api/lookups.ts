import { allRoutes } from '../../book/made-book.js';
import type { Duty } from '../../people/schedule.js';
import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import { answerOf, type Operation, timeText } from './operation.js';
import { mayUse } from './permissions.js';

/** Handovers that are told. */
const NEXT = 5;

/** What the book says: routes, and who is on call. */
export function lookupOperations({ book, duties }: HttpParts): readonly Operation[] {
  return [
    {
      name: 'listRoutes',
      method: 'GET',
      path: '/routes',
      scope: 'routes',
      summary: 'The routes that the bot may use',
      status: 200,
      answer: 'Routes',
      problems: [],
      async run({ bot }) {
        const rules = book();
        const routes = allRoutes(rules.routes).filter(({ name }) => mayUse(bot, rules, name));
        return answerOf(200, 'Routes', {
          routes: routes.map(({ name, path, enabled, matchers, groupBy, address }) => ({
            name,
            path: [...path],
            enabled,
            match: matchers.map(({ text }) => text),
            groupBy: groupBy === 'all' ? groupBy : [...groupBy],
            address,
          })),
        });
      },
    },
    {
      name: 'onCall',
      method: 'GET',
      path: '/oncall/:rotation',
      scope: 'oncall',
      summary: 'Who is on call, and who will be',
      status: 200,
      answer: 'OnCall',
      problems: [404],
      async run({ request }) {
        const name = request.params.rotation ?? '';
        const rules = book();
        const found = rules.rotation(name) === undefined ? undefined : duties(name, NEXT);
        if (found === undefined) return { problem: problem('rotation-unknown') };
        const told = ({ people, from, to }: Duty) => ({
          people: people.map((person) => ({ name: person, title: rules.person(person)?.title ?? person })),
          from: timeText(from),
          to: timeText(to),
        });
        return answerOf(200, 'OnCall', { rotation: name, now: told(found.now), next: found.next.map(told) });
      },
    },
  ];
}
