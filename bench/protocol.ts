/**
 * How a bench talks to a runner: a process that has one library in it and does what is asked, one JSON object per line, requests on its
 * standard input, one reply to each on its standard output. (Standard error is for people.) peers/adapter.mjs and
 * peers/torch_peer.py are the other end.
 */
import type { Workload } from './workloads.js';

export type Request =
  /** Who are you? Replied to with `Description`. */
  | { readonly type: 'describe' }
  /** Make the network of this workload with these weights and data, in place of the one before. Replied to with `object`. */
  | { readonly type: 'prepare'; readonly workload: Workload; readonly files: WorkloadFiles }
  /** Train CHECK_PASSES passes over the batches in order (inference: none). Replied to with `CheckedLoss`. */
  | { readonly type: 'check' }
  /** Run steps for about this long, after a warm-up at the first time, and wait for the last. Replied to with `TimedSteps`. */
  | { readonly type: 'time'; readonly milliseconds: number }
  /** PyTorch's runner only: how fast are float32 products of these sides? Replied to with `ProductPeaks`. */
  | { readonly type: 'peak'; readonly sides: readonly number[] };

/** What each request is replied to with. */
export interface Replies {
  readonly describe: Description;
  readonly prepare: object;
  readonly check: CheckedLoss;
  readonly time: TimedSteps;
  readonly peak: ProductPeaks;
}

/** How a runner answers: with what was asked for, or why not. */
export type Reply = { readonly ok: object } | { readonly error: string };

export interface Description {
  /** Of the library. */
  readonly version: string;
  /** What it computes on: backend, threads, BLAS library, adapter. */
  readonly device: string;
}

export interface CheckedLoss {
  /** Mean loss over the last pass, penalties included; null where the runner cannot compute this loss. */
  readonly loss: number | null;
  /** What is different about the runner's work; null where nothing is. */
  readonly note: string | null;
}

export interface TimedSteps {
  /** Of all steps together. */
  readonly milliseconds: number;
  /** Batches that were trained on or inferred. */
  readonly steps: number;
  /** The most memory that the process has had so far (resident set). */
  readonly peakMemoryBytes: number;
}

/** GFLOP/s of square products, by side: the best of several rounds. */
export type ProductPeaks = Readonly<Record<string, number>>;

/**
 * Passes over a workload's batches before losses are compared: two, so that even with a single batch an update has its part in the loss. More would
 * measure something else: W5's loss in PyTorch is 7e-6 to 2e-5 from ours in the first pass, up to 5e-4 in the second and 2e-3 in the third.
 */
export const CHECK_PASSES = 2;

/** Where first weights and batches lie: raw little-endian numbers, so that every language reads them in a line. */
export interface WorkloadFiles {
  /** All arrays, float32, one after the other. */
  readonly weights: string;
  readonly arrays: readonly WeightArray[];
  /** [count, height, width, channels] float32, 0 to 1: batch b is images b * batch to (b + 1) * batch - 1. */
  readonly images: string;
  /** [count] int32. */
  readonly labels: string;
  readonly count: number;
}

/** A parameter's first value. */
export interface WeightArray {
  /** Index in the workload's layers. */
  readonly layer: number;
  /** `kernel`, `bias`, `gamma`, `beta`, `movingMean` or `movingVariance`. */
  readonly name: string;
  /** Dense kernels [in, out], convolution kernels [height, width, in, out]. */
  readonly shape: readonly number[];
  /** In numbers, from the file's beginning. */
  readonly offset: number;
}
