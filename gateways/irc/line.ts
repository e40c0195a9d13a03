import type { IrcMessage } from './wire/message.js';

/** A line of ours for a server. */
export interface Line {
  readonly command: string;
  readonly params: readonly string[];
  /** Client-only tags, by their full names. */
  readonly tags?: ReadonlyMap<string, string>;
}

/** What the server said to a line of ours. */
export type Reply =
  /** It gave the message back (IRCv3 echo-message), or confirmed it (labeled-response). */
  | { readonly kind: 'done'; readonly echo: IrcMessage | undefined }
  /** An error numeric or a FAIL. */
  | { readonly kind: 'error'; readonly message: IrcMessage }
  /** No answer came in time, or the connection ended after it was written. */
  | { readonly kind: 'unknown' };

/** Called back for one line. */
export interface Sent {
  /** It went to the socket, in its turn. */
  readonly written?: () => void;
  /** The connection ended before it was written. */
  readonly dropped?: () => void;
  /** The line is followed until the server has answered it, as far as servers do. */
  readonly answered?: (reply: Reply) => void;
}
