import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RegistrationField } from '../../gateways/gateway.js';
import { type Clock, systemClock } from '../../src/clock.js';
import { OWN_LOCAL } from '../../src/core/addresses.js';
import { serialise } from '../../src/xmpp/serialise.js';
import { siteWithout } from '../unit/core/support/site.js';
import { commandIn, submitted, Talk } from '../unit/core/support/talk.js';
import type { Subject } from './conformance.js';

type Values = Readonly<Record<string, string>>;

/** What became of registering: whether all of it was accepted, and why not. */
interface Registered {
  readonly ok: boolean;
  readonly told: string;
  /** Some of it was accepted before: what is asked for later is not. */
  readonly partly?: true;
}

/** One way to register. */
interface Face {
  readonly name: string;
  register(talk: Talk, jid: string, values: Values): Promise<Registered>;
  remove(talk: Talk, jid: string): Promise<void>;
}

const REGISTER = 'jabber:iq:register';

const form: Face = {
  name: 'the form',
  async register(talk, jid, values) {
    const answer = await talk.ask(jid, 'set', `<query xmlns="${REGISTER}">${submitted(values)}</query>`);
    return { ok: answer.attrs.type === 'result', told: serialise(answer) };
  },
  async remove(talk, jid) {
    const answer = await talk.ask(jid, 'set', `<query xmlns="${REGISTER}"><remove/></query>`);
    assert.equal(answer.attrs.type, 'result');
  },
};

const command: Face = {
  name: 'a command',
  async register(talk, jid, values) {
    const begun = commandIn(await talk.command(jid, 'node="register"'));
    const session = `node="register" sessionid="${begun.attrs.sessionid ?? ''}"`;
    const answer = await talk.command(jid, `${session} action="complete"`, values);
    const note = answer.getChild('command', 'http://jabber.org/protocol/commands')?.getChild('note');
    return { ok: answer.attrs.type === 'result' && note?.attrs.type === 'info', told: serialise(answer) };
  },
  async remove(talk, jid) {
    const begun = commandIn(await talk.command(jid, 'node="unregister"'));
    const session = `node="unregister" sessionid="${begun.attrs.sessionid ?? ''}"`;
    const end = commandIn(await talk.command(jid, session, { confirm: 'true' }));
    assert.equal(end.attrs.status, 'completed');
  },
};

/** How long a person takes for an answer in a chat, ms: who is quicker is a program, and is not answered for ever. */
const ANSWER_MS = 3000;

/**
 * Answers each question in the order of the form; a person would stop at the first that is told to be wrong. What is asked
 * for later is given by changing the registration.
 */
const chat = (fields: readonly RegistrationField[], pause: (ms: number) => void): Face => ({
  name: 'a chat',
  async register(talk, jid, values) {
    const say = async (word: string, answers: readonly string[]): Promise<string> => {
      let texts: readonly string[] = [];
      for (const text of [word, ...answers]) {
        pause(ANSWER_MS);
        texts = await talk.say(jid, text);
      }
      return texts[0] ?? '';
    };
    // What is offered is chosen by its number.
    const answerTo = ({ name, options = [] }: RegistrationField): string | undefined => {
      const place = options.findIndex(({ value }) => value === values[name]);
      return place === -1 ? values[name] : String(place + 1);
    };
    const given = new Map(fields.map(({ name, initial = '' }) => [name, values[name] ?? initial]));
    const matters = fields.filter(({ needless }) => needless?.(given) !== true);
    const asked = matters.filter(({ later }) => later !== true).map((field) => answerTo(field) || '-');
    const told = await say('register', asked);
    const ok = told.startsWith('You are registered with ');
    if (!ok) await talk.say(jid, 'cancel');
    if (!ok || fields.every(({ name, later }) => later !== true || !values[name])) return { ok, told };
    // Where they are many, a person is asked first which of them are meant: here all.
    const [question = ''] = await talk.say(jid, 'change');
    const choice = /change\?/.test(question) ? [matters.map((_, index) => index + 1).join(', ')] : [];
    await talk.say(jid, 'cancel');
    const changed = await say('change', [...choice, ...matters.map((field) => answerTo(field) || 'keep')]);
    if (changed.startsWith('Your registration with ')) return { ok: true, told: changed };
    await talk.say(jid, 'cancel');
    return { ok: false, told: changed, partly: true };
  },
  async remove(talk, jid) {
    await talk.say(jid, 'unregister');
    assert.match((await talk.say(jid, 'yes'))[0] ?? '', /^You are no longer registered/);
  },
});

