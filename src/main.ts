#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { parse } from 'yaml';
import { echoModule } from '../gateways/example/module.js';
import { smsModule } from '../gateways/sms/module.js';
import { systemClock } from './clock.js';
import { runUntilSignal } from './core/run.js';

// interim loader, replaced by src/config
const { values } = parseArgs({ allowPositionals: true, options: { config: { type: 'string' }, role: { type: 'string' } } });
const raw = parse(readFileSync(values.config ?? '', 'utf8'));
const log = pino({ level: raw.log?.level ?? 'info', formatters: { level: (label: string) => ({ level: label }) } });
const [host, port] = String(raw.xmpp.server).split(':');
const server = { host: host ?? '', port: Number(port) };
const modules = { sms: smsModule, echo: echoModule } as Record<string, any>;
const sites = Object.entries(raw.gateways as Record<string, any>).map(([name, section]) => {
  const gatewayModule = modules[name];
  return { gateway: gatewayModule.create(gatewayModule.config.parse(section), { clock: systemClock, log }), texts: gatewayModule.texts, secret: section.secret, server, access: () => undefined };
});
process.exitCode = await runUntilSignal({
  settings: {
    redis: { url: raw.redis.url }, prefix: raw.redis?.prefix ?? 'isthmus', keyFile: raw.keyFile, lease: 8000, maxDepth: 100_000, serverDomain: raw.xmpp.domain, maxStanzaBytes: 512 * 1024, streams: 1,
    limits: { rate: raw.limits?.rate ?? 1e6, burst: raw.limits?.burst ?? 1e6, patience: 10_000, unheld: 60_000, expiry: 86_400_000 }, linkTtl: 604_800, sites, role: values.role, software: { name: 'Isthmus', version: '0.1.0' }, pressed: () => false, clock: systemClock, log,
  }, drainMs: 10_000, after: async () => {}, clock: systemClock, log });
