import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkTemplate } from '../../../../gateways/alerts/render/check-template.js';
import { LAYOUTS } from '../../../../gateways/alerts/render/layouts.js';
import { renderTexts } from '../../../../gateways/alerts/texts/render.js';

describe('checkTemplate', () => {
  it('has nothing against what is usual', () => {
    for (const layout of Object.values(LAYOUTS)) assert.equal(checkTemplate(layout), undefined);
    for (const texts of Object.values(renderTexts)) {
      for (const text of Object.values(texts)) assert.equal(checkTemplate(text), undefined);
    }
    assert.equal(
      checkTemplate('{{#labels}}{{instance}}{{/labels}}{{annotations.runbook}}{{#alerts}}{{.}}{{/alerts}}'),
      undefined,
    );
  });

  it('tells the place, and what to write', () => {
    assert.equal(checkTemplate('a\n{{title'), 'line 2, column 1: this is not closed: write }} behind it');
    assert.match(
      checkTemplate('titel\n{{title}} {{titel | upper}}') ?? '',
      /^line 2: there is no value titel: write one of status,/,
    );
    assert.match(
      checkTemplate('{{#alerts}}\n\n{{#tags}}x{{/tags}}{{/alerts}}') ?? '',
      /^line 3: there is no value tags:/,
    );
    assert.match(checkTemplate('{{link | default "x"}}{{^lnk}}{{/lnk}}') ?? '', /no value lnk/);
    assert.match(checkTemplate('{{"(a+"}}') ?? '', /no value \(a\+/);
  });
});
