import type { Book } from '../book/book.js';
import type { NamedTarget } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import type { SentText } from '../commands/orders.js';
import type { Intake } from '../intake.js';
import { readWords, sourceForRoutes } from './words.js';

interface SentTextsParts {
  readonly book: () => Book;
  readonly intake: Pick<Intake, 'take' | 'text'>;
  readonly now: () => number;
}

/** Texts that people send by commands: to a route they are an alert, else a text. */
export class SentTexts {
  readonly #parts: SentTextsParts;

  constructor(parts: SentTextsParts) {
    this.#parts = parts;
  }

  /** Resolves when it is in lanes. Whether its sender may was looked at before. */
  async send({ id, to, from, text, severity }: SentText): Promise<void> {
    const { book, intake, now } = this.#parts;
    const rules = book();
    const [kind = '', name = ''] = to.split(':', 2);
    const place = parsePlace(`xmpp:${from.replace(/[%?]/g, encodeURIComponent)}`);
    if (kind === 'route') {
      const source = sourceForRoutes(rules, 'xmpp');
      if (source === undefined || !place.ok) return;
      const read = readWords({ place: place.value, sender: from, id, body: text }, source, now());
      if (read.ok) {
        await intake.take(
          read.alerts.map((alert) => ({ ...alert, severity })),
          name,
        );
      }
      return;
    }
    const target: NamedTarget = { kind: kind === 'list' ? 'list' : 'person', name };
    const title = place.ok ? (rules.personAt(place.value)?.title ?? from) : from;
    await intake.text({ id, to: rules.members([target]), text: `${title}: ${text}`, severity, files: [] });
  }
}
