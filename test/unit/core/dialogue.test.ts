import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Interview } from '../../../src/core/chat/interview.js';
import type { Command } from '../../../src/core/commands/command.js';
import { CommandTree } from '../../../src/core/commands/tree.js';
import { problem } from '../../../src/core/errors.js';
import { Online } from '../../../src/core/online.js';
import type { Site } from '../../../src/core/site.js';
import type { Sessions } from '../../../src/store/sessions.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteOn, siteWithout } from './support/site.js';
import { Talk } from './support/talk.js';

const ROMEO = 'romeo@example.org/home';
const SECRET = 'open-sesame-please';

const twoSteps: Command = {
  node: 'two',
  word: 'two',
  name: { key: 'command.help' },
  about: { key: 'command.help' },
  audience: 'anyone',
  steps: [
    {
      form: async () => ({
        title: 'One',
        fields: [{ name: 'house', kind: 'text-single', label: 'House', required: true }],
      }),
    },
    {
      form: async ({ values }) => ({
        title: `Two of ${values.get('house')?.[0] ?? ''}`,
        fields: [
          { kind: 'fixed', values: ['Choose well.'] },
          {
            name: 'side',
            kind: 'list-single',
            label: 'Side',
            required: true,
            options: [{ value: 'left' }, { value: 'right' }],
          },
        ],
      }),
    },
  ],
  run: async ({ values }) => ({
    notes: [{ type: 'info', text: `${values.get('house')?.[0]} ${values.get('side')?.[0]}` }],
  }),
};

