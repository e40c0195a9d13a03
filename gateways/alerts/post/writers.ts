import type { HoldContext } from '../../gateway.js';
import type { Book } from '../book/book.js';
import { parsePlace } from '../book/place-syntax.js';
import type { Backward } from '../engine/effect.js';
import { letters } from '../engine/ids.js';
import type { Intake } from '../intake.js';

interface WritersParts {
  readonly book: () => Pick<Book, 'personAt'>;
  readonly intake: Pick<Intake, 'text'>;
  readonly text: HoldContext['text'];
}

/** What of it whoever wrote an alert is told. */
const KINDS: ReadonlySet<Backward['kind']> = new Set(['ack', 'unack', 'unack-by-time', 'resolve', 'comment'] as const);
const MOST_TITLES = 3;

/** Answers those who have written alerts: they hear what is done about them. */
export class Writers {
  readonly #parts: WritersParts;

  constructor(parts: WritersParts) {
    this.#parts = parts;
  }

  /** Part of the port `back` of the engine. Resolves when all of it is in lanes. */
  async back({ id, kind, by, comment, alerts, writers }: Backward): Promise<void> {
    if (!KINDS.has(kind)) return;
    const { book, intake, text } = this.#parts;
    await Promise.all(
      writers.map(async (uri) => {
        const place = parsePlace(uri);
        if (!place.ok) return;
        const own = alerts.filter(({ origin }) => origin.replyTo === uri).map(({ title }) => title);
        const title = `${own.slice(0, MOST_TITLES).join(', ')}${own.length > MOST_TITLES ? ' …' : ''}`;
        const key = `alerts.writer.${kind === 'unack-by-time' ? 'unack' : kind}`;
        const said = text({ key, params: { by, title } }, book().personAt(place.value)?.language);
        await intake.text({
          id: letters(30, ['writer', id, uri]),
          to: [place.value],
          text: comment === undefined ? said : `${said}\n“${comment}”`,
          severity: 'info',
          files: [],
        });
      }),
    );
  }
}
