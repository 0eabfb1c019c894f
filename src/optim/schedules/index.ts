export { constantRate } from './constant-rate.js';
export { cosineDecay } from './cosine-decay.js';
export { scheduleFromDescription, scheduleKinds } from './description.js';
export { exponentialDecay } from './exponential-decay.js';
export { inverseTimeDecay } from './inverse-time-decay.js';
export type { Schedule, ScheduleDescription } from './schedule.js';
export { stepDecay } from './step-decay.js';
export { warmUp } from './warm-up.js';
