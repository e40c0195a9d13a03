#!/usr/bin/env node
import { once } from 'node:events';
import type { GatewayModule } from '../gateways/gateway.js';
import { auditCommand } from './cli/audit.js';
import { backupCommand } from './cli/backup.js';
import { checkCommand } from './cli/check.js';
import { runCli } from './cli/cli.js';
import type { Command } from './cli/command.js';
import { configCommand } from './cli/config.js';
import { doctorCommand } from './cli/doctor/doctor.js';
import { healthCommand } from './cli/health.js';
import { importCommand } from './cli/import.js';
import { initCommand } from './cli/init/init.js';
import { migrateCommand } from './cli/migrate.js';
import { Networks } from './cli/networks.js';
import { nextSignal } from './cli/next-signal.js';
import { NOUNS } from './cli/operate/nouns.js';
import { joined, type OperateParts, operateCommands } from './cli/operate/operate.js';
import { rekeyCommand } from './cli/rekey.js';
import { restoreCommand } from './cli/restore.js';
import { routeCommand } from './cli/route.js';
import { runCommand } from './cli/run.js';
import { sampleCommand } from './cli/sample.js';
import { sendCommand } from './cli/send/send.js';
import { completionCommand } from './cli/shell/completion.js';
import { versionCommand } from './cli/version.js';
import { coreOperations } from './core/operator/operator.js';
import { operationsView } from './http/console/operations-view.js';

/** The networks that this build knows; the only place that names them. */
const networks = new Networks({
  sms: async () => (await import('../gateways/sms/module.js')).smsModule as GatewayModule,
  email: async () => (await import('../gateways/email/module.js')).emailModule as GatewayModule,
  irc: async () => (await import('../gateways/irc/module.js')).ircModule as GatewayModule,
  alerts: async () => (await import('../gateways/alerts/module.js')).alertsModule as GatewayModule,
  echo: async () => (await import('../gateways/example/module.js')).echoModule as GatewayModule,
});

/** Reads what scripts hand over as mails. */
const mailReader = async () => {
  const { readScriptMail, addressesOf } = await import('../gateways/email/mime/script-mail.js');
  return { read: (octets: Uint8Array) => readScriptMail(octets, Date.now()), addresses: addressesOf };
};

/** What an admin does with the gateway that runs; the nouns whose operations gateways bring among them. */
const operating: OperateParts = {
  networks,
  terminal: process.stdin,
  table: async () => {
    const { alertOperations } = await import('../gateways/alerts/operations/operations.js');
    return operationsView([...coreOperations(nobody), ...alertOperations(nobody)]).operations;
  },
};
const nobody = (): never => {
  throw new Error('nothing runs here');
};

const commands: readonly Command[] = [
  runCommand(networks),
  initCommand(networks, { input: process.stdin, output: process.stdout }),
  checkCommand(networks),
  joined(configCommand(networks), operating, ['show']),
  doctorCommand(networks),
  backupCommand(networks),
  restoreCommand(networks),
  importCommand(networks, () => import('../gateways/irc/import/biboumi.js')),
  migrateCommand(networks),
  healthCommand(networks),
  rekeyCommand(networks),
  sampleCommand(networks),
  joined(
    routeCommand({
      networks,
      tester: () => import('../gateways/alerts/trial/try-files.js'),
      mailReader,
      stdin: process.stdin,
    }),
    operating,
    ['test', 'send-test', 'sink'],
  ),
  sendCommand({
    networks,
    mailReader,
    stdin: process.stdin,
    ending: () => nextSignal(['SIGTERM', 'SIGINT', 'SIGHUP']),
  }),
  auditCommand({
    networks,
    audit: async () => ({
      ...(await import('../gateways/alerts/audit/audit-reader.js')),
      ...(await import('../gateways/alerts/audit/export.js')),
    }),
    write: async (text) => {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
  }),
  ...operateCommands(NOUNS, operating, ['config', 'route']),
  completionCommand(() => commands),
  versionCommand,
];

// Whoever reads may have had enough: `isthmus audit ... | head`.
process.stdout.on('error', () => process.exit(1));

const code = await runCli(commands, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  env: process.env,
});

// All is closed; only timers of the Redis client are left, which would keep the process for 2 s more.
process.exit(code);