describe('the dialogue with the gateway', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  const newSite = (parts: Partial<Site> = {}) => siteOn(store.store, parts);

  function newInterview(command: Command) {
    const site = newSite();
    const jid = parseJid(ROMEO);
    assert.ok(jid !== undefined);
    return new Interview(new CommandTree(site, new Online(site), [command]), command, jid, undefined);
  }

  it('asks nothing where all is said behind the word, and only for what is wrong with that', async () => {
    const spoken = (text: string) => {
      const [house = '', side = ''] = text.split(' ');
      return side === ''
        ? undefined
        : new Map([
            ['house', [house]],
            ['side', [side]],
          ]);
    };
    const form = async () => ({
      title: 'One',
      fields: [
        { name: 'house', kind: 'text-single', label: 'House', required: true } as const,
        { name: 'side', kind: 'list-single', label: 'Side', options: [{ value: 'left' }, { value: 'right' }] } as const,
      ],
    });
    const interview = newInterview({ ...twoSteps, steps: [{ form }], spoken });
    const all = await interview.begin('montague left');
    assert.deepEqual([all.text, all.place], ['montague left', undefined]);
    assert.equal((await interview.begin('montague')).place?.field, 1);
    const wrong = await interview.begin('montague up');
    assert.match(wrong.text, /left, right/);
    assert.equal(wrong.place?.field, 0);
  });

  it('goes on in another process, and with another client of the same user', async () => {
    const site = newSite();
    await new Talk(site).say(ROMEO, 'register');
    const other = new Talk({ ...site, stores: await store.again() });
    const [question = ''] = await other.say('romeo@example.org/phone', 'romeo');
    assert.match(question, /^Password of the echo network/);
    const [end] = await new Talk(site).say(ROMEO, '-');
    assert.equal(end, `You are registered with ${DOMAIN}.`);
  });

  it('is not meant by what names others to deliver to, but by what others have as well', async () => {
    const talk = new Talk(newSite());
    const to = (delivered: string) =>
      `<addresses xmlns="http://jabber.org/protocol/address"><address type="to" jid="juliet@${DOMAIN}"${delivered}/></addresses>`;
    assert.deepEqual(await talk.say(ROMEO, 'help', '', to('')), []);
    assert.equal((await talk.say(ROMEO, 'help', '', to(' delivered="true"'))).length, 1);
  });

  it('is not gone on with by anybody else', async () => {
    const talk = new Talk(newSite());
    await talk.say(ROMEO, 'register');
    const [answer = ''] = await talk.say('tybalt@example.org/home', 'tybalt');
    assert.match(answer, /^I do not know this word/);
  });

  it('has a secret in Redis only encrypted, and never says or logs it', async () => {
    const lines: string[] = [];
    const write = (...parts: readonly unknown[]) => lines.push(JSON.stringify(parts));
    const log = { debug: write, info: write, warn: write, error: write, child: () => log };
    const site = newSite({ log });
    const talk = new Talk(site);
    await talk.say(ROMEO, 'register');
    await talk.say(ROMEO, 'cousin');
    // The last answer is wrong after the secret was given: it lies in the session meanwhile.
    const other = new Talk(site);
    await other.say('paris@example.org/a', 'register cousin');
    await other.say('paris@example.org/a', '-');
    const [conflict = ''] = await talk.say(ROMEO, SECRET);
    assert.match(conflict, /^Nick: cousin belongs to another user/);
    const { redis, prefix } = store.store;
    const keys = await redis.keys(`${prefix}:{${site.gateway.name}}:dialogue.s:*`);
    assert.equal(keys.length, 1);
    assert.doesNotMatch(JSON.stringify(await redis.hgetall(keys[0] ?? '')), new RegExp(SECRET));
    await talk.say(ROMEO, 'romeo');
    await talk.say(ROMEO, SECRET);
    await talk.say(ROMEO, 'show');
    assert.doesNotMatch(talk.heard, new RegExp(SECRET));
    assert.doesNotMatch(lines.join('\n'), new RegExp(SECRET));
    assert.deepEqual(await redis.keys(`${prefix}:{${site.gateway.name}}:dialogue.s:*`), [], 'nothing of it is left');
    const account = await store.store.accounts.secret(site.gateway.name, 'romeo@example.org', 'password');
    assert.equal(account, SECRET);
  });

  it('keeps a password that is not given anew, and takes a new one', async () => {
    const site = newSite();
    const talk = new Talk(site);
    const secret = () => store.store.accounts.secret(site.gateway.name, 'romeo@example.org', 'password');
    for (const text of ['register', 'romeo', 'first']) await talk.say(ROMEO, text);
    assert.equal(await secret(), 'first');
    for (const text of ['change', 'keep', '-']) await talk.say(ROMEO, text);
    assert.equal(await secret(), 'first');
    for (const text of ['register', 'keep', 'second']) await talk.say(ROMEO, text);
    assert.equal(await secret(), 'second');
  });

  it('asks first what is to be changed, where there is much of it, and for that alone', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `f${index + 1}`);
    const told: [string, readonly string[]][] = [];
    const change: Command = {
      ...twoSteps,
      choosesInChat: true,
      steps: [
        {
          form: async () => ({
            title: 'Settings',
            fields: names.map((name) => ({ name, kind: 'text-single', label: `Field ${name}`, values: [name] })),
          }),
        },
      ],
      run: async ({ values }) => {
        told.push(...values);
        return { notes: [] };
      },
    };
    const interview = newInterview(change);
    let turn = await interview.begin('');
    const answer = async (text: string) => {
      turn = await interview.answer(turn.place ?? assert.fail(), text);
      return turn.text;
    };
    assert.match(turn.text, /^Settings\. [\s\S]*What do you want to change\?[\s\S]*\n12\) Field f12\n/);
    for (const wrong of ['-', 'keep', '13', 'nonsense'])
      assert.match(await answer(wrong), /What do you want to change\?/);
    assert.match(await answer('7, f3'), /^Field f3\n/);
    assert.match(await answer('back'), /What do you want to change\?/);
    assert.match(await answer('7 3'), /^Field f3\n/);
    assert.match(await answer('three'), /^Field f7\n/);
    assert.match(await answer('back'), /^Field f3\n/);
    assert.match(await answer('3'), /^Field f7\n/);
    await answer('seven');
    assert.equal(turn.place, undefined);
    assert.deepEqual(told, [
      ['f3', ['3']],
      ['f7', ['seven']],
    ]);
    // With the first answer behind the word.
    assert.match((await interview.begin('12')).text, /^Field f12\n/);
  });

  it('asks for what can mend a refusal, though a chat does not ask for it at first', async () => {
    const hidden: Command = {
      ...twoSteps,
      steps: [
        {
          form: async () => ({
            title: 'Where?',
            fields: [
              { name: 'house', kind: 'text-single', label: 'House', required: true },
              { name: 'door', kind: 'text-single', label: 'Door' },
            ],
          }),
        },
      ],
      notInChat: () => new Set(['door']),
      run: async ({ values }) =>
        values.has('door')
          ? { notes: [{ type: 'info', text: `through ${values.get('door')?.[0]}` }] }
          : { problem: { ...problem('register-required', { field: 'Door' }), fields: ['door'] } },
    };
    const interview = newInterview(hidden);
    const first = await interview.begin('');
    assert.ok(first.place !== undefined);
    const refused = await interview.answer(first.place, 'capulet');
    assert.match(refused.text, /^Door: a value is needed\.\n\nHouse\nNow: capulet/);
    assert.ok(refused.place !== undefined);
    const asked = await interview.answer(refused.place, 'keep');
    assert.match(asked.text, /^Door\n/);
    assert.ok(asked.place !== undefined);
    assert.deepEqual(await interview.answer(asked.place, 'back door'), { text: 'through back door' });
  });

  it('asks step by step, goes back over them, and explains itself in the middle', async () => {
    const interview = newInterview(twoSteps);
    let turn = await interview.begin('');
    assert.match(turn.text, /^One\. [\s\S]*House$/);
    const answer = async (text: string) => {
      assert.ok(turn.place !== undefined);
      turn = await interview.answer(turn.place, text);
      return turn.text;
    };
    assert.equal(await answer(''), 'House: a value is needed. Write cancel to do something else.\n\nHouse');
    assert.match(await answer('help'), /^Answer the question\.[\s\S]*House$/);
    assert.match(await answer('Montague'), /^Two of Montague\. [\s\S]*Side\n1\) left\n2\) right\nAnswer with a number/);
    assert.match(await answer('back'), /House\nNow: Montague/);
    assert.match(await answer('keep'), /^Two of Montague/);
    assert.equal(
      await answer('7'),
      'Side: this is none of the choices. Write cancel to do something else.\n\nSide\n1) left\n2) right\nAnswer with a number or a value.',
    );
    assert.equal(await answer('2'), 'Montague right');
    assert.equal(turn.place, undefined);
  });

  it('makes the form of a step once for an answer, whatever is answered', async () => {
    const made: string[] = [];
    const counted: Command = {
      ...twoSteps,
      steps: twoSteps.steps.map((step, index) => ({
        form: (call) => {
          made.push(`${index}`);
          return step.form(call);
        },
      })),
    };
    const interview = newInterview(counted);
    let turn = await interview.begin('');
    assert.deepEqual(made.splice(0), ['0']);
    const formsOf = async (text: string) => {
      assert.ok(turn.place !== undefined);
      turn = await interview.answer(turn.place, text);
      return made.splice(0);
    };
    assert.deepEqual(await formsOf(''), ['0']);
    assert.deepEqual(await formsOf('help'), ['0']);
    assert.deepEqual(await formsOf('Montague'), ['0', '1']);
    assert.deepEqual(await formsOf('7'), ['1']);
    assert.deepEqual(await formsOf('back'), ['1', '0']);
    assert.deepEqual(await formsOf('Capulet'), ['0', '1']);
    assert.match(turn.text, /^Two of Capulet/);
    assert.deepEqual(await formsOf('right'), ['1']);
    assert.equal(turn.text, 'Capulet right');
    await newInterview(counted).begin('Montague');
    assert.deepEqual(made.splice(0), ['0', '1']);
  });

  it('says what was done, and no error, also when the store cannot end it then', async () => {
    const site = newSite();
    const { dialogues } = site.stores;
    const endless = {
      take: dialogues.take.bind(dialogues),
      begin: dialogues.begin.bind(dialogues),
      keep: dialogues.keep.bind(dialogues),
      end: () => Promise.reject(new Error('no answer')),
    };
    const talk = new Talk({ ...site, stores: { ...site.stores, dialogues: endless as unknown as Sessions } });
    await talk.say(ROMEO, 'register');
    await talk.say(ROMEO, 'romeo');
    const answers = await talk.deliver(`from="${ROMEO}" to="${DOMAIN}" type="chat"`, '-');
    assert.equal(answers[0]?.getChildText('body'), `You are registered with ${DOMAIN}.`);
    assert.deepEqual(
      answers.filter(({ attrs }) => attrs.type === 'error'),
      [],
    );
  });

  it('does not repeat what it does not understand', async () => {
    const talk = new Talk(newSite());
    await talk.say(ROMEO, SECRET);
    assert.doesNotMatch(talk.heard, new RegExp(SECRET));
  });

  it('answers in the thread and the language of the question, from the address that was written to', async () => {
    const talk = new Talk(newSite());
    const to = `gateway@${DOMAIN}`;
    const [answer] = await talk.deliver(`from="${ROMEO}" to="${to}" xml:lang="de"`, 'help', '<thread>t1</thread>');
    assert.ok(answer !== undefined);
    assert.deepEqual(
      [answer.attrs.from, answer.attrs.to, answer.attrs.type, answer.attrs['xml:lang'], answer.getChildText('thread')],
      [to, 'romeo@example.org', 'chat', 'en', 't1'],
    );
  });

  it('refuses whoever may not use the gateway, and what is encrypted, with an error', async () => {
    const closed = new Talk(newSite({ access: (jid) => problem('access-denied', { jid }) }));
    const [denied] = await closed.deliver(`from="${ROMEO}" to="${DOMAIN}" type="chat" id="m"`, 'help');
    assert.deepEqual([denied?.attrs.type, denied?.attrs.id], ['error', 'm']);
    assert.ok(
      denied
        ?.getChild('error')
        ?.elements()
        .some(({ name }) => name === 'forbidden'),
    );
    const talk = new Talk(newSite());
    const omemo = '<encrypted xmlns="eu.siacs.conversations.axolotl"/>';
    const [refused] = await talk.deliver(`from="${ROMEO}" to="${DOMAIN}" type="chat"`, 'I sent you a message', omemo);
    assert.equal(refused?.attrs.type, 'error');
  });

  const SILENT: readonly [string, string, string][] = [
    ['an error', `from="${ROMEO}" type="error"`, ''],
    ['a room', 'from="room@muc.example.org/romeo" type="groupchat"', ''],
    ['a headline', `from="${ROMEO}" type="headline"`, ''],
    ['our own domain', `from="${DOMAIN}" type="chat"`, ''],
    ['the gateway by its other address', `from="gateway@${DOMAIN}/x" type="chat"`, ''],
    ['a contact of ours', `from="juliet@${DOMAIN}" type="chat"`, ''],
    ['nobody', 'type="chat"', ''],
    ['a message that lay somewhere', `from="${ROMEO}"`, '<delay xmlns="urn:xmpp:delay" stamp="2024-01-01T00:00:00Z"/>'],
    ['one with a stamp of old', `from="${ROMEO}"`, '<x xmlns="jabber:x:delay" stamp="20240101T00:00:00"/>'],
    ['a forward', `from="${ROMEO}"`, '<forwarded xmlns="urn:xmpp:forward:0"/>'],
    ['a carbon of what was received', `from="${ROMEO}"`, '<received xmlns="urn:xmpp:carbons:2"/>'],
    ['a carbon of what was sent', `from="${ROMEO}"`, '<sent xmlns="urn:xmpp:carbons:2"/>'],
    ['an archive', `from="${ROMEO}"`, '<result xmlns="urn:xmpp:mam:2"/>'],
  ];
  for (const [what, attributes, inner] of SILENT) {
    it(`is silent to ${what}`, async () => {
      assert.deepEqual(await new Talk(newSite()).deliver(`to="${DOMAIN}" ${attributes}`, 'help', inner), []);
    });
  }

  it('is silent to a message without a text', async () => {
    assert.deepEqual(await new Talk(newSite()).deliver(`from="${ROMEO}" to="${DOMAIN}"`, '  '), []);
  });

  it('ends a conversation of two programs: thirty answers a minute, then silence, then one every two seconds', async () => {
    let now = 1_000_000;
    const talk = new Talk(newSite({ clock: { ...siteWithout().clock, now: () => now } }));
    let answers = 0;
    for (let index = 0; index < 100; index++) answers += (await talk.say(ROMEO, 'what?')).length;
    assert.equal(answers, 30);
    assert.equal((await talk.say('juliet@example.org/a', 'help')).length, 1, 'others are answered');
    now += 2000;
    assert.equal((await talk.say(ROMEO, 'help')).length, 1);
    assert.equal((await talk.say(ROMEO, 'help')).length, 0);
  });

  it('asks an admin once more before registrations are removed', async () => {
    const site = newSite({ isAdmin: (jid) => jid === 'romeo@example.org' });
    const talk = new Talk(site);
    await talk.ask('paris@example.org/a', 'set', '<query xmlns="jabber:iq:register"><nick>paris</nick></query>');
    const exists = async () => (await store.store.accounts.get(site.gateway.name, 'paris@example.org')) !== undefined;
    const [question = ''] = await talk.say(ROMEO, 'delete-user paris@example.org');
    assert.match(question, /^Remove the registration of paris@example.org\?[\s\S]*Answer yes or no\.$/);
    assert.deepEqual(await talk.say(ROMEO, 'no'), ['Nothing was changed.']);
    assert.equal(await exists(), true);
    await talk.say(ROMEO, 'delete-user paris@example.org');
    assert.deepEqual(await talk.say(ROMEO, 'yes'), ['Removed: paris@example.org.']);
    assert.equal(await exists(), false);
  });
});
