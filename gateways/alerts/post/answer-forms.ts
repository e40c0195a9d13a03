import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Element } from '../../../src/xmpp/element.js';
import { buildForm, findForm, readForm } from '../../../src/xmpp/forms.js';
import type { Answer } from '../acks/answer.js';
import type { Telling } from '../engine/effect.js';
import type { GroupId } from '../engine/ids.js';
import type { GroupView, Words } from '../render/view.js';

/** FORM_TYPE (XEP-0068) of the form by which an alert is answered. */
export const ANSWER_FORM = 'urn:isthmus:alerts:answer';

const HOUR = 3_600_000;
const LONGEST_COMMENT = 500;

/** What can be chosen, by the value of the option. */
const CHOICES = {
  ack: { kind: 'ack' },
  unack: { kind: 'unack' },
  'silence-1h': { kind: 'silence', duration: HOUR },
  'silence-4h': { kind: 'silence', duration: 4 * HOUR },
  'silence-1d': { kind: 'silence', duration: 24 * HOUR },
  unsilence: { kind: 'unsilence' },
  resolve: { kind: 'resolve' },
  comment: { kind: 'comment' },
} as const satisfies Readonly<Record<string, Pick<Answer, 'kind' | 'duration'>>>;

type Choice = keyof typeof CHOICES;

/** A form as it came back. */
export interface FilledForm {
  readonly code: string;
  readonly token: string;
  /** Missing: nothing that is offered was chosen, or a comment without words. */
  readonly answer?: Omit<Answer, 'code' | 'by'>;
}

/** Forms in messages (XEP-0004) by which one person answers one alert: of use to nobody else, and only while the incident lasts. */
export class AnswerForms {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** The form of a message; undefined: there is nothing to answer. `words`: in the language of the reader. */
  of({ view, group, incident, place }: Telling, words: Words): Element | undefined {
    const { code } = view;
    if (group === undefined || incident === undefined || code === undefined || view.state === 'resolved')
      return undefined;
    const choices = choicesFor(view);
    const [usual = 'ack'] = choices;
    const label = (choice: Choice) =>
      words(`alerts.form.${choice === 'ack' && isTaken(view) ? takenWord(view) : choice}`);
    return buildForm({
      type: 'form',
      formType: ANSWER_FORM,
      title: words('alerts.form.title').replace('{code}', code),
      fields: [
        { name: 'code', kind: 'hidden', values: [code] },
        { name: 'token', kind: 'hidden', values: [this.#token(group, incident, place.uri)] },
        {
          name: 'answer',
          kind: 'list-single',
          label: words('alerts.form.answer'),
          required: true,
          values: [usual],
          options: choices.map((value) => ({ value, label: label(value) })),
        },
        { name: 'comment', kind: 'text-single', label: words('alerts.form.comment-label') },
      ],
    });
  }

  /** Whether a form was made for this incident and whoever is at this place (its URI). */
  isFor({ token }: FilledForm, group: GroupId, incident: number, place: string): boolean {
    const [given, right] = [Buffer.from(token), Buffer.from(this.#token(group, incident, place))];
    return given.length === right.length && timingSafeEqual(given, right);
  }

  #token(group: GroupId, incident: number, place: string): string {
    const hmac = createHmac('sha256', this.#key).update(JSON.stringify(['form', group, incident, place]));
    return hmac.digest('base64url').slice(0, 22);
  }
}

/** The form that somebody sends back in a message; undefined: there is none of ours, or it was cancelled. */
export function filledForm(stanza: Element): FilledForm | undefined {
  const x = findForm(stanza);
  const form = x === undefined ? undefined : readForm(x);
  if (form?.type !== 'submit' || form.formType !== ANSWER_FORM) return undefined;
  const value = (name: string) => form.fields.find((field) => field.name === name)?.values?.[0]?.trim() ?? '';
  const comment = value('comment').slice(0, LONGEST_COMMENT);
  const chosen = Object.entries(CHOICES).find(([name]) => name === value('answer'))?.[1];
  const says = chosen !== undefined && (chosen.kind !== 'comment' || comment !== '');
  const answer = { ...chosen, ...(comment !== '' && { comment }) };
  return {
    code: value('code').slice(0, 20).toUpperCase(),
    token: value('token').slice(0, 100),
    ...(says && { answer: { ...answer, kind: chosen.kind } }),
  };
}

/** What makes sense for a group as it is shown, the usual one first. */
function choicesFor(view: GroupView): readonly Choice[] {
  const silences = ['silence-1h', 'silence-4h', 'silence-1d'] as const;
  if (view.deed === 'silenced') return ['unsilence', 'ack', 'resolve', 'comment'];
  return isTaken(view)
    ? ['ack', 'unack', ...silences, 'resolve', 'comment']
    : ['ack', ...silences, 'resolve', 'comment'];
}

function isTaken({ state, deed, by }: GroupView): boolean {
  return state === 'acknowledged' || (deed === undefined && by !== undefined);
}

/** Whoever is asked keeps it, others take it over. */
function takenWord({ deed }: GroupView): 'keep' | 'take-over' {
  return deed === 'asked' ? 'keep' : 'take-over';
}
