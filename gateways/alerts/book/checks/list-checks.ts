import type { List } from '../person.js';
import { isNamed } from '../place.js';
import { below, type Report } from '../report.js';
import { reservedFor } from '../reserved.js';
import type { Sections } from '../sections.js';
import { circles } from './circles.js';

const MOST_TOLD = 20;

/** Lists that hold themselves, over however many others. */
export function checkLists(lists: readonly List[], sections: Sections, report: Report): void {
  for (const { name, spot } of sections.lists) {
    const taken = reservedFor(name);
    if (taken !== undefined) report.error(spot, undefined, `is ${taken}`, 'give the list another name');
  }
  const byName = new Map(lists.map((list) => [list.name, list]));
  const inner = (name: string) =>
    (byName.get(name)?.members ?? []).flatMap((target) =>
      isNamed(target) && target.kind === 'list' && byName.has(target.name) ? [target.name] : [],
    );
  for (const circle of circles([...byName.keys()], inner, MOST_TOLD)) {
    const [first = ''] = circle;
    const entry = sections.lists.find(({ name }) => name === first);
    if (entry === undefined) continue;
    const way = [...circle, first].join(' > ');
    report.error(below(entry.spot, 'members'), undefined, `is in itself: ${way}`, 'take one out of the other');
  }
}
