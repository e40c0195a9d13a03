import { portLines } from './component-lines.js';
import { SERVERS, type ServerType } from './server-type.js';

/** One component of an installation, as its server has to know it. */
export interface Component {
  readonly domain: string;
  readonly secret: string;
  /** Shown in the list of services. */
  readonly label: string;
}

interface Attachment {
  readonly type: ServerType;
  /** The component port. */
  readonly port: number;
  /** The server's own domain. */
  readonly serverDomain: string;
  readonly components: readonly Component[];
}

/** Lines that belong to one place of a server's settings. */
interface ServerPart {
  /** Where they go, a sentence. */
  readonly where: string;
  readonly lines: string;
  /** What they are good for, where it goes without them. */
  readonly optional?: string;
}

/** All that a server has to be told of an installation. Components of a server that knows one password for all have the same secret. */
export function serverParts(attachment: Attachment): readonly ServerPart[] {
  switch (attachment.type) {
    case 'prosody':
      return prosody(attachment);
    case 'ejabberd':
      return ejabberd(attachment);
    case 'openfire':
      return openfire(attachment);
    case 'mongooseim':
      return mongooseim(attachment);
  }
}

/** Whether all components of a server have one password. */
export function sharesSecret(type: ServerType): boolean {
  return type === 'openfire' || type === 'mongooseim';
}

const ROSTERS = 'contacts of a network appear in rosters by themselves (XEP-0356)';
const UPLOADS = 'files of networks lie in the upload service of the server (XEP-0363)';

function prosody({ port, serverDomain, components }: Attachment): readonly ServerPart[] {
  const { file } = SERVERS.prosody;
  const domains = components.map(({ domain }) => domain);
  return [
    {
      where: `${file}, above the first VirtualHost`,
      lines: `${portLines('prosody', port)}\nnetwork_settings = { nagle = false }`,
    },
    {
      where: `${file}, at its end`,
      lines: components
        .map(({ domain, secret, label }) =>
          [`Component "${domain}"`, `  component_secret = "${secret}"`, `  name = "${label}"`].join('\n'),
        )
        .join('\n'),
    },
    {
      where: `${file}, above the first VirtualHost; add "privilege" to modules_enabled there, and the line modules_enabled = { "privilege" } to each Component above (Debian: apt install prosody-modules)`,
      lines: [
        'privileged_entities = {',
        ...domains.map((domain) => `  ["${domain}"] = { roster = "both" };`),
        '}',
      ].join('\n'),
      optional: ROSTERS,
    },
    {
      where: `${file}, in the Component of your upload service (mod_http_file_share)`,
      lines: `http_file_share_access = { ${[serverDomain, ...domains].map((domain) => `"${domain}"`).join(', ')} }`,
      optional: UPLOADS,
    },
  ];
}

function ejabberd({ port, components }: Attachment): readonly ServerPart[] {
  const { file } = SERVERS.ejabberd;
  const servers = (indent: string): readonly string[] => components.map(({ domain }) => `${indent}- "${domain}"`);
  return [
    {
      where: `${file}; where a key is there already, add to it`,
      lines: [
        'listen:',
        `  - port: ${port}`,
        '    ip: "127.0.0.1"',
        '    module: ejabberd_service',
        '    access: all',
        '    shaper: none',
        '    check_from: true',
        '    global_routes: false',
        '    max_stanza_size: 524288',
        '    hosts:',
        ...components.flatMap(({ domain, secret }) => [`      "${domain}":`, `        password: "${secret}"`]),
        'acl:',
        '  isthmus:',
        '    server:',
        ...servers('      '),
        'access_rules:',
        '  s2s:',
        '    - deny: isthmus',
        '    - allow',
        's2s_access: s2s',
      ].join('\n'),
    },
    {
      where: `${file}; where a key is there already, add to it`,
      lines: [
        'access_rules:',
        '  isthmus:',
        '    - allow: isthmus',
        'modules:',
        '  mod_privilege:',
        '    roster:',
        '      both: isthmus',
      ].join('\n'),
      optional: ROSTERS,
    },
    {
      where: `${file}; where a key is there already, add to it`,
      lines: [
        'access_rules:',
        '  uploaders:',
        '    - allow: local',
        '    - allow: isthmus',
        'modules:',
        '  mod_http_upload:',
        '    access: uploaders',
      ].join('\n'),
      optional: UPLOADS,
    },
  ];
}

function openfire({ port, components }: Attachment): readonly ServerPart[] {
  return [
    {
      where: SERVERS.openfire.file,
      lines: [
        'xmpp.component.socket.active=true',
        `xmpp.component.socket.port=${port}`,
        `xmpp.component.defaultSecret=${components[0]?.secret ?? ''}`,
      ].join('\n'),
    },
  ];
}

function mongooseim({ port, components }: Attachment): readonly ServerPart[] {
  return [
    {
      where: SERVERS.mongooseim.file,
      lines: [
        portLines('mongooseim', port),
        `  password = "${components[0]?.secret ?? ''}"`,
        '  conflict_behaviour = "kick_old"',
        '  check_from = true',
      ].join('\n'),
    },
  ];
}
