export function checkExercises(
  checks: readonly { readonly title: string; check(own: never): void | Promise<void> }[],
  exercises: object,
  own: object,
): Promise<{ title: string; problem: string | null }[]>;