/** Registration of a gateway by every face that the core gives it. */
export function registersByEveryFace(get: () => Subject): void {
  let passed = 0;
  const clock: Clock = {
    now: () => systemClock.now() + passed,
    monotonic: () => systemClock.monotonic() + passed,
    after: (ms, run) => systemClock.after(ms, run),
  };
  const pause = (ms: number): void => {
    passed += ms;
  };
  const facesOf = ({ gateway }: Subject) => [form, command, chat(gateway.registration.fields, pause)];
  const newTalk = ({ gateway, words, store }: Subject) =>
    new Talk(siteWithout({ gateway, words, stores: store.store, clock }));
  const secretsOf = ({ gateway }: Subject, values: Values) =>
    gateway.registration.fields
      .filter(({ kind }) => kind === 'text-private')
      .flatMap(({ name }) => (values[name] === undefined || values[name] === '' ? [] : [values[name]]));

  it('leaves the address of the gateway itself to the core', () => {
    const { gateway } = get();
    assert.equal(gateway.addresses.parse(OWN_LOCAL).ok, false);
    assert.equal(gateway.addresses.parse(OWN_LOCAL.toUpperCase()).ok, false);
  });

  describe('is registered with by form, command and chat', () => {
    it('with the same data, which are seen, removed and taken again', async () => {
      const subject = get();
      const { fixture, gateway, store } = subject;
      const talk = newTalk(subject);
      const stored: unknown[] = [];
      for (const [index, face] of facesOf(subject).entries()) {
        const jid = `face${index}@example.org`;
        for (let round = 0; round < 2; round++) {
          const { ok, told } = await face.register(talk, `${jid}/a`, fixture.registration.valid);
          assert.ok(ok, `${face.name}: ${told}`);
          const account = await store.store.accounts.get(gateway.name, jid);
          stored.push(account?.fields);
          const shown = await talk.command(`${jid}/a`, 'node="show"');
          const names = new Set(gateway.registration.fields.map(({ name }) => name));
          // What the gateway has found out besides is in no form.
          for (const [name, value] of Object.entries(account?.fields ?? {}).filter(([one]) => names.has(one))) {
            for (const line of value.split('\n')) assert.ok(serialise(shown).includes(line), `${name}: ${line}`);
          }
          await face.remove(talk, `${jid}/a`);
          assert.equal(await store.store.accounts.get(gateway.name, jid), undefined, face.name);
        }
      }
      for (const fields of stored) assert.deepEqual(fields, stored[0]);
      for (const secret of secretsOf(subject, fixture.registration.valid)) assert.ok(!talk.heard.includes(secret));
    });

    it('with nothing that is wrong, that is missing, or that the network refuses', async () => {
      const subject = get();
      const { fixture, gateway, store } = subject;
      const { valid, wrong, refused } = fixture.registration;
      const required = gateway.registration.fields.filter((field) => field.required);
      const missing = required.map(({ name }) => ({ ...valid, [name]: '' }));
      for (const [index, face] of facesOf(subject).entries()) {
        const jid = `stranger${index}@example.org`;
        for (const values of [...wrong, ...missing, ...(refused === undefined ? [] : [refused])]) {
          // In a chat a line break within an answer is a space.
          if (face.name === 'a chat' && Object.values(values).some((value) => value.includes('\n'))) continue;
          // Each as somebody with a session and an allowance of their own.
          const talk = newTalk(subject);
          const { ok, told, partly } = await face.register(talk, `${jid}/a`, values);
          assert.equal(ok, false, `${face.name}: ${JSON.stringify(values)}`);
          assert.notEqual(told, '');
          const account = await store.store.accounts.get(gateway.name, jid);
          if (partly) {
            const later = gateway.registration.fields.filter((field) => field.later === true);
            assert.ok(account !== undefined);
            for (const { name } of later) assert.ok(!values[name] || account.fields[name] !== values[name], name);
            await face.remove(talk, `${jid}/a`);
          } else assert.equal(account, undefined);
          for (const secret of secretsOf(subject, values)) assert.ok(!talk.heard.includes(secret), face.name);
        }
      }
    });
  });

  it('repeats on its side the validation that it offers', async () => {
    const subject = get();
    const talk = newTalk(subject);
    for (const { name, validate } of subject.gateway.registration.fields) {
      if (validate?.regex === undefined) continue;
      const offered = new RegExp(`^(?:${validate.regex})$`, 'u');
      const bad = ['!', '\u{1f339}', 'no such value'].find((value) => !offered.test(value));
      if (bad === undefined) continue;
      const { ok } = await form.register(talk, 'valid@example.org/a', {
        ...subject.fixture.registration.valid,
        [name]: bad,
      });
      assert.equal(ok, false, `${name}: ${bad}`);
    }
  });
}
