import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkTemplate } from '../../../../gateways/alerts/render/check-template.js';
import { jsonSource } from '../../../../gateways/alerts/sources/json/json.js';
import { readMapping } from '../../../../gateways/alerts/sources/json/mapping.js';
import { SAMPLE_TIME } from '../../../../gateways/alerts/sources/presets/preset.js';
import { PRESETS } from '../../../../gateways/alerts/sources/presets/presets.js';
import { answered, request } from './request.js';
import { shownBy } from './shown.js';

describe('presets', () => {
  for (const [name, preset] of PRESETS) {
    it(`${name}: reads its own samples`, () => {
      assert.equal(preset.name, name);
      const read = readMapping(preset.mapping);
      assert.ok(read.ok, JSON.stringify(read));
      const source = jsonSource(name, read.mapping);
      assert.ok(preset.samples.some(({ alerts }) => alerts.length > 0));
      for (const { about, payload, alerts } of preset.samples) {
        const reading = answered(source.read(request(payload, { receivedAt: SAMPLE_TIME })));
        const origin = { source: 'test', network: 'http', hops: 0 };
        assert.deepEqual(
          reading.alerts,
          alerts.map((alert) => ({ ...alert, origin })),
          about,
        );
      }
    });

    it(`${name}: is shown in each medium as its samples say`, () => {
      for (const [part, template] of Object.entries(preset.parts ?? {})) {
        assert.equal(checkTemplate(template), undefined, part);
      }
      for (const sample of preset.samples) {
        const { about, alerts, shown } = sample;
        if (alerts.length === 0) assert.equal(shown, undefined, about);
        else assert.deepEqual(shownBy(preset, alerts), shown, about);
      }
    });
  }
});
