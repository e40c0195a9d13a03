/**
 * The simulated phone network as a process of its own:
 * `node dist/sandbox/smsc/main.js --port 2775 --control 2776 --system-id esme --password secret [--journal FILE]
 * [--latency MS] [--window-limit N] [--deliver-window N] [--count-only] [--options JSON]`.
 * Prints one JSON line `{"port":..,"control":..}` when it listens. `--options` holds any of SmscOptions.
 */
import { parseArgs } from 'node:util';
import { serveControl } from './control.js';
import type { SmscOptions } from './options.js';
import { startSmsc } from './smsc.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
    'system-id': { type: 'string', default: 'esme' },
    password: { type: 'string', default: 'secret' },
    journal: { type: 'string' },
    latency: { type: 'string' },
    'window-limit': { type: 'string' },
    'deliver-window': { type: 'string' },
    'count-only': { type: 'boolean', default: false },
    options: { type: 'string', default: '{}' },
  },
});

const extra: Partial<SmscOptions> = JSON.parse(values.options);
const number = (value: string | undefined) => (value === undefined ? undefined : Number(value));
const windowLimit = number(values['window-limit']);
const deliverWindow = number(values['deliver-window']);
const latencyMs = number(values.latency);

const smsc = await startSmsc({
  systemId: values['system-id'],
  password: values.password,
  port: Number(values.port),
  record: !values['count-only'],
  ...(values.journal === undefined ? {} : { journal: values.journal }),
  ...(latencyMs === undefined ? {} : { latencyMs }),
  ...(windowLimit === undefined ? {} : { windowLimit }),
  ...(deliverWindow === undefined ? {} : { deliverWindow }),
  ...extra,
});
const stop = () => void smsc.stop().then(() => process.exit(0));
const control = await serveControl(smsc, Number(values.control), stop);
const address = control.address();
const controlPort = typeof address === 'object' && address !== null ? address.port : 0;
process.stdout.write(`${JSON.stringify({ port: smsc.port, control: controlPort })}\n`);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
