import type { ServerType } from './server-type.js';

/** What a server has to be told of one component. */
interface ComponentPlace {
  readonly domain: string;
  /** As it stands in the lines; `...` where it is not to be shown. */
  readonly secret: string;
  /** The component port. */
  readonly port: number;
}

/** The lines that let a component in, for one server. */
export function componentLines(type: ServerType, { domain, secret, port }: ComponentPlace): string {
  switch (type) {
    case 'prosody':
      return `Component "${domain}"\n  component_secret = "${secret}"`;
    case 'ejabberd':
      return [
        'listen:',
        `  - port: ${port}`,
        '    module: ejabberd_service',
        '    global_routes: false',
        '    hosts:',
        `      "${domain}":`,
        `        password: "${secret}"`,
      ].join('\n');
    case 'openfire':
      return `xmpp.component.socket.active=true\nxmpp.component.socket.port=${port}\nxmpp.component.defaultSecret=${secret}`;
    case 'mongooseim':
      return `[[listen.component]]\n  port = ${port}\n  ip_address = "127.0.0.1"\n  password = "${secret}"`;
  }
}

/** The lines that open the component port. */
export function portLines(type: ServerType, port: number): string {
  switch (type) {
    case 'prosody':
      return `component_ports = { ${port} }\ncomponent_interfaces = { "127.0.0.1" }`;
    case 'ejabberd':
      return `listen:\n  - port: ${port}\n    ip: "127.0.0.1"\n    module: ejabberd_service\n    access: all\n    shaper: none`;
    case 'openfire':
      return `xmpp.component.socket.active=true\nxmpp.component.socket.port=${port}`;
    case 'mongooseim':
      return `[[listen.component]]\n  port = ${port}\n  ip_address = "127.0.0.1"`;
  }
}

/** The lines that let a component into rosters (XEP-0356); undefined: the server has no such thing. */
export function privilegeLines(type: ServerType, domain: string): string | undefined {
  if (type === 'prosody') {
    return [
      `modules_enabled = { "privilege" } -- one more of those that are there, and the same in Component "${domain}"`,
      'privileged_entities = {',
      `  ["${domain}"] = { roster = "both" };`,
      '}',
    ].join('\n');
  }
  if (type !== 'ejabberd') return undefined;
  return [
    'acl:',
    '  isthmus:',
    `    server: ["${domain}"]`,
    'access_rules:',
    '  isthmus:',
    '    - allow: isthmus',
    'modules:',
    '  mod_privilege:',
    '    roster:',
    '      both: isthmus',
  ].join('\n');
}

/** The lines that let a component upload files; undefined: we do not know them. */
export function uploadLines(type: ServerType, domain: string, serverDomain: string): string | undefined {
  if (type === 'prosody') {
    return `Component "upload.${serverDomain}" "http_file_share"\n  http_file_share_access = { "${serverDomain}", "${domain}" }`;
  }
  if (type !== 'ejabberd') return undefined;
  return [
    'acl:',
    '  gateways:',
    `    server: ["${domain}"]`,
    'access_rules:',
    '  uploaders:',
    '    - allow: local',
    '    - allow: gateways',
    'modules:',
    '  mod_http_upload:',
    '    access: uploaders',
  ].join('\n');
}
