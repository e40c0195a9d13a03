import { SEVERITIES, type Severity } from '../../alert.js';
import type { Book } from '../../book/book.js';
import type { Bot } from '../../book/bot.js';
import { type HttpProblem, problem } from '../problem.js';

/** Whether a bot may use a route: what its `routes` name, and what is below them. `allow` of a route is about people. */
export function mayUse(bot: Pick<Bot, 'routes'>, book: Pick<Book, 'route'>, name: string): boolean {
  if (bot.routes === 'all') return true;
  const path = book.route(name)?.path ?? [name];
  return path.some((one) => bot.routes.includes(one));
}

/** Why a bot may not claim that something is as bad as this; undefined where it may. */
export function severityProblem({ most }: Pick<Bot, 'most'>, severity: Severity): HttpProblem | undefined {
  const isOver = SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(most);
  return isOver ? problem('severity-over', { params: { most } }) : undefined;
}
