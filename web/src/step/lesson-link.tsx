import { lessons } from 'virtual:lessons';

/** The lesson that derives each operation's gradient; of any other the chain rule's. */
const LESSON_OF: Readonly<Record<string, number>> = {
  matmul: 4,
  add: 3,
  mean: 3,
  tanh: 6,
  sigmoid: 6,
  relu: 6,
  softmaxCrossEntropy: 5,
};
const CHAIN_RULE = 1;

/** To the lesson behind an operation. */
export function LessonLink({ operation }: { readonly operation: string }) {
  const number = LESSON_OF[operation] ?? CHAIN_RULE;
  const lesson = lessons.find((one) => one.number === number);
  if (!lesson) return null;
  return (
    <p>
      <a href={lesson.address} target="_blank">
        Lesson {lesson.number}: {lesson.title}
      </a>
    </p>
  );
}
