import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';
import type { Telling } from '../../../../gateways/alerts/engine/effect.js';
import { AnswerForms, filledForm } from '../../../../gateways/alerts/post/answer-forms.js';
import type { GroupView } from '../../../../gateways/alerts/render/view.js';
import { alertsTexts } from '../../../../gateways/alerts/texts.js';
import { el } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';

const VIEW: GroupView = { state: 'firing', severity: 'error', route: 'db', code: 'K7DM', labels: {}, alerts: [] };
const FORMS = new AnswerForms(Buffer.alloc(32, 7));

function formOf(changes: Partial<GroupView> = {}, uri = 'xmpp:alice@example.org', language: 'en' | 'de' = 'en') {
  const place = parsePlace(uri);
  assert.ok(place.ok);
  const view = { ...VIEW, ...changes };
  const telling: Telling = {
    id: 'e1',
    countedAs: 'e1',
    group: 'g',
    incident: 1,
    reason: 'first',
    place: place.value,
    thread: 't',
    severity: 'error',
    view,
  };
  return FORMS.of(telling, (key) => alertsTexts[language][key] ?? key);
}

const fieldsOf = (form: ReturnType<typeof formOf>) => form?.getChildren('field') ?? [];
const textIn = (form: ReturnType<typeof formOf>, name: string) =>
  fieldsOf(form)
    .find(({ attrs }) => attrs.var === name)
    ?.getChildText('value') ?? '';
const optionsOf = (form: ReturnType<typeof formOf>) =>
  fieldsOf(form).flatMap((field) =>
    field.getChildren('option').map((option) => `${option.getChildText('value')}: ${option.attrs.label}`),
  );

describe('the form of an alert', () => {
  it('offers what makes sense, in the words of the reader', () => {
    assert.deepEqual(optionsOf(formOf()), [
      'ack: Take it',
      'silence-1h: Silence it for 1 hour',
      'silence-4h: Silence it for 4 hours',
      'silence-1d: Silence it for 1 day',
      'resolve: It is over',
      'comment: Only tell the comment',
    ]);
    const taken = optionsOf(formOf({ state: 'acknowledged', by: 'Bob' }));
    assert.deepEqual(taken.slice(0, 2), ['ack: Take it over', 'unack: Give it back']);
    assert.equal(
      optionsOf(formOf({ state: 'acknowledged', deed: 'asked', by: 'Bob' }))[0],
      'ack: Yes, it is still mine',
    );
    assert.equal(optionsOf(formOf({ deed: 'silenced' }))[0], 'unsilence: Hear of it again');
    assert.equal(optionsOf(formOf({}, 'xmpp:alice@example.org', 'de'))[0], 'ack: Übernehmen');
    assert.equal(formOf()?.getChildText('title'), 'Alert K7DM');
    assert.equal(formOf({ state: 'resolved' }), undefined);
  });

  it('is for one incident and one place', () => {
    const own = textIn(formOf(), 'token');
    const filled = { code: 'K7DM', token: own };
    assert.ok(FORMS.isFor(filled, 'g', 1, 'xmpp:alice@example.org'));
    assert.ok(!FORMS.isFor(filled, 'g', 2, 'xmpp:alice@example.org'));
    assert.ok(!FORMS.isFor(filled, 'h', 1, 'xmpp:alice@example.org'));
    assert.ok(!FORMS.isFor(filled, 'g', 1, 'xmpp:bob@example.org'));
    assert.ok(!FORMS.isFor({ ...filled, token: '' }, 'g', 1, 'xmpp:alice@example.org'));
    assert.ok(!new AnswerForms(Buffer.alloc(32, 8)).isFor(filled, 'g', 1, 'xmpp:alice@example.org'));
  });

  it('is nothing else that a message may have', () => {
    for (const xml of [
      '<message/>',
      "<message><x xmlns='jabber:x:data' type='submit'/></message>",
      "<message><x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE'><value>urn:isthmus:alerts:answer</value></field></x></message>",
    ]) {
      assert.equal(filledForm(parseStanza(xml) ?? el('message')), undefined, xml);
    }
  });
});
