import { SEVERITIES, type Severity } from '../../alert.js';
import type { Actor, Right } from '../../book/actor.js';
import type { Book } from '../../book/book.js';
import type { Bot } from '../../book/bot.js';
import type { StreamEvent } from '../parts.js';
import { type HttpProblem, problem } from '../problem.js';

/**
 * Whether a bot may do something at a route: one that it may use, and, where `allow` of the route names bots at all, it is one of them.
 * Else `allow` is about people.
 */
export function mayDo(
  right: Right,
  bot: Pick<Bot, 'name' | 'routes'>,
  book: Pick<Book, 'route'>,
  name: string,
): boolean {
  return mayUse(bot, book, name) && isNamedAmong(book.route(name)?.allow[right] ?? [], bot);
}

/** Whether a bot is among those who may do something, where bots are named there at all. */
export function isNamedAmong(actors: readonly Actor[], { name }: Pick<Bot, 'name'>): boolean {
  const bots = actors.filter(({ kind }) => kind === 'bot');
  return bots.length === 0 || bots.some((actor) => 'name' in actor && actor.name === name);
}

/** Whether a bot may use a route: what its `routes` name, and what is below them. */
export function mayUse(bot: Pick<Bot, 'routes'>, book: Pick<Book, 'route'>, name: string): boolean {
  if (bot.routes === 'all') return true;
  const path = book.route(name)?.path ?? [name];
  return path.some((one) => bot.routes.includes(one));
}

/** Whether a bot hears of an event: what happens at routes that it may use, and what becomes of its own messages. */
export function mayHear(
  bot: Pick<Bot, 'name' | 'routes'>,
  book: Pick<Book, 'route'>,
  { route, bot: owner }: Pick<StreamEvent, 'route' | 'bot'>,
): boolean {
  return (route === undefined || mayUse(bot, book, route)) && (owner === undefined || owner === bot.name);
}

/** Why a bot may not claim that something is as bad as this; undefined where it may. */
export function severityProblem({ most }: Pick<Bot, 'most'>, severity: Severity): HttpProblem | undefined {
  const isOver = SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(most);
  return isOver ? problem('severity-over', { params: { most } }) : undefined;
}
