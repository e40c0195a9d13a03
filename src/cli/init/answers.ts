import { StartError, UsageError } from '../command.js';
import type { Asker } from './asker.js';
import type { Question } from './questions.js';

/** Answers by option, else of a person, else (with `--yes`) the defaults. */
export class Answers {
  readonly #given: ReadonlyMap<string, string>;
  readonly #asker: Asker | undefined;

  /** `asker`: undefined where nothing may be asked. */
  constructor(given: ReadonlyMap<string, string>, asker: Asker | undefined) {
    this.#given = given;
    this.#asker = asker;
  }

  /** The answer to one question; '' only where it is optional. Asked again until it will do. */
  async of({ option, ask, default: usual, optional, secret, check }: Question): Promise<string> {
    const given = this.#given.get(option);
    if (given !== undefined) {
      const wrong = given === '' ? (optional ? undefined : 'it is empty') : check?.(given);
      if (wrong !== undefined) throw new UsageError(`${option} "${secret ? '(hidden)' : given}" will not do: ${wrong}`);
      return given;
    }
    if (this.#asker === undefined) {
      if (usual !== undefined) return usual;
      if (optional) return '';
      throw new UsageError(`needs ${option}: ${ask}`);
    }
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const answer =
        (await this.#asker.ask(`${ask}${usual === undefined ? '?' : `? [${usual}]`}`, secret)) || (usual ?? '');
      const wrong = answer === '' ? (optional ? undefined : 'it must be answered') : check?.(answer);
      if (wrong === undefined) return answer;
      this.#asker.tell(`  ${wrong}`);
    }
    throw new StartError('no answer would do; nothing was written');
  }
}

const MOST_TRIES = 10;
