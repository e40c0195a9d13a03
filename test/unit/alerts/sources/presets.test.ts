import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonSource } from '../../../../gateways/alerts/sources/json/json.js';
import { readMapping } from '../../../../gateways/alerts/sources/json/mapping.js';
import { SAMPLE_TIME } from '../../../../gateways/alerts/sources/presets/preset.js';
import { PRESETS } from '../../../../gateways/alerts/sources/presets/presets.js';
import { answered, request } from './request.js';

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
  }
});
