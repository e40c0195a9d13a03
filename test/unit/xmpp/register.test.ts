import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Element, el } from '../../../src/xmpp/element.js';
import type { FormField } from '../../../src/xmpp/forms.js';
import { gatewayJidQuery, gatewayPromptQuery, readGatewayPrompt } from '../../../src/xmpp/gateway-prompt.js';
import { readRegistration, registrationQuery } from '../../../src/xmpp/register.js';
import { serialise } from '../../../src/xmpp/serialise.js';

const REGISTER = 'jabber:iq:register';
const phone: FormField = { name: 'phone', kind: 'text-single', required: true, values: ['+15551234567'] };
const password: FormField = { name: 'password', kind: 'text-private', values: ['hunter2'] };
const query = (...children: Element[]) => el('query', { xmlns: REGISTER }, ...children);
const form = (type: string, formType = REGISTER) =>
  el(
    'x',
    { xmlns: 'jabber:x:data', type },
    el('field', { var: 'FORM_TYPE', type: 'hidden' }, el('value', {}, formType)),
    el('field', { var: 'phone' }, el('value', {}, 'from form')),
  );

test('the form and the plain fields say the same, with what is on record but without secrets', () => {
  const offer = registrationQuery({ instructions: 'Your number.', fields: [phone, password], registered: true });
  assert.ok(offer.getChild('registered'));
  assert.equal(offer.getChildText('phone'), '+15551234567');
  assert.equal(offer.getChildText('password'), '');
  assert.ok(offer.getChild('x', 'jabber:x:data'));
  assert.doesNotMatch(serialise(offer), /hunter2/);
});

test('plain fields are left out where they could not be enough', () => {
  const extra: FormField = { name: 'x-carrier', kind: 'text-single', required: true };
  const offer = registrationQuery({ instructions: 'i', fields: [phone, extra], registered: false });
  assert.equal(offer.getChild('phone'), undefined);
  assert.equal(offer.getChild('registered'), undefined);
  assert.ok(offer.getChild('instructions'));
});

test('a form is preferred to the plain fields beside it', () => {
  const read = readRegistration(query(el('phone', {}, 'from field'), form('submit')));
  assert.equal(read.kind, 'submit');
  assert.deepEqual(read.kind === 'submit' && read.values.get('phone'), ['from form']);
});

test('plain fields are read, others are ignored', () => {
  const read = readRegistration(query(el('phone', {}, '1'), el('x-evil', {}, '2'), el('email', {}, '')));
  assert.deepEqual(read, {
    kind: 'submit',
    values: new Map([
      ['phone', ['1']],
      ['email', ['']],
    ]),
  });
});

test('remove stands alone', () => {
  assert.deepEqual(readRegistration(query(el('remove'))), { kind: 'remove' });
  const bad = readRegistration(query(el('remove'), el('phone', {}, '1')));
  assert.deepEqual(bad, { kind: 'bad', fault: 'remove-alone' });
});

test('a cancelled form changes nothing, and nonsense is a bad request', () => {
  assert.equal(readRegistration(query(form('cancel'))).kind, 'cancel');
  for (const bad of [query(), query(form('result')), query(form('form')), query(form('submit', 'other'))]) {
    assert.equal(readRegistration(bad).kind, 'bad', serialise(bad));
  }
});

test('the gateway prompt asks and answers', () => {
  assert.equal(
    serialise(gatewayPromptQuery('Enter a number', 'Number')),
    '<query xmlns="jabber:iq:gateway"><desc>Enter a number</desc><prompt>Number</prompt></query>',
  );
  assert.equal(
    readGatewayPrompt(el('query', { xmlns: 'jabber:iq:gateway' }, el('prompt', {}, '+1 (555) 010-0000'))),
    '+1 (555) 010-0000',
  );
  assert.equal(readGatewayPrompt(el('query', { xmlns: 'jabber:iq:gateway' }, 'bare text')), 'bare text');
  assert.equal(readGatewayPrompt(el('query', { xmlns: 'jabber:iq:gateway' })), '');
  assert.equal(
    serialise(gatewayJidQuery('+15550100000@g')),
    '<query xmlns="jabber:iq:gateway"><jid>+15550100000@g</jid></query>',
  );
});
