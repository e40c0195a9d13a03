/** How `isthmus send` ends, by the numbers of sysexits(3), which mail programs and cron understand. */
export const EXIT = {
  ok: 0,
  /** It was called in a wrong way. */
  usage: 64,
  /** What was to be sent cannot be. */
  data: 65,
  /** A file that was to be read cannot be. */
  noInput: 66,
  /** There is no such recipient. */
  noUser: 67,
  /** The name of the server is not known. */
  noHost: 68,
  /** The server cannot be reached. */
  unavailable: 69,
  /** The same may go well later. */
  later: 75,
  /** What answered does not speak the API. */
  protocol: 76,
  /** The token is not taken, or may not do this. */
  noPermission: 77,
  /** An address or a token is missing, or a file with them is wrong. */
  config: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why it was not sent: a sentence that says what to do, and the code to end with. */
export class SendError extends Error {
  override readonly name = 'SendError';
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.code = code;
  }
}
