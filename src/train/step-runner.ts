import type { Backend } from '../backend/backend.js';
import { compile } from '../backend/program/compile.js';
import type { Program, Replay } from '../backend/program/program.js';
import { record } from '../backend/program/record.js';
import { tidy } from '../tensor/lifetime.js';

/** A step over a batch of examples, and how it is run again and again. */
export interface StepRunnerOptions {
  readonly backend: Backend;
  /** Whether the step is recorded once for each size of a batch and then replayed, or its code runs every time. Same bits. */
  readonly capture: boolean;
  /** Launches the step on `size` examples. What differs from step to step is `perStep`. */
  readonly launch: (size: number) => void;
  /** Moves the host's state on, by a step over `size` examples. */
  readonly advance: (size: number) => void;
}

/** Runs steps: the one place that knows whether they are captured. */
export class StepRunner {
  private readonly replays = new Map<number, Replay>();

  constructor(private readonly options: StepRunnerOptions) {}

  /** Runs steps over batches of `size` examples, one after the other. @throws {HandgradError} when the step cannot be captured. */
  run(size: number, steps: number): void {
    const { capture, launch, advance } = this.options;
    if (capture) {
      this.replay(size).run(steps, () => advance(size));
      return;
    }
    for (let step = 0; step < steps; step++) {
      tidy(() => launch(size));
      advance(size);
    }
  }

  /**
   * Lets the device find out how it runs steps over `size` examples quickest, before the first one: as far as that is worth its while for
   * so many. @throws {HandgradError} when the step cannot be captured.
   */
  async tune(size: number, steps: number): Promise<void> {
    const { backend, capture } = this.options;
    // Only the shapes are looked at: what runs is recorded again, since nothing keeps a program's memory until it is compiled.
    if (capture && backend.tune && !this.replays.has(size)) await backend.tune(this.program(size), steps);
  }

  /** The step over `size` examples as a program. Runs nothing. @throws {HandgradError} when the step cannot be captured. */
  program(size: number): Program {
    const { backend, launch } = this.options;
    return record(backend, () => launch(size));
  }

  dispose(): void {
    for (const replay of this.replays.values()) replay.dispose();
    this.replays.clear();
  }

  private replay(size: number): Replay {
    let replay = this.replays.get(size);
    if (!replay) {
      replay = compile(this.options.backend, this.program(size));
      this.replays.set(size, replay);
    }
    return replay;
  }
}
