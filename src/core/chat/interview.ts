import type { Problem, TextRef } from '../../problem.js';
import type { Element } from '../../xmpp/element.js';
import type { FormField } from '../../xmpp/forms.js';
import type { Jid } from '../../xmpp/jid.js';
import { checkFields } from '../commands/check-fields.js';
import { type Call, type Command, type CommandForm, failed, type Values } from '../commands/command.js';
import { canBeCorrected, withValues } from '../commands/outcome.js';
import type { CommandTree } from '../commands/tree.js';
import { isAsked, questionFor, readBoolean, readReply } from './question.js';
import { resultText } from './result-text.js';

/** Where a dialogue is: the question that was asked last, and what was answered before. JSON, kept between two messages. */
export interface Place {
  readonly node: string;
  readonly step: number;
  /** Of the fields that are asked for in this step; at their end: whether it shall be done was asked. */
  readonly field: number;
  /** The fields that are to be changed in this step, where the person was asked for that first. */
  readonly chosen?: readonly string[];
  /** Fields that are asked for although a chat does not do so at first: by them something can be mended that was refused. */
  readonly more?: readonly string[];
  readonly values: readonly (readonly [string, readonly string[]])[];
}

/** Where a form has more questions than this, a person says first which of them matter. */
const MANY = 8;

/** Which fields are asked for; it stays from question to question. */
type Scope = Pick<Place, 'chosen' | 'more'>;

/** What is said next; without a place the dialogue is over. */
export interface Turn {
  readonly text: string;
  readonly place?: Place;
  readonly follow?: readonly Element[];
}

/**
 * Asks for the fields of a command, one after the other, and does it when all are known. It keeps nothing itself. A form may
 * cost a search in a directory, so one of a step is made once for an answer: it depends on the steps before alone.
 */
export class Interview {
  readonly #tree: CommandTree;
  readonly #command: Command;
  readonly #jid: Jid;
  readonly #lang: string | undefined;

  constructor(tree: CommandTree, command: Command, jid: Jid, lang: string | undefined) {
    this.#tree = tree;
    this.#command = command;
    this.#jid = jid;
    this.#lang = lang;
  }

  /** Begins; `first` may answer the first question already, or all of them. */
  async begin(first: string): Promise<Turn> {
    const spoken = first === '' ? undefined : this.#command.spoken?.(first);
    if (spoken !== undefined) return this.#spoken(spoken);
    const values: Values = new Map();
    const form = await this.#form(0, values);
    const turn = await this.#enter(0, 0, values, [], form);
    if (first === '' || turn.place === undefined || turn.place.step > 0) return turn;
    const field = this.#field(turn.place, form, values);
    // A secret is asked for, so that it is told what becomes of it.
    return field === undefined || field.kind === 'text-private' ? turn : this.#answer(turn.place, first, form);
  }

