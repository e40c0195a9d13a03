import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { XmppAccount } from '../xmpp-server.js';
import { Desktop } from './desktop.js';

const run = promisify(execFile);

/** Gajim on a desktop of its own, logged in. */
export async function openGajim(account: XmppAccount): Promise<Desktop> {
  const desktop = await Desktop.open({ furnish: (home) => writeSettings(join(home, '.config/gajim'), account) });
  try {
    await desktop.start('gajim', { command: 'gajim', args: [] });
    return desktop;
  } catch (error) {
    await desktop.close();
    throw error;
  }
}

/** Its settings as they are after the wizard for a new account, which wants the certificate of a domain that is public. */
async function writeSettings(
  folder: string,
  { jid, password, host, port, domain, username }: XmppAccount,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const app = {
    use_keyring: false,
    check_for_update: false,
    plugins_update_check: false,
    plugins_repository_enabled: false,
    show_help_start_chat: false,
    sounds_on: false,
    // The check mark at what a phone has got.
    positive_184_ack: true,
    show_notifications: false,
    show_trayicon: false,
    autoaway: false,
    autoxa: false,
    dark_theme: 0,
    mainwin_width: 1000,
    mainwin_height: 680,
  };
  const settings = {
    active: true,
    name: username,
    hostname: domain,
    account_label: jid,
    password,
    savepass: true,
    use_custom_host: true,
    custom_host: host,
    custom_port: port,
    custom_type: 'PLAIN',
    use_plain_connection: true,
    confirm_unencrypted_connection: false,
    autoconnect: true,
  };
  const sql = [
    'CREATE TABLE settings (name TEXT UNIQUE, settings TEXT)',
    'CREATE TABLE account_settings (account TEXT UNIQUE, settings TEXT)',
    `INSERT INTO settings VALUES ('app', ${quoted(JSON.stringify(app))}), ('soundevents', '{}'), ('status_presets', '{}'), ('proxies', '{}'), ('plugins', '{}'), ('workspaces', '{"d0f5b0a4-6f0c-4d2e-a6a4-1d2f4a5b6c7d": {}}')`,
    `INSERT INTO account_settings VALUES (${quoted(username)}, ${quoted(JSON.stringify({ account: settings, contact: {}, group_chat: {} }))})`,
    'PRAGMA user_version=5',
  ];
  await run('sqlite3', [join(folder, 'settings.sqlite'), `${sql.join(';\n')};`]);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
