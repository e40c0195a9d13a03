/** How much of a mail is taken apart. What lies beyond a limit stays whole, as one opaque part or as text that is not read. */
export interface MimeLimits {
  /** Parts of the tree, the root among them. */
  readonly parts: number;
  /** Parts within parts; the root is at depth 0. */
  readonly depth: number;
  /** Octets of one header section that are read; its rest is passed over. */
  readonly headerOctets: number;
  /** Fields of one header section that are kept. */
  readonly fields: number;
}

/** Far above what people's mail programs make, far below what would trouble the process. */
export const MIME_LIMITS: MimeLimits = { parts: 1000, depth: 64, headerOctets: 256 * 1024, fields: 1000 };
