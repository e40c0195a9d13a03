import type { Book } from '../book.js';
import { MESSAGE_SOURCE } from '../make/make-routes.js';
import { below, type Report } from '../report.js';
import type { Sections } from '../sections.js';

/** Sources and bots that cannot be told apart, and tokens that are over. */
export function checkSources(book: Book, sections: Sections, report: Report, now: number): void {
  checkTokens(book, sections, report);
  const message = sections.sources.find(({ name, raw }) => name === MESSAGE_SOURCE && raw.kind !== 'message');
  if (message !== undefined)
    report.error(message.spot, undefined, 'is the name of what people write', 'give it another name');
  for (const { name, spot } of sections.bots) {
    if (book.source(name) !== undefined)
      report.error(spot, undefined, 'is also the name of a source', 'give it another name');
    const expires = book.bot(name)?.expires;
    if (expires === undefined || expires > now) continue;
    report.warning(
      below(spot, 'expires'),
      undefined,
      'is over: the token is not taken any more',
      'give it a new token, or remove it',
    );
  }
}

function checkTokens(book: Book, sections: Sections, report: Report): void {
  const holders = new Map<string, string>();
  const spots = new Map([...sections.sources, ...sections.bots].map(({ name, spot }) => [name, spot]));
  for (const { name, tokenHash } of [...book.sources, ...book.bots]) {
    const spot = spots.get(name);
    if (tokenHash === undefined || spot === undefined) continue;
    const holder = holders.get(tokenHash);
    if (holder === undefined) holders.set(tokenHash, name);
    else report.error(spot, undefined, `has the same token as ${holder}`, 'give each its own');
  }
}
