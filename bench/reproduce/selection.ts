/**
 * Which ids `--only` names: patterns in which `*` stands for any characters but `/`; a notebook's number alone stands for all of it.
 * `003`, `002/width-*`, `000/linear`.
 */
export function matchesPattern(id: string, pattern: string): boolean {
  const whole = pattern.includes('/') ? pattern : `${pattern}/*`;
  const literal = whole.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]*')}$`).test(id);
}

/**
 * Those that any of the patterns names, in their own order; all when there is no pattern.
 * @throws {RangeError} for a pattern that names none.
 */
export function selected<T extends { readonly id: string }>(all: readonly T[], patterns: readonly string[]): T[] {
  const idle = patterns.find((pattern) => !all.some(({ id }) => matchesPattern(id, pattern)));
  if (idle !== undefined) {
    const notebooks = [...new Set(all.map(({ id }) => id.split('/')[0]))];
    throw new RangeError(
      `--only: found '${idle}', expected the number of a notebook (${notebooks.join(', ')}) or a name such as ` +
        `${all[0].id}, '*' for any characters`,
    );
  }
  return all.filter(({ id }) => patterns.length === 0 || patterns.some((pattern) => matchesPattern(id, pattern)));
}
