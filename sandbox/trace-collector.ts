import { createServer, type Server } from 'node:http';

/** A span that the collector took. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, string>>;
  readonly failed: boolean;
}

/** A collector of traces that takes OTLP over HTTP as JSON, strictly: what is not of the form is answered with 400 and kept as a fault. */
export class TraceCollector {
  readonly url: string;
  readonly spans: CollectedSpan[] = [];
  readonly faults: string[] = [];
  readonly tokens = new Set<string>();
  /** As which service senders call themselves. */
  readonly services = new Set<string>();
  /** The answer to what is right. */
  status = 200;
  /** Bodies as they came. */
  text = '';
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<TraceCollector> {
    let collector: TraceCollector | undefined;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const status = collector?.take(`${request.method} ${request.url}`, request.headers.authorization ?? '', body);
        response.writeHead(status ?? 500, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    collector = new TraceCollector(server, typeof address === 'object' && address !== null ? address.port : 0);
    return collector;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Takes one request; answers with the status. */
  take(line: string, token: string, body: string): number {
    if (this.status !== 200) return this.status;
    try {
      if (line !== 'POST /v1/traces') throw new Error(`not for a collector: ${line}`);
      const { spans, services } = readExport(JSON.parse(body));
      this.text += body;
      this.tokens.add(token);
      for (const service of services) this.services.add(service);
      this.spans.push(...spans);
      return 200;
    } catch (error) {
      this.faults.push(String(error));
      return 400;
    }
  }
}

type Json = Readonly<Record<string, unknown>>;

/** ExportTraceServiceRequest of opentelemetry-proto, in its JSON form: ids in hexadecimal, 64 bit numbers as text. */
function readExport(value: unknown): { spans: CollectedSpan[]; services: string[] } {
  const spans: CollectedSpan[] = [];
  const services: string[] = [];
  for (const resourceSpans of listOf(record(value), 'resourceSpans')) {
    const resource = attributesOf(listOf(record(resourceSpans.resource), 'attributes'));
    services.push(resource['service.name'] ?? '');
    for (const scopeSpans of listOf(resourceSpans, 'scopeSpans')) {
      for (const span of listOf(scopeSpans, 'spans')) spans.push(readSpan(span));
    }
  }
  return { spans, services };
}

function readSpan(span: Json): CollectedSpan {
  const { parentSpanId } = span;
  const kind = Number(span.kind);
  if (!(kind >= 1 && kind <= 5)) throw new Error(`no kind of span: ${span.kind}`);
  const [start, end] = [numberOf(span.startTimeUnixNano), numberOf(span.endTimeUnixNano)];
  if (end < start) throw new Error('a span ends before it starts');
  return {
    traceId: idOf(span.traceId, 32),
    spanId: idOf(span.spanId, 16),
    parentSpanId: parentSpanId === undefined ? undefined : idOf(parentSpanId, 16),
    name: textOf(span.name),
    kind,
    start,
    end,
    attributes: attributesOf(listOf(span, 'attributes')),
    failed: record(span.status).code === 2,
  };
}

function attributesOf(attributes: readonly Json[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [textOf(key), textOf(record(value).stringValue)]));
}

function record(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object');
  return value as Json;
}

function listOf(value: Json, name: string): readonly Json[] {
  const list = value[name];
  if (!Array.isArray(list)) throw new Error(`no list ${name}`);
  return list.map(record);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`no text: ${String(value)}`);
  return value;
}

function idOf(value: unknown, digits: number): string {
  const id = textOf(value);
  if (!new RegExp(`^[0-9a-f]{${digits}}$`).test(id)) throw new Error(`no id of ${digits} digits: ${id}`);
  return id;
}

function numberOf(value: unknown): bigint {
  if (!/^\d+$/.test(textOf(value))) throw new Error(`no time: ${String(value)}`);
  return BigInt(textOf(value));
}
