/** How a training is held, stepped and ended from outside. */
export interface RunControl {
  readonly isPaused: boolean;
  /** Whether every step has to ask: the next one is the last before a pause. */
  readonly isStepping: boolean;
  /** Ends the training where it is aborted. */
  readonly signal: AbortSignal;
  pause(): void;
  resume(): void;
  /** Makes one step and holds again. */
  step(): void;
  stop(): void;
  /** Between steps: resolves when the training may go on. */
  mayGoOn(): Promise<void>;
}

/** A control whose training runs. */
export function createRunControl(): RunControl {
  const ending = new AbortController();
  let mode: 'running' | 'paused' | 'stepping' = 'running';
  let release: () => void = () => {};
  const change = (to: typeof mode) => {
    mode = to;
    if (mode !== 'paused') release();
  };
  return {
    get isPaused() {
      return mode === 'paused';
    },
    get isStepping() {
      return mode === 'stepping';
    },
    signal: ending.signal,
    pause: () => change('paused'),
    resume: () => change('running'),
    step: () => change('stepping'),
    stop() {
      ending.abort();
      change('running');
    },
    mayGoOn: () => (mode === 'paused' ? new Promise((resolve) => (release = resolve)) : Promise.resolve()),
  };
}
