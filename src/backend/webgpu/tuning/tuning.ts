import { isNode } from '../../is-node.js';
import type { Program } from '../../program/program.js';
import { describeAdapter } from '../adapter.js';
import type { ChooseVariant } from '../kernels/product-candidates.js';
import type { LauncherLimits } from '../launch.js';
import { tuneProducts, type TuningDevice } from './tune-products.js';
import { TunedVariants } from './tuned-variants.js';
import { noStore, type TuningStore } from './tuning-store.js';

/**
 * `on` tunes, and uses what was found before; `off` does neither; `auto` is `on` for a GPU and `off` for a software adapter, where a
 * run takes so long that a second of tuning finds little.
 */
export type TuningMode = 'auto' | 'on' | 'off';

/** The tuning of one device. */
export interface Tuning {
  readonly choose: ChooseVariant;
  /** `choose`, or null as long as it chooses nothing but the usual. */
  readonly found: ChooseVariant | null;
  tune(device: TuningDevice, program: Program, steps: number): Promise<void>;
}

/** Sets tuning up for a device, with what earlier runs found. @throws {HandgradError} when HANDGRAD_TUNE is none of the modes. */
export async function openTuning(
  adapter: GPUAdapter,
  limits: LauncherLimits,
  given: { readonly tuning?: TuningMode; readonly tuningStore?: TuningStore },
): Promise<Tuning> {
  const node = isNode() ? await import('./node-tuning.js') : null;
  const isOn = isTuned(adapter, given.tuning ?? node?.modeFromEnvironment());
  const store = given.tuningStore ?? node?.fileStore(deviceText(adapter)) ?? noStore;
  const variants = new TunedVariants(limits, isOn ? new Map(await store.read()) : new Map());
  return {
    choose: variants.choose,
    get found() {
      return variants.isEmpty ? null : variants.choose;
    },
    async tune(device, program, steps) {
      if (isOn) await tuneProducts(device, variants, store, program, steps);
    },
  };
}

/** Whether a mode means tuning for this adapter. */
export function isTuned(adapter: GPUAdapter, mode: TuningMode = 'auto'): boolean {
  return mode === 'on' || (mode === 'auto' && !describeAdapter(adapter).isSoftware);
}

/** What tells one device from another, and one version of its driver from the next, as far as WebGPU says it. */
export function deviceText({ info }: Pick<GPUAdapter, 'info'>): string {
  return [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== '').join(' ');
}
