import type { Bridge, BridgeEnd } from '../bridge.js';
import { compilePattern, type Pattern } from '../pattern.js';
import { targetKey } from '../place.js';
import { below, type Report, type Spot } from '../report.js';
import type { RawBook } from '../schema/book-schema.js';
import type { Entry } from '../sections.js';
import type { Names } from './names.js';

type RawBridge = RawBook['bridges'][string];

const PLACES_TO_FILL = ['nick', 'network', 'place'];

/** Makes the bridges between rooms. */
export class BridgeMaker {
  readonly #names: Names;
  readonly #report: Report;

  constructor(names: Names, report: Report) {
    this.#names = names;
    this.#report = report;
  }

  bridge({ name, raw, spot }: Entry<RawBridge>): Bridge {
    const { ends: written, ignore, replace, ...rest } = raw;
    const ends = written.flatMap((one, index) => this.#end(one, below(spot, 'ends', index)) ?? []);
    this.#checkEnds(ends, spot);
    this.#checkFormat(raw.nick, below(spot, 'nick'));
    return {
      ...rest,
      name,
      ends,
      ignore: {
        nicks: this.#patterns(ignore.nicks, below(spot, 'ignore', 'nicks')),
        texts: this.#patterns(ignore.texts, below(spot, 'ignore', 'texts')),
        files: this.#patterns(ignore.files, below(spot, 'ignore', 'files')),
      },
      replace: replace.flatMap((one, index) => {
        const pattern = this.#pattern(one.pattern, below(spot, 'replace', index, 'pattern'));
        return pattern === undefined ? [] : { pattern, with: one.with };
      }),
    };
  }

  #end(raw: RawBridge['ends'][number], spot: Spot): BridgeEnd | undefined {
    const given = typeof raw === 'string' ? undefined : raw;
    const text = typeof raw === 'string' ? raw : raw.target;
    const target = this.#names.target(text, given === undefined ? spot : below(spot, 'target'), ['person', 'list']);
    if (target === undefined) return undefined;
    if (given?.format !== undefined) this.#checkFormat(given.format, below(spot, 'format'));
    return {
      target,
      direction: given?.direction ?? 'inout',
      ...(given?.nick !== undefined && { nick: given.nick }),
      ...(given?.format !== undefined && { format: given.format }),
    };
  }

  #checkEnds(ends: readonly BridgeEnd[], spot: Spot): void {
    const seen = new Set<string>();
    for (const { target } of ends) {
      const key = targetKey(target);
      if (seen.has(key)) this.#report.error(below(spot, 'ends'), undefined, `names ${key} twice`, 'remove one');
      seen.add(key);
    }
    const [heard, told] = [ends.some((end) => end.direction !== 'out'), ends.some((end) => end.direction !== 'in')];
    if (ends.length > 0 && !(heard && told)) {
      const message = heard ? 'only listens: no end is told anything' : 'only tells: no end is heard';
      this.#report.error(below(spot, 'ends'), undefined, message, 'set direction: inout at an end');
    }
  }

  #checkFormat(format: string, spot: Spot): void {
    for (const [, name = ''] of format.matchAll(/\{([^{}]*)\}/g)) {
      if (!PLACES_TO_FILL.includes(name)) this.#report.unknown(spot, name, 'place to fill', PLACES_TO_FILL);
    }
  }

  #patterns(texts: readonly string[], spot: Spot): readonly Pattern[] {
    return texts.flatMap((text, index) => this.#pattern(text, below(spot, index)) ?? []);
  }

  #pattern(text: string, spot: Spot): Pattern | undefined {
    return this.#names.parsed(compilePattern(text), text, spot);
  }
}
