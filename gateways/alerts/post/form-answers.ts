import type { TextRef } from '../../gateway.js';
import type { Answer } from '../acks/answer.js';
import type { Codes } from '../engine/codes.js';
import type { GroupState } from '../engine/group-state.js';
import type { GroupStore } from '../engine/group-store.js';
import type { AnswerForms, FilledForm } from './answer-forms.js';

interface FormAnswersParts {
  readonly codes: Pick<Codes, 'groupOf'>;
  readonly store: Pick<GroupStore, 'load'>;
  readonly forms: Pick<AnswerForms, 'isFor'>;
}

/** What a form asks for of which group, or why it counts for nothing. */
type MeantByForm =
  | { readonly state: GroupState; readonly answer: Omit<Answer, 'code' | 'by'> }
  | { readonly refused: TextRef };

/** Reads forms that came back: one counts for whom it was made alone, whoever has got hold of it. */
export class FormAnswers {
  readonly #parts: FormAnswersParts;

  constructor(parts: FormAnswersParts) {
    this.#parts = parts;
  }

  /** `place`: URI of where the sender is told. */
  async meant(form: FilledForm, place: string): Promise<MeantByForm> {
    const { codes, store, forms } = this.#parts;
    const { code, answer } = form;
    const found = await codes.groupOf(code);
    const state = found === undefined ? undefined : (await store.load(found.group))?.state;
    if (found === undefined || state?.incident?.number !== found.incident) {
      return { refused: { key: 'alerts.answer.unknown', params: { code } } };
    }
    if (!forms.isFor(form, found.group, found.incident, place)) {
      return { refused: { key: 'alerts.answer.form-of-others', params: { code } } };
    }
    return answer === undefined ? { refused: { key: 'alerts.answer.form-empty' } } : { state, answer };
  }
}
