import assert from 'node:assert/strict';
import { test } from 'node:test';
import { el } from '../../../src/xmpp/element.js';
import { buildForm, type FormField, readForm, readSubmission } from '../../../src/xmpp/forms.js';
import { serialise } from '../../../src/xmpp/serialise.js';

const offered: FormField[] = [
  {
    name: 'phone',
    kind: 'text-single',
    label: 'Number',
    required: true,
    validation: { datatype: 'xs:string', method: { regex: '\\+[0-9]{7,15}' } },
  },
  { name: 'x-plan', kind: 'list-single', options: [{ value: 'a', label: 'A' }, { value: 'b' }] },
  { name: 'x-tags', kind: 'list-multi', options: [{ value: '1' }, { value: '2' }] },
  { name: 'x-on', kind: 'boolean' },
  { name: 'x-note', kind: 'text-multi' },
  {
    name: 'x-age',
    kind: 'text-single',
    validation: { datatype: 'xs:integer', method: { range: { min: '1', max: '9' } } },
  },
  { kind: 'fixed', values: ['Heading'] },
];

function submit(fields: Record<string, readonly string[]>) {
  return el(
    'x',
    { xmlns: 'jabber:x:data', type: 'submit' },
    ...Object.entries(fields).map(([name, values]) =>
      el('field', { var: name }, ...values.map((value) => el('value', {}, value))),
    ),
  );
}

test('a form is written with its hidden type, options and validation', () => {
  const x = buildForm({
    type: 'form',
    formType: 'jabber:iq:register',
    title: 'Two\nlines',
    fields: offered.slice(0, 2),
  });
  assert.equal(
    serialise(x),
    '<x xmlns="jabber:x:data" type="form"><title>Two lines</title>' +
      '<field type="hidden" var="FORM_TYPE"><value>jabber:iq:register</value></field>' +
      '<field type="text-single" var="phone" label="Number"><required/>' +
      '<validate xmlns="http://jabber.org/protocol/xdata-validate" datatype="xs:string"><regex>\\+[0-9]{7,15}</regex></validate></field>' +
      '<field type="list-single" var="x-plan"><option label="A"><value>a</value></option><option><value>b</value></option></field></x>',
  );
  const read = readForm(x);
  assert.equal(read?.formType, 'jabber:iq:register');
  assert.deepEqual(
    read?.fields.map((field) => [field.name, field.kind, field.required]),
    [
      ['phone', 'text-single', true],
      ['x-plan', 'list-single', false],
    ],
  );
});

test('a table carries every column in every item', () => {
  const x = buildForm({
    type: 'result',
    fields: [],
    reported: [
      { name: 'jid', kind: 'jid-single', label: 'Address' },
      { name: 'n', kind: 'text-single' },
    ],
    items: [{ jid: ['a@b'] }, { jid: ['c@d'], n: ['2'] }],
  });
  assert.equal(
    x.getChildren('item').every((item) => item.getChildren('field').length === 2),
    true,
  );
  assert.deepEqual(readForm(x)?.items, [
    { jid: ['a@b'], n: [''] },
    { jid: ['c@d'], n: ['2'] },
  ]);
});

test('a submission comes out as values: booleans are words, unknown fields are ignored, left out is not emptied', () => {
  const read = readSubmission(
    offered,
    submit({
      phone: ['+15551234567'],
      'x-on': ['1'],
      'x-tags': ['2', '1', '2'],
      'x-note': ['a', '', 'b'],
      'x-plan': [],
      evil: ['x'],
    }),
  );
  assert.ok(read.ok);
  assert.deepEqual(Object.fromEntries(read.values), {
    phone: ['+15551234567'],
    'x-on': ['true'],
    'x-tags': ['2', '1'],
    'x-note': ['a', '', 'b'],
    'x-plan': [],
  });
});

test('each fault is named with its field', () => {
  const good = { phone: ['+15551234567'] };
  const cases: [Record<string, readonly string[]>, string, string][] = [
    [{}, 'phone', 'missing'],
    [{ phone: [''] }, 'phone', 'missing'],
    [{ phone: ['+15551234567', '+15551234568'] }, 'phone', 'too-many'],
    [{ phone: ['x+15551234567x'] }, 'phone', 'pattern'],
    [{ ...good, 'x-plan': ['c'] }, 'x-plan', 'not-offered'],
    [{ ...good, 'x-tags': ['1', '3'] }, 'x-tags', 'not-offered'],
    [{ ...good, 'x-on': ['yes'] }, 'x-on', 'not-boolean'],
    [{ ...good, 'x-age': ['10'] }, 'x-age', 'range'],
    [{ ...good, 'x-age': ['many'] }, 'x-age', 'range'],
  ];
  for (const [fields, name, fault] of cases) {
    assert.deepEqual(readSubmission(offered, submit(fields)), { ok: false, faults: [{ name, fault }] });
  }
});

test('a required field that has a value on record may be left out, but not emptied', () => {
  const current = new Set(['phone']);
  assert.equal(readSubmission(offered, submit({}), current).ok, true);
  assert.equal(readSubmission(offered, submit({ phone: [''] }), current).ok, false);
});

test('the type of a field that nobody knows is text, and what is no form is none', () => {
  const x = el(
    'x',
    { xmlns: 'jabber:x:data' },
    el('field', { var: 'a', type: 'hasOwnProperty' }, el('value', {}, 'v')),
  );
  assert.deepEqual(readForm(x)?.fields, [{ name: 'a', kind: 'text-single', required: false, values: ['v'] }]);
  assert.equal(readForm(el('x', { xmlns: 'jabber:x:data', type: 'strange' })), undefined);
  assert.equal(readForm(el('x', { xmlns: 'jabber:x:oob' })), undefined);
});
