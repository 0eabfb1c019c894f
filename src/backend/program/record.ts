import { withoutHostAccess } from '../../tensor/host-access.js';
import { tidy } from '../../tensor/lifetime.js';
import type { Backend } from '../backend.js';
import { assembleProgram } from './assemble-program.js';
import type { Program } from './program.js';
import { Recorder, whileRecording } from './recorder.js';

const NO_HOST_ACCESS =
  'captured step: it reads a tensor back, or overwrites one from the host, which a step that is recorded once and then ' +
  'replayed cannot do; do so outside of the step, or turn capture off (fit: capture: false; command line: --no-capture)';

/**
 * Runs `fn` once and takes down what it launches on `backend`, without running any of it.
 *
 * Tensors that existed before are the program's external buffers: it reads and changes them where they are, and they are how its
 * results come out. Tensors that `fn` makes exist within the program only. Whatever the host computes on the way (shapes, numbers
 * written into new tensors) is the same in every replay, but for what is `perStep`.
 * @throws {HandgradError} when `fn` reads a tensor back, or computes on another backend.
 */
export function record(backend: Backend, fn: () => void): Program {
  const recorder = new Recorder(backend);
  try {
    return tidy(() => {
      whileRecording(recorder, () => withoutHostAccess(NO_HOST_ACCESS, fn));
      const launches = [...recorder.initialCopies, ...recorder.launches];
      return assembleProgram(launches, {
        isExternal: (storage) => !recorder.owns(storage),
        allocate: (dtype, size) => recorder.temporary(dtype, size).storage,
      });
    });
  } finally {
    recorder.restoreVersions();
  }
}
