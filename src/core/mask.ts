/**
 * Shortens an address for logs: enough to tell two apart while looking for a fault, too little to write to.
 * `romeo@example.org` -> `ro…@example.org`, `+15551234567` -> `+1555…67`.
 */
export function mask(address: string): string {
  const bare = address.split('/', 1)[0] ?? '';
  const at = bare.indexOf('@');
  if (at >= 0) {
    const local = bare.slice(0, at);
    return `${local.startsWith('+') ? maskNumber(local) : `${local.slice(0, Math.min(2, Math.floor(local.length / 2)))}…`}${bare.slice(at)}`;
  }
  return bare.startsWith('+') ? maskNumber(bare) : bare;
}

function maskNumber(number: string): string {
  return number.length <= 7 ? `${number.slice(0, 3)}…` : `${number.slice(0, 5)}…${number.slice(-2)}`;
}
