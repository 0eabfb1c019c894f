import { describeAdapter, findGpu, openDevice } from '../backend/webgpu/adapter.js';
import { fileStore, modeFromEnvironment, tuningPath } from '../backend/webgpu/tuning/node-tuning.js';
import { deviceText, isTuned } from '../backend/webgpu/tuning/tuning.js';
import { HandgradError } from '../tensor/error.js';

/** A graphics adapter, and whether a device can be had of it. */
export interface AdapterReport {
  /** Vendor, architecture, driver. */
  readonly text: string;
  readonly isSoftware: boolean;
  /** Why no device can be had; null where one can. */
  readonly problem: string | null;
  /** Sizes in bytes, where they are sizes. */
  readonly limits: Readonly<Record<string, number>>;
  /** Those of `FEATURES` that it has. */
  readonly features: readonly string[];
  readonly tuning: TuningReport;
}

/** Which tiles tuning has found for an adapter. */
export interface TuningReport {
  /** Whether they are used, and more are looked for: see HANDGRAD_TUNE. */
  readonly isOn: boolean;
  /** Where they are kept, whether it exists or not. */
  readonly file: string;
  /** How many shapes of products it has. */
  readonly products: number;
}

/** The limits that decide what our kernels can do. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** The features that computing can use; the many others are about drawing. */
const FEATURES = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

/** What to ask WebGPU for, so that each adapter it has is given once at least: it gives one for each request. */
const REQUESTS: readonly GPURequestAdapterOptions[] = [
  { powerPreference: 'high-performance' },
  { powerPreference: 'low-power' },
  { forceFallbackAdapter: true },
];

/** The adapters that WebGPU gives out; none where it does not run. */
export async function findAdapters(): Promise<AdapterReport[]> {
  const gpu = await findGpu().catch((error: unknown) => {
    if (error instanceof HandgradError) return null;
    throw error;
  });
  if (!gpu) return [];
  const reports = new Map<string, AdapterReport>();
  for (const request of REQUESTS) {
    const adapter = await gpu.requestAdapter(request);
    if (!adapter) continue;
    const { text, isSoftware } = describeAdapter(adapter);
    if (reports.has(text)) continue;
    const limits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
    const features = FEATURES.filter((feature) => adapter.features.has(feature));
    const [problem, tuning] = [await problemOf(gpu, adapter), await tuningOf(adapter)];
    reports.set(text, { text, isSoftware, problem, limits, features, tuning });
  }
  return [...reports.values()];
}

async function tuningOf(adapter: GPUAdapter): Promise<TuningReport> {
  const device = deviceText(adapter);
  const { size: products } = await fileStore(device).read();
  return { isOn: isTuned(adapter, modeFromEnvironment()), file: tuningPath(device), products };
}

/** Why a device cannot be had of an adapter. */
async function problemOf(gpu: GPU, adapter: GPUAdapter): Promise<string | null> {
  try {
    (await openDevice(gpu, adapter, 'adapter')).destroy();
    return null;
  } catch (error) {
    if (error instanceof HandgradError) return error.message;
    throw error;
  }
}
