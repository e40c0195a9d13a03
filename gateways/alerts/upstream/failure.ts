/** Why a source could not be told. Its message is a code alone, never what was sent or answered: both may hold secrets. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  /** `status 503`, `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, `timeout`, `redirect` and so on. */
  readonly reason: string;
  /** Trying again may help: it was not there, or had too much to do. Else an admin has to change something first. */
  readonly passes: boolean;

  constructor(reason: string, passes: boolean) {
    super(reason);
    this.reason = reason;
    this.passes = passes;
  }
}
