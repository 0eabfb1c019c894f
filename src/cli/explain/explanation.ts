import type { Trace } from '../../autograd/trace/traced.js';

/** What was traced, under a title, and what it is of, in a sentence. */
export interface Explanation {
  readonly title: string;
  readonly about: string;
  readonly trace: Trace;
}
