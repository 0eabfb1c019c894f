export type { Backend, HostBackend } from './backend.js';
export { currentBackend, setBackend } from './current.js';
export { perStep, PerStep, type StepValue } from './program/per-step.js';
export { chooseBackend } from './select.js';
export { referenceBackend } from './reference/reference-backend.js';
export { createWebGpuBackend } from './webgpu/webgpu-backend.js';
export { createGpuJsBackend } from './gpujs/gpujs-backend.js';
