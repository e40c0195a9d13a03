import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseTemplate } from '../../../../gateways/alerts/render/template/parse.js';
import { renderTemplate, type TemplateOptions } from '../../../../gateways/alerts/render/template/render-template.js';
import { workMs } from '../../../support/cpu-time.js';

function parsed(source: string) {
  const reading = parseTemplate(source);
  return 'template' in reading ? reading.template : assert.fail(reading.problem.message);
}

function render(source: string, data: unknown, options?: TemplateOptions): string {
  return renderTemplate(parsed(source), data, options);
}

function problem(source: string): string {
  const reading = parseTemplate(source);
  if ('template' in reading) return 'none';
  const { line, column, message } = reading.problem;
  return `${line}:${column} ${message}`;
}

const DATA = {
  title: 'disk full',
  none: '',
  zero: 0,
  labels: { instance: 'db1', 'kube.io/name': 'db' },
  alerts: [{ title: 'one', sub: ['x', 'y'] }, { title: 'two' }, { title: 'three' }],
  since: Date.UTC(2026, 6, 1, 12, 30),
  age: 7_512_000,
};

describe('templates', () => {
  it('show values by their paths', () => {
    assert.equal(render('{{title}} on {{ labels.instance }}', DATA), 'disk full on db1');
    assert.equal(render('{{labels."kube.io/name"}} {{alerts.1.title}}', DATA), 'db two');
    assert.equal(render('<{{missing}}{{missing.too}}{{labels}}>', DATA), '<>');
    assert.equal(render('no braces } { }}', DATA), 'no braces } { }}');
  });

  it('find nothing that a value does not have itself', () => {
    assert.equal(render('{{constructor}}{{title.length}}{{__proto__}}{{labels.toString}}', DATA), '');
    assert.equal(render('{{#labels.constructor}}x{{/labels.constructor}}', DATA), '');
  });

  it('show sections for lists, for what is something, and for what is nothing', () => {
    assert.equal(render('{{#alerts}}{{title}},{{/alerts}}', DATA), 'one,two,three,');
    assert.equal(render('{{#alerts 2}}{{title}},{{/alerts}}', DATA), 'one,two,');
    assert.equal(
      render('{{#alerts}}{{title}}{{#sub}}({{.}}){{else}}-{{/sub}}{{/alerts}}', DATA),
      'one(x)(y)two-three-',
    );
    assert.equal(render('{{#labels}}{{instance}} {{title}}{{/labels}}', DATA), 'db1 disk full');
    assert.equal(
      render('{{#none}}a{{else}}b{{/none}}{{^none}}c{{else}}d{{/none}}{{^title}}e{{else}}f{{/title}}', DATA),
      'bcf',
    );
    assert.equal(render('{{#zero}}a{{/zero}}{{! a note }}', DATA), '');
  });

  it('take lines away in which only a section stands', () => {
    assert.equal(render('a\n{{#alerts}}\n- {{title}}\n{{/alerts}}\nb', DATA), 'a\n- one\n- two\n- three\nb');
    assert.equal(render('{{#none}}\r\nx\r\n  {{else}}  \r\ny\r\n{{/none}}', DATA), 'y\r\n');
    assert.equal(render('a {{#title}} b {{/title}}\nc', DATA), 'a  b \nc');
  });

  it('change values by filters', () => {
    assert.equal(
      render('{{title | upper}} {{title | truncate 5}} {{none | default "all"}}', DATA),
      'DISK FULL disk… all',
    );
    assert.equal(render('{{alerts | count}} {{alerts | plural "alert" "alerts"}}', DATA), '3 alerts');
    assert.equal(render('{{alerts.0.sub | join " + "}} {{alerts.0.sub}}', DATA), 'x + y x, y');
    assert.equal(render('{{age | duration}}', DATA), '2 h 5 min');
    assert.equal(render('{{since | time}}', DATA, { zone: 'Europe/Berlin' }), '2026-07-01 14:30');
    assert.equal(render('{{t | line}}', { t: 'a\n  b\t' }), 'a b');
    assert.equal(render('{{none | default "a | b" | upper}}', DATA), 'A | B');
    assert.equal(render(`{{none | default 'say "x"'}} {{labels.'kube.io/name'}}`, DATA), 'say "x" db');
  });

  it('make values safe, and the template as it is', () => {
    const safe = (text: string) => text.replaceAll('<', '&lt;');
    assert.equal(render('<b>{{t}}</b>{{t | upper}}', { t: '<i>' }, { safe }), '<b>&lt;i></b>&lt;I>');
  });

  it('say where something is wrong and what to write', () => {
    assert.equal(problem('a\n  {{title'), '2:3 this is not closed: write }} behind it');
    assert.equal(problem('{{#alerts}}\n{{title}}'), '1:1 this section is not closed: write {{/alerts}}');
    assert.equal(problem('{{#a}}{{#b}}{{/a}}'), '1:13 another section is open: write {{/b}}');
    assert.equal(problem('{{/a}}'), '1:1 no section is open: write {{#a}} before it');
    assert.equal(
      problem('{{title | shout}}').startsWith('1:1 there is no filter shout: write one of upper, lower'),
      true,
    );
    assert.equal(problem('{{title upper}}'), '1:1 write | before a filter: {{title | upper}}');
    assert.equal(problem('{{title | truncate}}'), '1:1 the filter truncate is written truncate 80');
    assert.equal(problem('{{title | truncate x}}'), '1:1 the filter truncate is written truncate 80');
    assert.equal(
      problem('{{title | default "x}}'),
      '1:1 a text in quotes is not closed: write the quote behind it too',
    );
    assert.equal(
      problem('{{#alerts 1000}}{{/alerts}}'),
      '1:1 a section takes at most a number of items from 1 to 100: write {{#alerts 10}}',
    );
    assert.match(problem('{{a..b}}'), /is no name of a value/);
    assert.match(problem('{{}}'), /nothing stands in the braces/);
    assert.match(problem('{{else}}'), /stands in no section/);
    assert.match(problem('{{#a}}{{else}}{{else}}{{/a}}'), /only one/);
    assert.match(problem('{{#a}}'.repeat(20)), /within each other/);
    assert.match(problem('x'.repeat(70_000)), /too long/);
  });

  it('end, and stay within their length, for any value', () => {
    const list = Array.from({ length: 1000 }, () => ({ list: [1, 2, 3] }));
    const nested = '{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}.{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}'.replaceAll(
      '#a',
      '#a 100',
    );
    const began = workMs();
    assert.ok(render(nested, { a: list }).length <= 65_536);
    assert.equal(render('{{t}}{{t}}', { t: 'x'.repeat(1e6) }, { most: 100 }).length, 100);
    assert.ok(render(nested.replace('.', ''), { a: list }).length === 0);
    assert.ok(workMs() - began < 2000);
  });

  it('never fail', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '{{#a}}',
      '{{/a}}',
      '{{else}}',
      '{{a | upper}}',
      '{{a | truncate 3}}',
      '"',
      '|',
      '\n',
      '.',
      'a',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), fc.jsonValue(), (parts, value) => {
        const reading = parseTemplate(parts.join(''));
        if ('template' in reading) renderTemplate(reading.template, { a: value }, { most: 500 });
        else assert.ok(reading.problem.line >= 1 && reading.problem.column >= 1);
      }),
      { numRuns: 1000 },
    );
  });
});
