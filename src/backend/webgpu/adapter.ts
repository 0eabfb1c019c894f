import { HandgradError } from '../../tensor/error.js';
import { isNode } from '../is-node.js';
import { oneLine } from './faults.js';

/** What an adapter is, for people and for choosing. */
export interface AdapterDescription {
  /** One phrase: vendor, architecture, driver. */
  readonly text: string;
  /** It computes on the CPU: slower than a CPU backend, and no reason to prefer it. */
  readonly isSoftware: boolean;
}

/** The WebGPU of this place: the browser's, or else Node's. @throws {HandgradError} when there is none. */
export async function findGpu(): Promise<GPU> {
  const inBrowser = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (inBrowser) return inBrowser;
  if (!isNode()) {
    throw new HandgradError(
      'webgpu: this browser has no WebGPU; use a current one, on https or localhost, or the reference backend',
    );
  }
  const { nodeGpu } = await import('./node-adapter.js');
  // Dawn rounds the GPU's clock to tenths of a millisecond, which is for web pages: too coarse to time kernels.
  return nodeGpu(['disable-dawn-features=timestamp_quantization']);
}

/** The fastest adapter. @throws {HandgradError} when there is none. */
export async function findAdapter(gpu: GPU): Promise<GPUAdapter> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter) return adapter;
  throw new HandgradError(
    'webgpu: no adapter found (no GPU with a driver for Vulkan, Metal or D3D12); ' +
      "install your GPU's driver, or use --backend reference",
  );
}

/** What WebGPU tells of an adapter; browsers may leave most of it empty. */
export function describeAdapter({ info }: GPUAdapter): AdapterDescription {
  const words = [info.vendor, info.architecture, info.description || info.device].filter((word) => word !== '');
  const text = words.filter((word, index) => words.indexOf(word) === index).join(' ');
  const isSoftware = info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe|warp|basic render/i.test(text);
  return { text: (text || 'unnamed adapter') + (isSoftware ? ' (software)' : ''), isSoftware };
}

/** Limits whose default is smaller than what most GPUs have, and of which larger tensors, larger tiles or fused kernels make use. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
] as const;

/** What our kernels can make use of where an adapter has it: a clock, and threads that read each other's registers. */
const FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups'];

/** In Node the implementation ends with the GPU object, and its devices with it: a device has to keep it alive. */
const origins = new WeakMap<GPUDevice, GPU>();

/**
 * A device of the adapter: with all that the adapter allows, its features included, or with what every WebGPU device has
 * (256 invocations and 16,384 bytes of workgroup memory, buffers of 128 MiB, no features).
 * @throws {HandgradError} with the driver's reason.
 */
export async function openDevice(gpu: GPU, adapter: GPUAdapter, limits: 'adapter' | 'default'): Promise<GPUDevice> {
  const raised = limits === 'adapter' ? RAISED_LIMITS.map((limit) => [limit, adapter.limits[limit]] as const) : [];
  const features = limits === 'adapter' ? FEATURES.filter((feature) => adapter.features.has(feature)) : [];
  try {
    const device = await adapter.requestDevice({
      requiredLimits: Object.fromEntries(raised),
      requiredFeatures: features,
    });
    origins.set(device, gpu);
    return device;
  } catch (error) {
    const reason = oneLine(error instanceof Error ? error.message : String(error));
    throw new HandgradError(
      `webgpu: ${describeAdapter(adapter).text} gave no device (${reason}); update its driver, or use --backend reference`,
    );
  }
}
