export interface Lesson {
  readonly number: number;
  readonly name: string;
  readonly folder: string;
  readonly title: string;
}
export const root: string;
export function lessons(): Lesson[];
export function lessonOf(number: string): Lesson;
