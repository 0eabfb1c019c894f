/**
 * What the page and the worker that owns the engine say to each other: `Requests`, which the page makes and the worker answers, and
 * `Events`, which the worker tells unasked. Everything is plain data, which a message can carry.
 */
import type { EpochRecord, ModelSummary, ConfusionMatrix } from 'handgrad';
import type { Trace } from '../../../src/autograd/trace/traced.js';
import type { RecipeInput } from '../../../src/recipe/schema/recipe.js';
import type { Raster } from '../../../src/report/raster.js';
import type { Stroke } from '../draw/strokes.js';
import type { DrawingReading } from './read-drawing.js';
import type { StepNetwork } from './step-network.js';

/** By name: a question of the page and the worker's answer. A request that fails is answered with an error of one line. */
export interface Requests {
  /** Where networks are trained from now on: `auto`, `webgpu`, `wasm`, `reference`. Runs that exist stay where they are. */
  chooseBackend: { question: string; answer: BackendReport };
  /** The published trainings that can be picked. */
  notebooks: { question: null; answer: readonly NotebookReport[] };
  /** Learn from digits that the project draws from now on. */
  drawDigits: { question: DigitCounts; answer: DataReport };
  /** Learn from what these files hold from now on: the four IDX files of MNIST, or of anything in its format, gzipped or not. */
  openFiles: { question: readonly File[]; answer: DataReport };
  /** The network of a recipe, for the images there are. */
  describe: { question: RecipeInput; answer: ModelSummary };
  /** Begins a training, and ends the one that is running. */
  train: { question: TrainQuestion; answer: null };
  control: { question: { readonly run: number; readonly command: RunCommand }; answer: null };
  setLearningRate: { question: { readonly run: number; readonly learningRate: number }; answer: null };
  /** What a run's network makes of a drawing, as far as it has learned. */
  readDrawing: { question: DrawingQuestion; answer: DrawingReading };
  /** One pass of a tiny network, operation by operation. */
  traceNetwork: { question: StepNetwork; answer: Trace };
  /** Ends a run and releases its network. */
  forget: { question: number; answer: null };
}

/** By name: what the worker tells. `run`: the run's number. */
export interface Events {
  /** How far drawing digits or varying images has come. */
  preparing: { readonly what: string; readonly done: number; readonly total: number };
  /** A training begins; everything else that is told of it comes later. */
  begun: RunReport;
  /** About ten times a second, and after every single step. */
  progress: Progress;
  epoch: { readonly run: number; readonly record: EpochRecord };
  /** On the images that are not trained on, after an epoch. */
  confusion: { readonly run: number; readonly epoch: number; readonly matrix: ConfusionMatrix };
  weights: { readonly run: number; readonly weights: FirstLayerWeights };
  state: { readonly run: number; readonly state: RunState; readonly reason: string | null };
}

export interface DrawingQuestion {
  readonly run: number;
  readonly strokes: readonly Stroke[];
  /** Whose saliency; null for the digit that is read. */
  readonly digit: number | null;
}

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop';

/** `completed`: all epochs; `stopped`: by the page or a callback; `failed`: see the reason. */
export type RunState = 'training' | 'paused' | 'completed' | 'stopped' | 'failed';

export interface BackendReport {
  readonly name: string;
  /** What was taken, and why. */
  readonly why: string;
}

export interface DigitCounts {
  readonly train: number;
  readonly test: number;
}

export interface DataReport extends DigitCounts {
  /** In a line: which data these are. */
  readonly source: string;
  /** Of an image: [height, width]. */
  readonly size: readonly [number, number];
  /** The first training images one after another, bytes, ink 255. */
  readonly samples: Uint8Array;
  /** Their digits. */
  readonly labels: Uint8Array;
}

export interface NotebookReport {
  readonly number: string;
  readonly title: string;
  readonly recipes: readonly RecipeInput[];
}

export interface TrainQuestion {
  readonly recipe: RecipeInput;
  /** Of first weights, shuffles, dropout, augmentation. */
  readonly seed: number;
}

/** What is known of a run when it begins. */
export interface RunReport {
  /** Its number, from 1. */
  readonly run: number;
  readonly title: string;
  readonly recipe: RecipeInput;
  readonly seed: number;
  /** Name and description of what computes it. */
  readonly backend: string;
  readonly data: string;
  /** What of the recipe is not as published, as other data are at hand: a phrase for each. */
  readonly deviations: readonly string[];
  readonly network: ModelSummary;
  readonly epochs: number;
  /** Steps in an epoch. */
  readonly batches: number;
  readonly examples: number;
  /** Images that are measured after each epoch. */
  readonly validationExamples: number;
}

/** Where a training is. Loss and accuracy are means over the examples since the last report. */
export interface Progress {
  readonly run: number;
  /** Steps made. */
  readonly step: number;
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps of the current epoch made. */
  readonly batch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly learningRate: number;
  /** Over this epoch, without pauses; null before there is a time to measure. */
  readonly imagesPerSecond: number | null;
}

/** The weights that look at the image, as pictures. */
export interface FirstLayerWeights {
  /** The layer's name. */
  readonly layer: string;
  /** Of the layer, of which the first are shown. */
  readonly units: number;
  readonly shown: number;
  /** A picture for each unit, blue below zero and orange above; of several channels their mean. */
  readonly sheet: Raster;
}

/** What goes to the worker. */
export interface RequestMessage {
  readonly id: number;
  readonly name: keyof Requests;
  readonly question: unknown;
}

/** What comes from the worker. */
export type WorkerMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  /** `isExpected`: it tells the user what is wrong with what was asked; else the fault is in the program. */
  | { readonly kind: 'error'; readonly id: number; readonly message: string; readonly isExpected: boolean }
  | { readonly kind: 'event'; readonly name: keyof Events; readonly data: unknown };

/** How the worker tells the page something. */
export type Tell = <Name extends keyof Events>(name: Name, data: Events[Name]) => void;

/** A function for each request: a missing one is a compile error. */
export type Handlers = {
  readonly [Name in keyof Requests]: (
    question: Requests[Name]['question'],
  ) => Requests[Name]['answer'] | Promise<Requests[Name]['answer']>;
};