  /** All was said at once. What is wrong with it is told, and asked for. */
  async #spoken(values: Values): Promise<Turn> {
    const form = await this.#form(0, values);
    const call = this.#call(values);
    const [step] = this.#command.steps;
    const fields = form?.fields ?? [];
    const wrong = step?.check === undefined ? checkFields(fields, values) : await step.check(call, values, fields);
    if (wrong !== undefined) return this.#enterStep(0, values, [call.say(wrong.text)]);
    return this.#run({ node: this.#command.node, step: 0, field: 0, values: [...values] }, []);
  }

  /** Goes on with what somebody answered to the question of a place. */
  async answer(place: Place, text: string): Promise<Turn> {
    return this.#answer(place, text, await this.#form(place.step, new Map(place.values)));
  }

  /** `form`: that of the step, as in all that follows. */
  async #answer(place: Place, text: string, form: CommandForm | undefined): Promise<Turn> {
    const { step, field: index, chosen } = place;
    const scope = scopeOf(place);
    const values: Values = new Map(place.values);
    const call = this.#call(values);
    const field = this.#field(place, form, values);
    const reply = readReply(field ?? { name: 'confirm', kind: 'boolean' }, text, call.say);
    switch (reply.kind) {
      case 'cancel':
        return { text: call.say({ key: 'chat.cancelled' }) };
      case 'help':
        return this.#ask(place, [call.say({ key: 'chat.steering' })], form);
      case 'back':
        if (index > 0) return this.#enter(step, index - 1, values, [], form, scope);
        // Before the first field that was chosen stands the choice.
        return step === 0 || chosen !== undefined
          ? this.#enter(step, 0, values, [], form, { ...(scope.more && { more: scope.more }) })
          : this.#enterStep(step - 1, values, [], scope);
      case 'wrong':
        return this.#again(place, call, reply.why, form);
      case 'keep':
      case 'values': {
        if (field === undefined) return this.#confirmed(place, text, form);
        if (this.#isChoice(place, form, values)) {
          const names = reply.kind === 'keep' ? [] : reply.values.filter((name) => name !== '');
          if (names.length === 0) return this.#again(place, call, { key: 'chat.choose-many' }, form);
          return this.#enter(step, 0, values, [], form, { ...scope, chosen: names });
        }
        const { name = '' } = field;
        const given: Values = reply.kind === 'keep' ? kept(field, values) : new Map([[name, reply.values]]);
        const wrong = await this.#check(step, call, given, field);
        if (wrong !== undefined) return this.#again(place, call, wrong.text, form);
        const rest = [...values].filter(([known]) => known !== name);
        return this.#enter(step, index + 1, new Map([...rest, ...given]), [], form, scope);
      }
    }
  }

  /** Comes to a step, and makes its form. */
  async #enterStep(step: number, values: Values, before: readonly string[], scope: Scope = {}): Promise<Turn> {
    return this.#enter(step, 0, values, before, await this.#form(step, values), scope);
  }

  /** Comes to a field of a step, or past its last one. */
  async #enter(
    step: number,
    index: number,
    values: Values,
    before: readonly string[],
    form: CommandForm | undefined,
    scope: Scope = {},
  ): Promise<Turn> {
    const { chosen } = scope;
    const place: Place = { node: this.#command.node, step, field: index, ...scope, values: [...values] };
    if (this.#field(place, form, values) !== undefined) {
      const opening = index === 0 && chosen === undefined && before.length === 0 ? this.#opening(form, values) : [];
      return this.#ask(place, [...before, ...opening], form);
    }
    if (step + 1 < this.#command.steps.length) return this.#enterStep(step + 1, values, before);
    if (this.#command.confirm !== undefined) return this.#ask(place, before, form);
    return this.#run(place, before);
  }

  #ask(place: Place, before: readonly string[], form: CommandForm | undefined): Turn {
    const values: Values = new Map(place.values);
    const call = this.#call(values);
    const field = this.#field(place, form, values);
    const confirm = () => `${this.#command.confirm?.(call) ?? ''}\n${call.say({ key: 'chat.yes-or-no' })}`;
    const question = field === undefined ? confirm() : questionFor(field, call.say);
    return { text: [...before, question].join('\n\n'), place };
  }

  /** The answer was wrong, or meant as the next command. */
  #again(place: Place, { say }: Call, why: TextRef, form: CommandForm | undefined): Turn {
    return this.#ask(place, [say({ key: 'chat.wrong', params: { problem: say(why) } })], form);
  }

  async #confirmed(place: Place, text: string, form: CommandForm | undefined): Promise<Turn> {
    const values: Values = new Map(place.values);
    const call = this.#call(values);
    const reply = readBoolean(text, call.say);
    if (reply.kind !== 'values') return this.#ask(place, [call.say({ key: 'chat.yes-or-no' })], form);
    if (reply.values[0] !== 'true') return { text: call.say({ key: 'command.nothing-done' }) };
    return this.#run(place, []);
  }

  async #run(place: Place, before: readonly string[]): Promise<Turn> {
    const values: Values = new Map(place.values);
    const call = this.#call(values);
    const done = await this.#command.run(call);
    if (!failed(done)) {
      return {
        text: [...before, resultText(done, call.say)].join('\n\n'),
        ...(done.follow && { follow: done.follow }),
      };
    }
    const told = call.say(done.problem.text);
    if (!canBeCorrected(done.problem) || this.#command.steps.length === 0) return { text: told };
    // Made anew: what it offered may be what was just refused.
    return this.#enterStep(place.step, values, [told], mending(place, done.problem.fields ?? []));
  }

  /** What a step is about; said once, before its first question. */
  #opening(form: CommandForm | undefined, values: Values): readonly string[] {
    const head = form?.instructions ?? form?.title ?? '';
    // A title is no sentence yet.
    const sentence = head === '' || /[.!?:…]$/.test(head) ? head : `${head}.`;
    return [`${sentence} ${this.#call(values).say({ key: 'chat.how-to-cancel' })}`.trim()];
  }

  async #check(step: number, call: Call, given: Values, field: FormField): Promise<Problem | undefined> {
    const own = this.#command.steps[step]?.check;
    return own === undefined ? checkFields([field], given) : own(call, given, [field]);
  }

  /** What is asked at a place: a field, or which of them are to be changed; undefined behind the last one. */
  #field(place: Place, form: CommandForm | undefined, values: Values): FormField | undefined {
    const fields = this.#fields(form, values, place);
    const { chosen, field } = place;
    if (chosen !== undefined) return fields.filter(({ name = '' }) => chosen.includes(name))[field];
    return this.#isChoice(place, form, values) ? this.#choice(fields, values) : fields[field];
  }

  #isChoice(place: Place, form: CommandForm | undefined, values: Values): boolean {
    if (this.#command.choosesInChat !== true || place.chosen !== undefined) return false;
    return this.#fields(form, values, place).length > MANY;
  }

  #choice(fields: readonly FormField[], values: Values): FormField {
    const options = fields.map(({ name = '', label = name }) => ({ value: name, label }));
    return {
      name: 'chosen',
      kind: 'list-multi',
      label: this.#call(values).say({ key: 'chat.which-fields' }),
      required: true,
      options,
    };
  }

  /** The fields of a form that are asked for, with the values that were given. */
  #fields(form: CommandForm | undefined, values: Values, { more = [] }: Scope): readonly FormField[] {
    if (form === undefined) return [];
    const { fields } = withValues(form, values);
    const silent = this.#command.notInChat?.(fields);
    return fields.filter((field) => {
      const { name = '' } = field;
      return isAsked(field) && (more.includes(name) || silent?.has(name) !== true);
    });
  }

  async #form(step: number, values: Values): Promise<CommandForm | undefined> {
    return this.#command.steps[step]?.form(this.#call(values));
  }

  #call(values: Values): Call {
    return this.#tree.call(this.#jid, this.#lang, values);
  }
}

function scopeOf({ chosen, more }: Place): Scope {
  return { ...(chosen === undefined ? {} : { chosen }), ...(more === undefined ? {} : { more }) };
}

/** Which fields are asked for after a refusal: those that were before, and those that can mend it. */
function mending({ chosen, more = [] }: Place, fields: readonly string[]): Scope {
  if (fields.length === 0) return more.length === 0 ? {} : { more };
  const all = { more: [...new Set([...more, ...fields])] };
  return chosen === undefined ? all : { ...all, chosen: [...new Set([...chosen, ...fields])] };
}

/** What was answered before, or is on record; nothing where neither is: then the check says so. */
function kept({ name = '', kind, values = [] }: FormField, before: Values): Values {
  const given = before.get(name);
  if (given !== undefined) return new Map([[name, given]]);
  return values.length === 0 || kind === 'text-private' ? new Map() : new Map([[name, values]]);
}
