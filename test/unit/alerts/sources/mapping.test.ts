import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mappingOfFields } from '../../../../gateways/alerts/sources/json/fields.js';
import { jsonSource } from '../../../../gateways/alerts/sources/json/json.js';
import { readMapping } from '../../../../gateways/alerts/sources/json/mapping.js';
import { lookUp, readPath } from '../../../../gateways/alerts/sources/json/path.js';
import { readTemplate, render } from '../../../../gateways/alerts/sources/json/template.js';
import { LIMITS } from '../../../../gateways/alerts/sources/limits.js';
import type { SourceRequest } from '../../../../gateways/alerts/sources/source.js';
import { sourceOf } from '../../../../gateways/alerts/sources/sources.js';
import { sourceTexts } from '../../../../gateways/alerts/sources/texts.js';
import { workMs } from '../../../support/cpu-time.js';
import { answered, refusal, request } from './request.js';

function sourceWith(mapping: object) {
  const read = readMapping(mapping);
  assert.ok(read.ok, JSON.stringify(read));
  return jsonSource('json', read.mapping);
}

const alertsOf = (mapping: object, payload: unknown, more: Partial<SourceRequest> = {}) =>
  answered(sourceWith(mapping).read(request(payload, more))).alerts;

function findings(mapping: unknown): readonly string[] {
  const read = readMapping(mapping);
  if (read.ok) return [];
  for (const { text } of read.findings) assert.ok(text.key in sourceTexts.en, text.key);
  return read.findings.map(({ path, text }) => `${path}: ${text.key.replace('alerts.mapping.', '')}`);
}

describe('paths', () => {
  it('find names, indexes, names with dots, and the whole', () => {
    const root = { a: [{ 'b.c/d': 1 }, { e: { 0: 'x' } }], f: 'g' };
    const find = (text: string, item: unknown = root) => {
      const path = readPath(text);
      assert.ok(path !== undefined, text);
      return lookUp(path, item, root);
    };
    assert.equal(find('a[0][b.c/d]'), 1);
    assert.equal(find('a[-1].e.0'), 'x');
    assert.equal(find('a.1.e[0]'), 'x');
    assert.equal(find('.', 'item'), 'item');
    assert.equal(find('$.f', 'item'), 'g');
    assert.equal(find('$[f]', 'item'), 'g');
    assert.equal(find('$', 'item'), root);
    for (const nothing of [
      'x.y',
      'a.length',
      'f.length',
      'a[7]',
      'constructor',
      'a.constructor',
      '__proto__',
      'f[0]',
    ]) {
      assert.equal(find(nothing), undefined, nothing);
    }
  });

  it('are refused where they are none', () => {
    for (const text of ['', '.a', 'a.', 'a..b', 'a[', 'a[]', 'a b', 'a|b', '$a', 'a]b', 'a[0]b', "a'b", '{{a}}']) {
      assert.equal(readPath(text), undefined, text);
    }
  });
});

describe('templates', () => {
  const rendered = (text: string, item: unknown, most = 100) => {
    const template = readTemplate(text);
    assert.ok(!('wrong' in template), text);
    return render(template, item, { root: 'r' }, most);
  };

  it('fill places with the first value that is there', () => {
    assert.equal(rendered('{{a}} is {{b.c}}!', { a: 'x', b: { c: 2 } }), 'x is 2!');
    assert.equal(rendered("{{a | b | 'no | name'}}", {}), 'no | name');
    assert.equal(rendered('{{a|b|"it\'s"}}', { b: false }), 'false');
    assert.equal(rendered('{{a|b}}', { a: '', b: 'x' }), 'x');
    assert.equal(rendered('{{a}}', { a: { b: 1 } }), '');
    assert.equal(rendered('{{a}}', { a: ['x', 1, null, { y: 1 }] }), 'x, 1');
    assert.equal(rendered('{{ $.root }} {{.}}', 'item'), 'r item');
    assert.equal(rendered('no {places}', {}), 'no {places}');
    assert.equal(rendered('', {}), '');
  });

  it('do not fill what a value brings', () => {
    assert.equal(rendered('{{a}}', { a: '{{b}}', b: 'x' }), '{{b}}');
  });

  it('end where it is enough', () => {
    assert.equal(rendered('{{a}}{{a}}', { a: 'x'.repeat(80) }).length, 101);
  });
});

