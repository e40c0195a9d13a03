import { contactForm, parseMailAddress } from './mail-address.js';

/** The contact of an address that somebody else wrote: in small letters and with U-labels, also where it is no legal address. */
export function contactOf(address: string): string {
  const read = parseMailAddress(address);
  return read.ok ? contactForm(read.address) : address.toLowerCase();
}
