/** Why the store cannot be used, in a sentence for the admin that says what to do. Ends the start of a process. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
