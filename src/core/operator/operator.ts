import { nearest } from '../../config/nearest.js';
import type {
  Operation,
  OperationCall,
  OperationProblem,
  OperationRequest,
  OperationResult,
  OperationTexts,
} from '../../operation.js';
import { refused } from '../../operation.js';
import { filled } from '../text/catalogue.js';
import { banOperations } from './ban.js';
import { checkValues } from './check-values.js';
import { configOperations } from './config.js';
import { consoleOperations } from './console.js';
import type { Inside } from './inside.js';
import { laneOperations } from './lane.js';
import { lanePauseOperations } from './lane-pause.js';
import { letterOperations } from './letter.js';
import { logLevelOperations } from './log-level.js';
import { messageOperations } from './message.js';
import { noticeOperations } from './notice.js';
import { processOperations } from './process.js';
import { recordOperations } from './record.js';
import { serverOperations } from './server.js';
import { userOperations } from './user.js';
import { OperationWords } from './words.js';

/** Names of arguments whose values are nobody's to read later. */
const SECRET = /secret|password|token|code/;

/** What the core brings, in the order in which it is listed. `inside`: called when one of them runs. */
export function coreOperations(inside: () => Inside): readonly Operation[] {
  return [
    ...userOperations(inside),
    ...banOperations(inside),
    ...noticeOperations(inside),
    ...laneOperations(inside),
    ...lanePauseOperations(inside),
    ...messageOperations(inside),
    ...letterOperations(inside),
    ...logLevelOperations(inside),
    ...processOperations(inside),
    ...serverOperations(inside),
    ...configOperations(inside),
    ...consoleOperations(inside),
    ...recordOperations(inside),
  ];
}

/** What a gateway brings. */
export interface OwnOperations {
  readonly operations: readonly Operation[];
  readonly texts?: OperationTexts;
}

/** Everything that an admin can have a running installation do; see `Operation`. */
export class Operator {
  readonly operations: readonly Operation[];
  readonly #inside: Inside;
  readonly #words = new OperationWords();
  /** Of operations that gateways bring. */
  readonly #ownWords = new Map<Operation, OperationWords>();

  /** `own`: those of the gateways. Throws where two have one name: a bug. */
  constructor(inside: Inside, own: readonly OwnOperations[] = []) {
    this.#inside = inside;
    for (const { operations, texts } of own) {
      const words = new OperationWords(texts);
      for (const operation of operations) this.#ownWords.set(operation, words);
    }
    this.operations = [...coreOperations(() => inside), ...this.#ownWords.keys()];
    const names = this.operations.map(({ noun, verb }) => `${noun} ${verb}`);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`the operation ${twice} is defined twice`);
  }

  find(noun: string, verb: string): Operation | undefined {
    return this.operations.find((one) => one.noun === noun && one.verb === verb);
  }

  /** Those that there are elsewhere than at a terminal. */
  get everywhere(): readonly Operation[] {
    return this.operations.filter(({ only }) => only === undefined);
  }

  /** The same with their labels in a language (BCP 47). */
  described(language: string | undefined): readonly Operation[] {
    return this.everywhere.map((operation) => this.wordsOf(operation).described(operation, language));
  }

  wordsOf(operation: Operation): OperationWords {
    return this.#ownWords.get(operation) ?? this.#words;
  }

  /**
   * Checks what was given and runs an operation; what changes something is written down with who did it. Rejects where the store cannot be
   * reached.
   */
  async run(noun: string, verb: string, request: OperationRequest): Promise<OperationResult | OperationProblem> {
    const operation = this.find(noun, verb);
    if (operation === undefined) return this.#unknown(noun, verb);
    if (operation.only === 'terminal' && !request.actor.startsWith('terminal:')) {
      return { problem: `${noun} ${verb} is there at a terminal alone` };
    }
    const { language } = request;
    const words = this.wordsOf(operation);
    const say = words.say(language);
    const wrong = checkValues(words.described(operation, language), request.values, say);
    if (wrong !== undefined) return wrong;
    const english = new Map<string, string>();
    const call: OperationCall = {
      ...request,
      say: (sentence, params) => {
        const said = say(sentence, params);
        english.set(said, filled(sentence, params));
        return said;
      },
    };
    if (operation.changes !== true) return shown(await operation.run(call), words, language);
    // Written down before, so that nothing is done that nobody can find, and again with what came of it where that is bad.
    await this.#note(operation, call, 'begun');
    const result = await operation.run(call);
    // Admins who read the record may have other languages.
    await this.#note(operation, call, refused(result) ? inEnglish(result.problem, english) : 'done');
    return shown(result, words, language);
  }

  #unknown(noun: string, verb: string): OperationProblem {
    const verbs = this.operations.filter((one) => one.noun === noun).map((one) => one.verb);
    if (verbs.length > 0) {
      const meant = nearest(verb, verbs);
      const hint = meant === undefined ? `it knows ${verbs.join(', ')}` : `did you mean ${noun} ${meant}?`;
      return { problem: `${noun} has no ${verb === '' ? 'operation without a verb' : verb}; ${hint}` };
    }
    const nouns = [...new Set(this.operations.map((one) => one.noun))];
    const meant = nearest(noun, nouns);
    const hint = meant === undefined ? `there are ${nouns.join(', ')}` : `did you mean ${meant}?`;
    return { problem: `there is no ${noun}; ${hint}` };
  }

  async #note({ noun, verb }: Operation, { actor, values }: OperationRequest, outcome: string): Promise<void> {
    const { stores, clock, log } = this.#inside;
    const shown = Object.fromEntries(
      [...values].map(([name, given]) => [name, SECRET.test(name) ? ['(hidden)'] : given]),
    );
    await stores.operations.note({ at: clock.now(), actor, operation: `${noun} ${verb}`, values: shown, outcome });
    if (outcome !== 'begun')
      log.info({ operation: `${noun} ${verb}`, face: actor.split(':', 1)[0] }, 'an admin did something');
  }
}

function shown(
  result: OperationResult | OperationProblem,
  words: OperationWords,
  language: string | undefined,
): OperationResult | OperationProblem {
  return refused(result) ? result : words.shown(result, language);
}

/** A text made of sentences that were said, with those in English; the longest first, for one may stand in another. */
function inEnglish(text: string, said: ReadonlyMap<string, string>): string {
  const sentences = [...said].sort(([one], [other]) => other.length - one.length);
  return sentences.reduce((whole, [sentence, english]) => whole.replaceAll(sentence, () => english), text);
}
