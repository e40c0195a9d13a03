/** The parts of the `smpp` package that are used; it ships no types of its own. */
declare module 'smpp' {
  interface FieldType {
    read(buffer: Buffer, offset: number, length?: number): unknown;
    write(value: unknown, buffer: Buffer, offset: number): void;
    size(value: unknown): number;
    default?: unknown;
  }
  interface Field {
    type: FieldType;
    filter?: unknown;
    default?: unknown;
  }
  interface Command {
    id: number;
    params?: Record<string, Field>;
  }
  interface Tlv extends Field {
    id: number;
    tag?: string;
    multiple?: boolean;
  }
  class PDU {
    static maxLength: number;
    constructor(command: string, fields?: Record<string, unknown>);
    constructor(octets: Buffer);
    command: string;
    command_id: number;
    command_status: number;
    sequence_number: number;
    toBuffer(): Buffer;
    _filter(direction: 'encode' | 'decode'): void;
    [field: string]: unknown;
  }
  const smpp: {
    PDU: typeof PDU;
    commands: Record<string, Command>;
    tlvs: Record<string, Tlv>;
    types: Record<'cstring' | 'buffer', FieldType>;
  };
  export default smpp;
}
