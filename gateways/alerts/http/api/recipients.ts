import type { Book } from '../../book/book.js';
import type { Bot } from '../../book/bot.js';
import type { List, Member } from '../../book/person.js';
import { isNamed, type NamedTarget, type Target, targetKey } from '../../book/place.js';
import { looksLikePlace, parsePlace } from '../../book/place-syntax.js';
import { type FieldError, type HttpProblem, problem } from '../problem.js';
import { isNamedAmong, mayDo } from './permissions.js';

/** Recipients of one message, lists opened. */
const MOST = 1000;
const KINDS = ['person', 'list', 'rotation', 'route'] as const;

type Found = { readonly target: Target } | { readonly message: string };

/** Whom the texts of a message mean, each once, lists opened; or all that is wrong with them. */
export function recipientsOf(
  texts: readonly string[],
  book: Book,
  bot: Bot,
): { readonly members: readonly Member[] } | { readonly problem: HttpProblem } {
  const found = texts.map((text) => targetOf(text, book));
  const errors = found.flatMap((one, index): FieldError[] =>
    'message' in one ? [{ path: `to[${index}]`, message: one.message }] : [],
  );
  const [first] = errors;
  if (first !== undefined) {
    return {
      problem: problem('fields-wrong', {
        errors: errors.slice(0, 20),
        params: { first: `${first.path}: ${first.message}` },
      }),
    };
  }
  const targets = found.flatMap((one) => ('target' in one ? [one.target] : []));
  const members = book.members(targets);
  if (members.length > MOST) return { problem: problem('recipients-many', { params: { most: MOST } }) };
  const closed = listsIn(targets, book).find(({ send }) => !isNamedAmong(send ?? [], bot));
  if (closed !== undefined) return { problem: problem('list-not-yours', { params: { list: closed.name } }) };
  const other = members.find((member) => member.kind === 'route' && !mayDo('send', bot, book, member.name));
  if (other !== undefined) return { problem: problem('route-not-yours', { params: { route: targetKey(other) } }) };
  return { members };
}

/** The lists that targets name, those within them too. */
function listsIn(targets: readonly Target[], book: Book): readonly List[] {
  const found = new Map<string, List>();
  const open = (target: Target): void => {
    const list = isNamed(target) && target.kind === 'list' ? book.list(target.name) : undefined;
    if (list === undefined || found.has(list.name)) return;
    found.set(list.name, list);
    list.members.forEach(open);
  };
  targets.forEach(open);
  return [...found.values()];
}

function targetOf(text: string, book: Book): Found {
  const [, kind, name = ''] = /^(person|list|rotation|route):(.+)$/s.exec(text) ?? [];
  const named = KINDS.find((one) => one === kind);
  if (named !== undefined) {
    return book[named](name) === undefined
      ? { message: `there is no ${named} ${JSON.stringify(name.slice(0, 64))} in the book` }
      : { target: { kind: named, name } };
  }
  if (!looksLikePlace(text)) {
    const target = KINDS.map((one): NamedTarget => ({ kind: one, name: text })).find(
      (one) => book[one.kind](text) !== undefined,
    );
    if (target !== undefined) return { target };
  }
  const place = parsePlace(text);
  return place.ok ? { target: place.value } : { message: `${place.message}: ${place.fix}`.slice(0, 300) };
}
