import { randomBytes } from 'node:crypto';

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 1;

/** Whose trace something belongs to, and which span it follows from (W3C Trace Context, `traceparent`). */
interface TraceContext {
  /** 32 and 16 digits of hexadecimal, not all of them 0. */
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Undefined: it is none of version 00; what is not understood is left out (W3C Trace Context 4.3). */
export function readTraceparent(text: string): TraceContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = FORM.exec(text.trim()) ?? [];
  if (traceId === '' || /^0*$/.test(traceId) || /^0*$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

/** The header `traceparent` (W3C Trace Context section 3.2). */
export function writeTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** What a line of the log says of the trace that it belongs to; nothing where there is none. */
export function loggedTrace(trace: string | undefined): { readonly trace?: string } {
  const context = trace === undefined ? undefined : readTraceparent(trace);
  return context?.sampled === true ? { trace: context.traceId } : {};
}

/** 16 random octets in hex (W3C Trace Context section 3.2.2.3). */
export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}

/** 8 random octets in hex (W3C Trace Context section 3.2.2.4). */
export function newSpanId(): string {
  return randomBytes(8).toString('hex');
}
