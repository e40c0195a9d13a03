import type { AuditRow } from '../engine/effect.js';
import { AddressForm } from './address-form.js';
import { AuditLog, type AuditLogOptions } from './audit-log.js';
import { recordOfRow } from './engine-row.js';
import type { AddressLevel, AuditRecord } from './record.js';

/** How addresses of people stand in the audit. */
export interface AuditOptions extends AuditLogOptions {
  readonly addresses: AddressLevel;
  /** Key of the installation for this purpose, see `HoldContext.derivedKey`. */
  readonly key: Buffer;
}

/** The audit as the parts of the gateway use it: no address gets past it in another form than the configured one. */
export class Audit {
  readonly log: AuditLog;
  readonly #form: AddressForm;

  constructor(options: AuditOptions) {
    this.log = new AuditLog(options);
    this.#form = new AddressForm(options.addresses, options.key);
  }

  /** The port of the engine (`Ports.audit`). */
  row(row: AuditRow): Promise<void> {
    return this.log.append(recordOfRow(row, (text) => this.#form.of(text)));
  }

  /** What was done outside of the engine: by commands, over HTTP, by those who run the gateway. */
  record({ actor, destination, ...rest }: AuditRecord): Promise<void> {
    return this.log.append({
      ...rest,
      ...(actor !== undefined && { actor: this.#form.of(actor) }),
      ...(destination !== undefined && { destination: this.#form.of(destination) }),
    });
  }
}
