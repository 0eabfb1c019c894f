import { HandgradError } from '../../tensor/error.js';

/**
 * What went wrong on the device. WebGPU reports faults later than the call that caused them, so they are gathered here and
 * thrown where somebody waits: in `read` and `finish`. Only the loss of the device is thrown by every call.
 */
export interface Faults {
  /** Something that will turn out to be a fault, in one line, or null; the next `throwIfAny` waits for it. */
  addCheck(check: Promise<string | null>): void;
  /** @throws {HandgradError} once the device is lost. */
  throwIfLost(): void;
  /** Waits for the verdict on everything submitted so far. @throws {HandgradError} the first fault since the last call. */
  throwIfAny(): Promise<void>;
  /** Called before the device is destroyed on purpose. */
  expectEnd(): void;
  readonly ended: boolean;
}

const scopes: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];

/** Watches a device from now on. Its error scopes belong to the watcher: nobody else may push or pop one across an `await`. */
export function watchFaults(device: GPUDevice): Faults {
  let lost: string | null = null;
  let ended = false;
  let checks: Promise<string | null>[] = [];

  void device.lost.then(({ reason, message }) => {
    lost ??= `webgpu: the device was lost (${reason}: ${oneLine(message)}); start again, or use --backend reference`;
  });
  openScopes();

  function openScopes(): void {
    for (const filter of scopes) device.pushErrorScope(filter);
  }

  /** The errors since the scopes were opened, at most one of each kind. */
  function closeScopes(): Promise<string | null>[] {
    return [...scopes].reverse().map(async (filter) => {
      const error = await device.popErrorScope();
      return error && faultText(filter, error.message);
    });
  }

  function throwIfLost(): void {
    if (ended) throw new HandgradError('webgpu: the device was destroyed; create the backend again');
    if (lost) throw new HandgradError(lost);
  }

  async function throwIfAny(): Promise<void> {
    throwIfLost();
    // The checks first: what they say of a shader is better than what the scopes say of the pipeline made from it.
    const verdicts = [...checks, ...closeScopes()];
    checks = [];
    openScopes();
    const outcomes = await Promise.allSettled(verdicts);
    // Losing the device rejects whatever is under way; the loss itself is what there is to say.
    throwIfLost();
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
      if (outcome.value !== null) throw new HandgradError(outcome.value);
    }
  }

  return {
    addCheck: (check) => checks.push(check),
    throwIfLost,
    throwIfAny,
    expectEnd: () => (ended = true),
    get ended() {
      return ended || lost !== null;
    },
  };
}

function faultText(filter: GPUErrorFilter, message: string): string {
  switch (filter) {
    case 'out-of-memory':
      return `webgpu: the GPU is out of memory (${oneLine(message)}); use a smaller batch, or --backend reference`;
    case 'validation':
      return `webgpu: the device refused a command (${oneLine(message)}); this is a fault of handgrad, please report it`;
    case 'internal':
      return `webgpu: the driver failed (${oneLine(message)}); update the GPU's driver, or use --backend reference`;
  }
}

/** A driver's message without its line breaks. */
export function oneLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, ' ');
}
