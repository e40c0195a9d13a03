import type { TextRef } from '../../gateway.js';
import type { Answer } from '../acks/answer.js';
import type { GroupState } from '../engine/group-state.js';
import type { AnswerForms, FilledForm } from './answer-forms.js';
import type { SpokenOf } from './spoken-of.js';

/** What a form asks for of which group, or why it counts for nothing. */
type MeantByForm =
  | { readonly state: GroupState; readonly answer: Omit<Answer, 'code' | 'by'> }
  | { readonly refused: TextRef };

/** Reads forms that came back: one counts for whom it was made alone, whoever has got hold of it. */
export class FormAnswers {
  readonly #spokenOf: Pick<SpokenOf, 'byCode'>;
  readonly #forms: Pick<AnswerForms, 'isFor'>;

  constructor(spokenOf: Pick<SpokenOf, 'byCode'>, forms: Pick<AnswerForms, 'isFor'>) {
    this.#spokenOf = spokenOf;
    this.#forms = forms;
  }

  /** `place`: URI of where the sender is told. */
  async meant(form: FilledForm, place: string): Promise<MeantByForm> {
    const { code, answer } = form;
    const state = await this.#spokenOf.byCode(code);
    if (state?.incident === undefined) return { refused: { key: 'alerts.answer.unknown', params: { code } } };
    if (!this.#forms.isFor(form, state.id, state.incident.number, place)) {
      return { refused: { key: 'alerts.answer.form-of-others', params: { code } } };
    }
    return answer === undefined ? { refused: { key: 'alerts.answer.form-empty' } } : { state, answer };
  }
}
