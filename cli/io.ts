/** What the command line needs of the process it runs in; tests bring their own. */
export interface Io {
  stdout: Output;
  stderr: Output;
  environment: Readonly<Record<string, string | undefined>>;
  /** What relative paths are relative to. */
  directory: string;
  /** Where things are kept that need not be read twice; absent: nowhere. */
  cacheFolder?: string;
}

export interface Output {
  /** Bytes are for what need not be UTF-8. */
  write: (text: string | Uint8Array) => void;
  isTerminal: boolean;
  /** Width of a terminal in columns. */
  columns?: number | undefined;
}

/** The user asked for something that cannot be done as asked. Ends the program with code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
