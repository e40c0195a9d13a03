import { newEnvelopeId } from '../../lanes/envelope.js';
import type { Problem } from '../../problem.js';
import type { SessionPlace } from '../../store/sessions.js';
import {
  type CommandAnswer,
  type CommandFault,
  type CommandRequest,
  commandElement,
  commandFault,
  isLanguage,
  readCommand,
  type StageAction,
} from '../../xmpp/commands.js';
import type { Element } from '../../xmpp/element.js';
import { errorReply } from '../../xmpp/errors.js';
import { buildForm } from '../../xmpp/forms.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { checkFields } from '../commands/check-fields.js';
import { type Call, type Command, type CommandForm, failed, type Result, type Values } from '../commands/command.js';
import { canBeCorrected, offeredOnly, withValues } from '../commands/outcome.js';
import type { CommandTree } from '../commands/tree.js';
import { type CoreError, problem } from '../errors.js';
import type { Site } from '../site.js';
import { hasCommands } from './command-nodes.js';
import { type Answer, type Handlers, type Request, refused, wordsFor } from './request.js';

/** Commands that one user may send in a minute. */
const A_MINUTE = 60;

/** Characters of the longest session id that can be one of ours. */
const LONGEST_ID = 64;

const FAULTS: Readonly<Record<CommandFault, CoreError>> = {
  'malformed-action': 'command-malformed-action',
  'bad-action': 'command-bad-action',
  'bad-locale': 'command-bad-locale',
  'bad-payload': 'command-bad-payload',
  'bad-sessionid': 'command-bad-session',
  'session-expired': 'command-session-expired',
};

/** What a session keeps between two requests. */
interface State {
  readonly node: string;
  /** The step that was shown last. */
  readonly step: number;
  readonly values: readonly (readonly [string, readonly string[]])[];
  /** The language of the first request counts for all of them (XEP-0050 3.7). */
  readonly lang?: string;
}

/** A request that goes on with a session, and what it found. */
interface Going {
  readonly request: Request;
  readonly asked: CommandRequest;
  readonly place: SessionPlace;
  readonly rev: number;
  readonly state: State;
  readonly command: Command;
}

/** The command tree as ad-hoc commands (XEP-0050). */
export class AdHoc {
  readonly #site: Site;
  readonly #tree: CommandTree;

  constructor(site: Site, tree: CommandTree) {
    this.#site = site;
    this.#tree = tree;
  }

