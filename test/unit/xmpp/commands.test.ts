import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { commandElement, commandFault, isLanguage, readCommand } from '../../../src/xmpp/commands.js';
import { el } from '../../../src/xmpp/element.js';
import { buildForm } from '../../../src/xmpp/forms.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';

const CMD = 'http://jabber.org/protocol/commands';

function read(attributes: string, inner = '') {
  const iq = parseStanza(
    `<iq xmlns="jabber:client" type="set" id="1"><command xmlns="${CMD}" ${attributes}>${inner}</command></iq>`,
  );
  const command = iq?.getChild('command', CMD);
  assert.ok(command !== undefined);
  return readCommand(command);
}

const form = (type: string, inner: string) => `<x xmlns="jabber:x:data" type="${type}">${inner}</x>`;

describe('a command of a requester (XEP-0050)', () => {
  it('is executed where it names no action, in no session and without a form', () => {
    assert.deepEqual(read('node="list"'), { ok: true, request: { node: 'list', action: 'execute' } });
  });

  it('is read with session, action, language and form; a status of the requester is ignored', () => {
    const inner = form(
      'submit',
      '<field var="FORM_TYPE" type="hidden"><value>urn:x</value></field><field var="a"><value>1</value><value>2</value></field>' +
        '<field var="a"><value>again</value></field><field var="b"/>',
    );
    assert.deepEqual(read('node="n" sessionid="s" action="next" xml:lang="de-CH" status="completed"', inner), {
      ok: true,
      request: {
        node: 'n',
        session: 's',
        action: 'next',
        lang: 'de-CH',
        formType: 'urn:x',
        values: new Map([
          ['a', ['1', '2']],
          ['b', []],
        ]),
      },
    });
  });

  it('may send a form of type cancel, which is taken for a submitted one (3.5.1)', () => {
    const result = read('node="n" sessionid="s"', form('cancel', '<field var="a"><value>1</value></field>'));
    assert.ok(result.ok);
    assert.deepEqual(result.request.values, new Map([['a', ['1']]]));
  });

  const FAULTS: readonly [string, string, string, string][] = [
    ['an action that there is not', 'node="n" action="dance"', '', 'malformed-action'],
    ['an empty action', 'node="n" action=""', '', 'malformed-action'],
    ['an action in capitals', 'node="n" action="Execute"', '', 'malformed-action'],
    ['an empty session', 'node="n" sessionid=""', '', 'bad-sessionid'],
    ['a language that is none', 'node="n" xml:lang="a language"', '', 'bad-locale'],
    ['a form to be filled in', 'node="n" sessionid="s"', form('form', ''), 'bad-payload'],
    ['a result', 'node="n" sessionid="s"', form('result', ''), 'bad-payload'],
    ['a form of an unknown type', 'node="n" sessionid="s"', form('dance', ''), 'bad-payload'],
  ];
  for (const [what, attributes, inner, fault] of FAULTS) {
    it(`is refused for ${what}`, () => assert.deepEqual(read(attributes, inner), { ok: false, fault }));
  }

  it('never makes the reader throw', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('node', 'action', 'sessionid', 'xml:lang', 'status'), text),
        (attrs) => {
          const result = readCommand(el('command', { ...attrs, xmlns: CMD }));
          assert.equal(typeof result.ok, 'boolean');
        },
      ),
    );
  });
});

describe('a command of the responder', () => {
  it('holds actions with a default that is one of them, then notes, then the form', () => {
    const command = commandElement({
      node: 'n',
      session: 's',
      status: 'executing',
      lang: 'en',
      actions: ['next', 'prev'],
      notes: [{ type: 'warn', text: 'Look < out' }],
      form: buildForm({ type: 'form', fields: [] }),
    });
    assert.equal(
      serialise(command),
      `<command xmlns="${CMD}" node="n" sessionid="s" status="executing" xml:lang="en">` +
        '<actions execute="next"><prev/><next/></actions><note type="warn">Look &lt; out</note>' +
        '<x xmlns="jabber:x:data" type="form"/></command>',
    );
  });

  it('has no actions where it is over', () => {
    const command = commandElement({ node: 'n', session: 's', status: 'canceled' });
    assert.equal(serialise(command), `<command xmlns="${CMD}" node="n" sessionid="s" status="canceled"/>`);
  });

  it('names a fault in the namespace of the commands', () => {
    assert.equal(serialise(commandFault('session-expired')), `<session-expired xmlns="${CMD}"/>`);
  });
});

it('a language tag is subtags of letters and digits, or empty', () => {
  for (const tag of ['', 'en', 'de-CH-1996', 'x-klingon', 'zh-Hant']) assert.equal(isLanguage(tag), true, tag);
  for (const tag of ['-', 'en-', 'a language', 'toolongsubtag', '12', 'en_US'])
    assert.equal(isLanguage(tag), false, tag);
});
