const REST = 65_536;

/**
 * What an XMPP server does about the IQs that a gateway writes: those to the gateway itself come back to it, everybody else
 * answers a ping and knows of nothing else. A gateway that makes sure in this way that its stanzas were read goes on at once.
 */
export class BareIqs {
  readonly #gateway: string;
  readonly #answer: (stanza: string) => void;
  #rest = '';

  constructor(gateway: string, answer: (stanza: string) => void) {
    this.#gateway = gateway;
    this.#answer = answer;
  }

  /** Takes octets of the gateway; those without an IQ cost next to nothing. */
  push(chunk: Buffer): void {
    if (this.#rest === '' && !chunk.includes('<iq')) return;
    const text = this.#rest + chunk.toString('utf8');
    let end = 0;
    for (const match of text.matchAll(/<iq\s[^>]*?(?:\/>|[^/]>[\s\S]*?<\/iq>)/g)) {
      end = match.index + match[0].length;
      this.#route(match[0]);
    }
    const open = text.indexOf('<iq', end);
    this.#rest = open < 0 || text.length - open > REST ? '' : text.slice(open);
  }

  #route(iq: string): void {
    const [head = ''] = /^<iq[^>]*>/.exec(iq) ?? [];
    const value = (name: string) => new RegExp(`\\s${name}=(['"])(.*?)\\1`).exec(head)?.[2] ?? '';
    const [to, from, id, type] = [value('to'), value('from'), value('id'), value('type')];
    const domain = to.replace(/^[^@/]*@/, '').replace(/\/.*$/, '');
    if (domain === this.#gateway) this.#answer(iq);
    else if (type === 'get' || type === 'set') {
      const fine = iq.includes('urn:xmpp:ping');
      const error = `<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`;
      this.#answer(
        `<iq type='${fine ? 'result' : 'error'}' from='${to}' to='${from}' id='${id}'>${fine ? '' : error}</iq>`,
      );
    }
  }
}
