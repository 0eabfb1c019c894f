/**
 * Asks one question at a time, and then the newest: those that came up while an answer was awaited, but for the last, are never asked.
 * `onAnswer` and `onError` hear of every one that was.
 */
export function newestOnly<Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
  onAnswer: (answer: Answer, question: Question) => void,
  onError: (error: Error) => void,
): (question: Question) => void {
  let waiting: { readonly question: Question } | null = null;
  let isAsking = false;

  async function askAll(): Promise<void> {
    isAsking = true;
    while (waiting) {
      const { question } = waiting;
      waiting = null;
      await ask(question).then(
        (answer) => onAnswer(answer, question),
        (error: unknown) => onError(error instanceof Error ? error : new Error(String(error))),
      );
    }
    isAsking = false;
  }

  return (question) => {
    waiting = { question };
    if (!isAsking) void askAll();
  };
}
