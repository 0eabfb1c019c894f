/** Collects, and lets the registry's callbacks run, which happens in a task of their own. */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    globalThis.gc?.();
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
}
