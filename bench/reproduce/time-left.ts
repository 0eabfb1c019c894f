/** The estimate is trusted as if this many seconds of it had proved right: the first runs are short, and mostly loading. */
const TRUST = 60;

/**
 * Says how long the rest takes: its estimated cost, times what the runs so far took for each second that was estimated for them. Before
 * the first has ended, the estimate itself.
 */
export function timeLeft(): {
  /** Counts a run that has ended. */
  ended(estimatedSeconds: number, seconds: number): void;
  /** Seconds for what was estimated so. */
  of(estimatedSeconds: number): number;
} {
  let estimated = TRUST;
  let measured = TRUST;
  return {
    ended(estimatedSeconds, seconds) {
      estimated += estimatedSeconds;
      measured += seconds;
    },
    of: (estimatedSeconds) => (estimatedSeconds * measured) / estimated,
  };
}

/** `40 s`, `12 min`, `3 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
