import type { StreamEnd } from '../../xmpp/stream-end.js';

/**
 * What an administrator can do about the end of a stream, with the lines to write; undefined where there is nothing to do.
 * Never holds the secret.
 */
export function adviceFor(end: StreamEnd, domain: string): string | undefined {
  const prosody = `Prosody: Component "${domain}" with component_secret = "..." in prosody.cfg.lua`;
  const ejabberd = `ejabberd: in the listener with "module: ejabberd_service", under hosts: "${domain}": {password: "..."}`;
  switch (end.condition) {
    case 'not-authorized':
    case 'handshake-refused':
      return `The server refused the secret for ${domain}. It must be the same on both sides. ${prosody}; ${ejabberd}.`;
    case 'host-unknown':
    case 'host-gone':
      return `The server does not know ${domain}. Add it, then reload the server. ${prosody}; ${ejabberd}.`;
    case 'conflict':
      return (
        `${domain} is taken: another component is connected under this name, or it is one of the server's own hosts. ` +
        `Stop the other one, or give this one another domain. To let a new connection replace a dead one, in Prosody: ` +
        `component_conflict_resolve = "kick_old" below Component "${domain}"; in ejabberd: no entry for ${domain} under the top-level hosts.`
      );
    case 'invalid-namespace':
      return (
        'The port answers, but not as a component port. Prosody: component_ports = { 5347 }; ' +
        'ejabberd: the port of the listener with "module: ejabberd_service".'
      );
    case 'connect-failed':
      if (/certificate|self.signed|altnames/i.test(end.text ?? '')) {
        return (
          `The server's certificate is not trusted (${end.text}). It must be valid for the host in xmpp.server; ` +
          'an authority of your own is trusted with NODE_EXTRA_CA_CERTS=/path/of/ca.pem in the environment of Isthmus.'
        );
      }
      return (
        'Nothing accepts connections there. Prosody: component_ports = { 5347 } and, for another machine, component_interfaces; ' +
        'ejabberd: a listener with "module: ejabberd_service"; then the firewall.'
      );
    case 'negotiation-timeout':
      return 'The port accepts connections but does not speak XMPP for components. Is it the component port, and is TLS set the same on both sides?';
    case 'no-barrier':
      return `The server answers no ping, neither its own nor one that ${domain} sends to itself. ejabberd: check the rules of mod_privilege and of access_rules for ${domain}.`;
    default:
      return undefined;
  }
}
