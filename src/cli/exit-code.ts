/** What the process says as it ends. */
export const EXIT = {
  success: 0,
  /** Something could not be done, or a check did not hold. */
  failure: 1,
  /** The command was given wrongly. */
  usage: 2,
  /** Ended by Ctrl-C: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
