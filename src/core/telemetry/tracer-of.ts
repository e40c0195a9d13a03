import { hostname } from 'node:os';
import type { HostSettings } from '../host-settings.js';
import type { Metrics } from '../metrics.js';
import { OtlpExporter } from './otlp-exporter.js';
import { Tracer } from './tracer.js';

/** What makes the traces of this process; undefined where the admin wants none. */
export function tracerOf({ telemetry, software, clock, log }: HostSettings, metrics: Metrics): Tracer | undefined {
  if (telemetry === undefined) return undefined;
  const resource = {
    'service.name': 'isthmus',
    'service.version': software.version,
    'service.instance.id': `${hostname()}.${process.pid}`,
  };
  const attributes = Object.entries(resource).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const exporter = new OtlpExporter(telemetry, attributes, { metrics, clock, log });
  return new Tracer(exporter, { sample: telemetry.sample, clock });
}
