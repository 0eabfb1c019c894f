/** Something with a published figure and one of ours. */
export interface Ranked {
  readonly name: string;
  readonly published: number;
  readonly ours: number;
}

/** Two that stand the other way round than published. */
export interface Inversion {
  /** Published as the better one, but ours is worse. */
  readonly better: Ranked;
  readonly worse: Ranked;
}

/** The pairs whose order is not the published one, out of `pairs` (Kendall 1938 counts them so). */
export function inversionsOf(models: readonly Ranked[]): { readonly pairs: number; readonly inversions: Inversion[] } {
  const sorted = [...models].sort((a, b) => b.published - a.published);
  const pairs = sorted.flatMap((better, i) => sorted.slice(i + 1).map((worse) => ({ better, worse })));
  return { pairs: pairs.length, inversions: pairs.filter(({ better, worse }) => better.ours < worse.ours) };
}
