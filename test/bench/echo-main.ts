/**
 * The bare component: bounces every message back to its sender, in a process of its own and without an XML parser. What
 * the stream through the server can carry at all. `node dist/test/bench/echo-main.js PORT DOMAIN SECRET`.
 */
import { openComponent } from '../support/raw-component.js';

const [port, domain, secret] = process.argv.slice(2);
if (port === undefined || domain === undefined || secret === undefined) throw new Error('PORT DOMAIN SECRET');
const component = await openComponent(Number(port), domain, secret);
component.onClose = () => process.exit(0);
let rest = '';

const END = '</message>';
const HEAD = /^<message\s[^>]*>/;

component.onData = (chunk) => {
  rest += chunk.toString('latin1');
  let from = 0;
  for (let end = rest.indexOf(END, from); end >= 0; end = rest.indexOf(END, from)) {
    const stanza = rest.slice(rest.indexOf('<message', from), end + END.length);
    from = end + END.length;
    component.send(Buffer.from(bounce(stanza), 'latin1').toString('utf8'));
  }
  rest = rest.slice(from);
};

function bounce(stanza: string): string {
  const head = HEAD.exec(stanza)?.[0] ?? '';
  const value = (name: string) => new RegExp(`\\s${name}=(['"])(.*?)\\1`).exec(head)?.[2] ?? '';
  return `<message from='${value('to')}' to='${value('from')}' type='chat' id='${value('id')}'>${stanza.slice(head.length)}`;
}

process.stdout.write('ready\n');