  get handlers(): Handlers {
    return { [`set ${NS.commands}`]: (request) => this.#handle(request) };
  }

  async #handle(request: Request): Promise<Answer> {
    if (!hasCommands(request.kind)) return refused(this.#site, request, problem('command-none-here'));
    if (request.lang !== undefined && !isLanguage(request.lang)) return this.#fault(request, 'bad-locale');
    const read = readCommand(request.payload);
    if (!read.ok) return this.#fault(request, read.fault);
    const { request: asked } = read;
    if (!(await this.#mayGoOn(request))) return refused(this.#site, request, problem('command-too-many'));
    const command = this.#tree.find(asked.node);
    if (command === undefined) return refused(this.#site, request, problem('command-unknown'));
    return asked.session === undefined ? this.#begin(request, asked, command) : this.#goOn(request, asked, command);
  }

  async #begin(request: Request, asked: CommandRequest, command: Command): Promise<Answer> {
    if (asked.action !== 'execute') return this.#fault(request, 'bad-action');
    const denied = await this.#tree.denial(command, request.from);
    if (denied !== undefined) return refused(this.#site, request, denied);
    const lang = request.lang ?? asked.lang;
    const call = this.#tree.call(request.from, lang, new Map());
    const place = this.#place(request, newEnvelopeId());
    const [step] = command.steps;
    if (step === undefined) {
      const done = await command.run(call);
      const result = failed(done) ? failure(call, done.problem) : done;
      return this.#completed(request, command, place.id, call, result);
    }
    const state: State = { node: command.node, step: 0, values: [], ...(lang === undefined ? {} : { lang }) };
    await this.#site.stores.sessions.begin(place, state, this.#site.clock.now());
    return [this.#stage(request, command, place.id, call, 0, await step.form(call))];
  }

  async #goOn(request: Request, asked: CommandRequest, command: Command): Promise<Answer> {
    const { stores, clock } = this.#site;
    const id = asked.session ?? '';
    if (id.length > LONGEST_ID) return this.#fault(request, 'bad-sessionid');
    const place = this.#place(request, id);
    const taken = await stores.sessions.take(place, clock.now());
    if (taken.kind === 'unknown') return this.#fault(request, 'bad-sessionid');
    if (taken.kind === 'expired') return this.#fault(request, 'session-expired');
    if (taken.kind === 'busy') return refused(this.#site, request, problem('command-busy'));
    const state = taken.state as State;
    const going: Going = { request, asked, place, rev: taken.rev, state, command };
    try {
      return await this.#act(going);
    } catch (error) {
      // The step may be tried again.
      await stores.sessions.keep(place, taken.rev, state).catch(() => false);
      throw error;
    }
  }

  async #act(going: Going): Promise<Answer> {
    const { request, asked, place, rev, state, command } = going;
    const { sessions } = this.#site.stores;
    if (state.node !== asked.node) return this.#again(going, 'bad-sessionid');
    const denied = await this.#tree.denial(command, request.from);
    if (denied !== undefined) {
      await sessions.end(place, rev);
      return refused(this.#site, request, denied);
    }
    if (asked.action === 'cancel') {
      await sessions.end(place, rev);
      const lang = this.#spoken(state.lang);
      return [answer(request, { node: command.node, session: place.id, status: 'canceled', lang })];
    }
    const allowed = actionsOf(command, state.step);
    const action = asked.action === 'execute' ? allowed[0] : asked.action;
    if (!allowed.includes(action)) return this.#again(going, 'bad-action');
    if (action === 'prev') return this.#show(going, state.step - 1, new Map(state.values));
    return this.#submitted(going);
  }

  /** A form was sent for the step that was shown. */
  async #submitted(going: Going): Promise<Answer> {
    const { request, asked, place, rev, state, command } = going;
    const step = command.steps[state.step];
    if (step === undefined || asked.values === undefined) return this.#again(going, 'bad-payload');
    const before = new Map(state.values);
    const call = this.#tree.call(request.from, state.lang, before);
    const form = await step.form(call);
    if (asked.formType !== undefined && form.formType !== undefined && asked.formType !== form.formType) {
      return this.#again(going, 'bad-payload');
    }
    const given = offeredOnly(form, asked.values);
    const wrong =
      step.check === undefined ? checkFields(form.fields, given) : await step.check(call, given, form.fields);
    if (wrong !== undefined) return this.#again(going, 'bad-payload', wrong);
    const values: Values = new Map([...before, ...given]);
    if (state.step + 1 < command.steps.length) return this.#show(going, state.step + 1, values);
    const last = this.#tree.call(request.from, state.lang, values);
    const done = await command.run(last);
    if (failed(done) && canBeCorrected(done.problem)) return this.#again(going, 'bad-payload', done.problem);
    // It is done, whether the session can be ended now or ends by itself.
    await this.#site.stores.sessions.end(place, rev).catch(() => false);
    const result = failed(done) ? failure(last, done.problem) : done;
    return this.#completed(request, command, place.id, last, result);
  }

  /** Goes to another step. */
  async #show(going: Going, index: number, values: Values): Promise<Answer> {
    const { request, place, rev, state, command } = going;
    const step = command.steps[index];
    if (step === undefined) return this.#again(going, 'bad-action');
    const call = this.#tree.call(request.from, state.lang, values);
    const form = withValues(await step.form(call), values);
    if (!(await this.#site.stores.sessions.keep(place, rev, { ...state, step: index, values: [...values] }))) {
      return this.#fault(request, 'session-expired', state.lang);
    }
    return [this.#stage(request, command, place.id, call, index, form)];
  }

  /** The session stays as it was, so that the requester can do better. */
  async #again({ request, place, rev, state }: Going, fault: CommandFault, why?: Problem): Promise<Answer> {
    await this.#site.stores.sessions.keep(place, rev, state);
    return this.#fault(request, fault, state.lang, why);
  }

  #stage(request: Request, command: Command, session: string, call: Call, index: number, form: CommandForm): Element {
    const { title, instructions, fields, formType } = form;
    return answer(request, {
      node: command.node,
      session,
      status: 'executing',
      lang: this.#spoken(call.lang),
      actions: actionsOf(command, index),
      form: buildForm({
        type: 'form',
        title,
        fields: fields.map((field) => (field.kind === 'text-private' ? { ...field, values: [] } : field)),
        ...(instructions === undefined ? {} : { instructions: [instructions] }),
        ...(formType === undefined ? {} : { formType }),
      }),
    });
  }

  #completed(request: Request, command: Command, session: string, call: Call, result: Result): readonly Element[] {
    const { notes, follow = [] } = result;
    const form = resultForm(result);
    const completed = answer(request, {
      node: command.node,
      session,
      status: 'completed',
      lang: this.#spoken(call.lang),
      ...(notes === undefined ? {} : { notes }),
      ...(form === undefined ? {} : { form }),
    });
    return [completed, ...follow];
  }

  #fault(request: Request, fault: CommandFault, lang = request.lang, why = problem(FAULTS[fault])): Answer {
    const { type, condition } = problem(FAULTS[fault]);
    const said = { ...wordsFor(this.#site, { lang }, why), type, condition, extra: [commandFault(fault)] };
    const reply = errorReply(request.iq, said);
    return reply === undefined ? [] : [reply];
  }

  #place({ from }: Request, id: string): SessionPlace {
    return { gateway: this.#site.gateway.name, user: from.bare, id, owner: from.full };
  }

  async #mayGoOn({ from }: Request): Promise<boolean> {
    const { gateway, stores, clock } = this.#site;
    const demand = { key: `${gateway.name}:command:${from.bare}`, cost: 1 };
    const [admission] = await stores.buckets.admit([demand], A_MINUTE / 60, A_MINUTE, clock.now());
    return admission?.allowed === 1;
  }

  /** The language that the answer really is in. */
  #spoken(lang: string | undefined): string {
    return this.#site.words.languageOf('command.help', lang);
  }
}

function answer(request: Request, parts: CommandAnswer): Element {
  return iqResult(request.iq, commandElement(parts));
}

/** What a step allows, the default first. */
function actionsOf(command: Command, index: number): readonly [StageAction, ...StageAction[]] {
  const onward = index + 1 < command.steps.length ? 'next' : 'complete';
  return index > 0 ? [onward, 'prev'] : [onward];
}

/** A command that fails is completed all the same, with a note that says so (XEP-0050 3.6). */
function failure(call: Call, why: Problem): Result {
  return { notes: [{ type: 'error', text: call.say(why.text) }] };
}

function resultForm({ title, fields = [], table, formType }: Result): Element | undefined {
  if (table === undefined && fields.length === 0) return undefined;
  return buildForm({
    type: 'result',
    fields,
    ...(title === undefined ? {} : { title }),
    ...(formType === undefined ? {} : { formType }),
    ...(table === undefined ? {} : { reported: table.columns, items: table.rows }),
  });
}
