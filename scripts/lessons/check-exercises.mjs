/**
 * Holds someone's solutions to a lesson's checks: one result for each exercise, in their order. A function that `own` lacks is reported
 * by the check that needs it.
 *
 * @param {readonly { title: string, check(own: object): void | Promise<void> }[]} checks
 * @param {object} exercises the functions as they are handed out: their names count
 * @param {object} own
 * @returns {Promise<{ title: string, problem: string | null }[]>} what is wrong, or null
 */
export async function checkExercises(checks, exercises, own) {
  const missing = (name) => () => {
    throw new Error(`there is no exported function '${name}'; the lesson's exercises.ts has its signature`);
  };
  const complete = Object.fromEntries(Object.keys(exercises).map((name) => [name, own[name] ?? missing(name)]));
  const results = [];
  for (const { title, check } of checks) {
    try {
      await check(complete);
      results.push({ title, problem: null });
    } catch (error) {
      // Whatever one's own code throws, it is what is wrong with the exercise.
      results.push({ title, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return results;
}
