#!/usr/bin/env node
import { emailModule } from '../gateways/email/module.js';
import { echoModule } from '../gateways/example/module.js';
import type { GatewayModule } from '../gateways/gateway.js';
import { ircModule } from '../gateways/irc/module.js';
import { smsModule } from '../gateways/sms/module.js';
import { checkCommand } from './cli/check.js';
import { runCli } from './cli/cli.js';
import { rekeyCommand } from './cli/rekey.js';
import { runCommand } from './cli/run.js';
import { sampleCommand } from './cli/sample.js';
import { versionCommand } from './cli/version.js';

/** The networks that this build knows; the only place that names them. */
const modules: readonly GatewayModule[] = [
  smsModule as GatewayModule,
  emailModule as GatewayModule,
  ircModule as GatewayModule,
  echoModule as GatewayModule,
];

const commands = [
  runCommand(modules),
  checkCommand(modules),
  rekeyCommand(modules),
  sampleCommand(modules),
  versionCommand,
];

const code = await runCli(commands, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  env: process.env,
});

// All is closed; only timers of the Redis client are left, which would keep the process for 2 s more.
process.exit(code);