describe('mappings', () => {
  it('are checked as a whole, and every mistake is told', () => {
    assert.deepEqual(findings({ title: '{{message}}' }), []);
    assert.deepEqual(findings('title'), [': not-an-object']);
    assert.deepEqual(findings({}), ['title: missing']);
    assert.deepEqual(
      findings({
        title: '{{a',
        text: ['x'],
        status: '{{ }}',
        url: '{{a b}}',
        tittle: 'x',
        each: 'a..b',
        labels: { host: '{{a..b}}', 'a\nb': 'x' },
        annotations: 'x',
        severities: { high: 'terrible' },
        statuses: { gone: 7 },
        group: `{{${'a.'.repeat(17)}a}}`,
        fingerprint: 'x'.repeat(5000),
      }),
      [
        'tittle: unknown',
        'title: template-open',
        'text: not-text',
        'status: template-empty',
        'fingerprint: template-long',
        'url: path-wrong',
        'group: path-deep',
        'each: path-wrong',
        'labels.host: path-wrong',
        'labels: name-wrong',
        'annotations: not-an-object',
        'severities.high: severity-wrong',
        'statuses.gone: status-wrong',
      ],
    );
    assert.deepEqual(findings({ title: '{{a}}'.repeat(257) }), [': places-many']);
    const labels = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`l${at}`, 'x']));
    assert.deepEqual(findings({ title: 'x', labels }), ['labels: many']);
  });

  it('read lists, with what is beside them', () => {
    const alerts = alertsOf(
      { each: 'data.items', title: '{{$.site}}: {{name}}', labelsFrom: '$.common', labels: { host: '{{host}}' } },
      { site: 'S', common: { host: 'common', team: 'db' }, data: { items: [{ name: 'a', host: 'h' }, { name: 'b' }] } },
    );
    assert.deepEqual(
      alerts.map(({ title, labels }) => [title, labels]),
      [
        ['S: a', { host: 'h', team: 'db' }],
        ['S: b', { team: 'db' }],
      ],
    );
  });

  it('take an empty list, and refuse where there is none', () => {
    assert.deepEqual(alertsOf({ each: 'a', title: 'x' }, { a: [] }), []);
    const source = sourceWith({ each: 'a', title: 'x' });
    assert.deepEqual(refusal(source.read(request({ b: [] }))), [422, 'no-alerts']);
    assert.deepEqual(refusal(sourceWith({ title: 'x' }).read(request('7'))), [422, 'not-an-object']);
  });

  it('tell severity and status by their tables, then by the usual words', () => {
    const mapping = {
      title: 'x',
      severity: '{{s}}',
      status: '{{st}}',
      severities: { Weird: 'critical' },
      statuses: { parti: 'resolved', Noise: 'ignore' },
    };
    const read = (payload: object, more: Partial<SourceRequest> = {}) =>
      alertsOf(mapping, payload, more).map(({ severity, status }) => `${severity} ${status}`);
    assert.deepEqual(read({ s: 'WEIRD', st: 'Parti' }), ['critical resolved']);
    assert.deepEqual(read({ s: 'fatal', st: 'ack' }), ['critical acknowledged']);
    assert.deepEqual(read({ s: '?', st: '?' }), ['warning firing']);
    assert.deepEqual(read({ s: '?' }, { severity: 'error' }), ['error firing']);
    assert.deepEqual(read({ s: 'Book' }, { severities: { book: 'info' } }), ['info firing']);
    assert.deepEqual(read({ st: 'noise' }), []);
  });

  it('name an alert by its fingerprint, else its labels, else its title', () => {
    const of = (mapping: object, payload: object) => alertsOf({ title: '{{t}}', ...mapping }, payload)[0]?.fingerprint;
    assert.equal(of({ fingerprint: '{{id}}' }, { id: 7 }), '7');
    const long = 'x'.repeat(3000);
    assert.match(of({ fingerprint: '{{id}}' }, { id: long }) ?? '', /^[0-9a-f]{32}$/);
    assert.notEqual(of({ fingerprint: '{{id}}' }, { id: long }), of({ fingerprint: '{{id}}' }, { id: `${long}y` }));
    const labelled = { labels: { a: '{{a}}' } };
    assert.equal(of(labelled, { a: 1, t: 'x' }), of(labelled, { a: 1, t: 'y' }));
    assert.notEqual(of({}, { t: 'x' }), of({}, { t: 'y' }));
  });

  it('may be written one field a line, on top of a preset', () => {
    const source = sourceOf({
      kind: 'json',
      preset: 'generic',
      fields: { title: 'Mine: {{title}}', 'labels.app.kubernetes.io/name': '{{app}}', 'severities.worst': 'critical' },
    });
    assert.ok(source !== undefined && 'read' in source);
    const [alert] = answered(source.read(request({ title: 't', app: 'shop', host: 'h', severity: 'worst' }))).alerts;
    assert.equal(alert?.title, 'Mine: t');
    assert.deepEqual(alert?.labels, { host: 'h', 'app.kubernetes.io/name': 'shop' });
    assert.equal(alert?.severity, 'critical');
    assert.deepEqual(mappingOfFields({ 'labels.a': 'x' }, { labels: { b: 'y' }, title: 't' }), {
      labels: { b: 'y', a: 'x' },
      title: 't',
    });
    assert.equal(sourceOf({ kind: 'json', preset: 'nobody' }), undefined);
    assert.equal(sourceOf({ kind: 'carrier pigeon' }), undefined);
    assert.deepEqual(sourceOf({ kind: 'json', fields: { text: 'x' } }), {
      findings: [{ path: 'title', text: { key: 'alerts.mapping.missing' } }],
    });
    const grafana = sourceOf({ kind: 'grafana' });
    assert.ok(grafana !== undefined && 'read' in grafana && grafana.name === 'grafana');
  });

  it('cannot be made to multiply what a payload says', () => {
    const labels = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`l${at}`, '{{$.big}}']));
    const started = workMs();
    const payload = { big: 'x'.repeat(700_000), list: Array.from({ length: 100_000 }, () => 1) };
    const { alerts, cut } = answered(
      sourceWith({ each: 'list', title: '{{$.big}}', text: '{{$.big}}{{$.big}}', labels }).read(request(payload)),
    );
    assert.ok(workMs() - started < 5000);
    assert.ok(JSON.stringify(alerts).length < LIMITS.characters * 2);
    assert.equal(alerts.length + (cut.find(({ what }) => what === 'alerts')?.count ?? 0), 100_000);
  });
});
