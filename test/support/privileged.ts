import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Ejabberd, startEjabberd } from '../../sandbox/ejabberd.js';
import { type Prosody, startProsody } from '../../sandbox/prosody.js';
import { randomPassword } from '../../sandbox/xmpp-server.js';
import { repositoryRoot } from './repository.js';
import type { ComponentDomain, SharedXmpp, Software } from './shared.js';

const EXAMPLE = 'sms.example.org';

/**
 * An XMPP server of the test's own with two component domains, which have the privileges that the snippets in `config/`
 * give: nothing else in the configuration speaks of them.
 */
export async function privilegedXmpp(software: Software): Promise<SharedXmpp> {
  const domain = software === 'prosody' ? 'example.org' : 'example.net';
  const secret = randomPassword();
  const free = [`sms.${domain}`, `echo.${domain}`];
  const components = Object.fromEntries(free.map((name) => [name, secret]));
  const server = software === 'prosody' ? await prosody(domain, components) : await ejabberd(components);
  let users = 0;
  return {
    software,
    host: server.host,
    domain,
    c2sPort: server.c2sPort,
    componentPort: server.componentPort,
    takeDomain: (): ComponentDomain => {
      const name = free.shift();
      if (name === undefined) throw new Error('both domains are taken');
      return { domain: name, secret, host: server.host, port: server.componentPort, release: () => undefined };
    },
    newUser: async (name = 'user') => {
      users += 1;
      return await server.addUser(`${name}-${users}`);
    },
    close: async () => await server.stop(),
  };
}

function prosody(domain: string, components: Readonly<Record<string, string>>): Promise<Prosody> {
  const snippet = readFileSync(join(repositoryRoot(), 'config/prosody-privileges.cfg.lua'), 'utf8');
  const [entities] = /^privileged_entities = \{\n(.*?)^\}/ms.exec(snippet) ?? [];
  const [, ofComponent] = new RegExp(`^Component "${EXAMPLE}"\\n(.*)$`, 'm').exec(snippet) ?? [];
  if (entities === undefined || ofComponent === undefined) throw new Error('the snippet for Prosody is not as it was');
  const line = /^.*"sms\.example\.org".*$/m.exec(entities)?.[0] ?? '';
  const lines = Object.keys(components).map((name) => line.replace(EXAMPLE, name));
  const modules = ['privilege'];
  const extraGlobal = entities.replace(line, lines.join('\n'));
  return startProsody({ domain, components, modules, extraGlobal, extraComponent: ofComponent });
}

function ejabberd(components: Readonly<Record<string, string>>): Promise<Ejabberd> {
  const snippet = readFileSync(join(repositoryRoot(), 'config/ejabberd-privileges.yml'), 'utf8');
  const names = Object.keys(components).map((name) => JSON.stringify(name));
  const { modules, ...extra } = parse(snippet.replace(JSON.stringify(EXAMPLE), names.join(', '))) as {
    readonly modules: Readonly<Record<string, unknown>>;
  };
  return startEjabberd({ components, modules, extra });
}
