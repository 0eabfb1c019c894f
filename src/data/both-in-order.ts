/** Both results; where both fail, it throws what the first one did, whichever failed earlier, so that a message does not vary. */
export async function bothInOrder<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  // Nobody waits for the second one until the first has ended; its failure is not unhandled.
  second.catch(() => {});
  return [await first, await second];
}
