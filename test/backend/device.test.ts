import { afterAll, describe, expect, it } from 'vitest';
import { describeAdapter } from '../../src/backend/webgpu/adapter.js';
import { watchFaults } from '../../src/backend/webgpu/faults.js';
import { nodeGpu } from '../../src/backend/webgpu/node-adapter.js';
import { ENABLE } from '../../src/backend/webgpu/shader.js';
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backend/webgpu/webgpu-backend.js';
import { wgsl } from '../../src/backend/webgpu/wgsl.generated.js';
import { HandgradError } from '../../src/tensor/error.js';
import { describeOn, openWebGpu } from './adapter.js';
import { everyKernel } from './every-kernel.js';
import { expectParity, run } from './parity.js';

/** The sources of all shaders that the validating device was given. */
const compiled = new Set<string>();

/** The same GPU; `look` sees every device of it before anybody else. */
function watched(gpu: GPU, look: (device: GPUDevice) => void): GPU {
  const requestAdapter = async (options?: GPURequestAdapterOptions) => {
    const adapter = await gpu.requestAdapter(options);
    if (!adapter) return null;
    const requestDevice = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (descriptor) => {
      const device = await requestDevice(descriptor);
      look(device);
      return device;
    };
    return adapter;
  };
  return { requestAdapter } as GPU;
}

function noteShaders(device: GPUDevice): void {
  const createShaderModule = device.createShaderModule.bind(device);
  device.createShaderModule = (module) => {
    compiled.add(module.code);
    return createShaderModule(module);
  };
}

/** The device of Dawn that checks everything and computes nothing; needs no driver beyond Dawn itself. */
async function openNullDevice(kernelsFor: 'gpu' | 'software'): Promise<WebGpuBackend | string> {
  try {
    const gpu = watched(await nodeGpu(['backend=null']), noteShaders);
    const backend = await createWebGpuBackend({ gpu, kernelsFor });
    afterAll(() => backend.destroy());
    return backend;
  } catch (error) {
    if (error instanceof HandgradError) return error.message;
    throw error;
  }
}

const nullDevice = await openNullDevice('gpu');
const softwareLike = await openNullDevice('software');
const available = await openWebGpu();

const isMissing = typeof nullDevice === 'string';
describe.skipIf(isMissing)(`Dawn's validating device${isMissing ? ` (skipped: ${nullDevice})` : ''}`, () => {
  it.each(everyKernel)('accepts the shader and the launch of $kernel', async (launch) => {
    await run(nullDevice as WebGpuBackend, launch);
    await run(softwareLike as WebGpuBackend, launch);
  });

  it('has seen every shader file by then, but for those with extensions that it does not have', () => {
    const unseen = Object.entries(wgsl).filter(([, text]) => ![...compiled].some((source) => source.includes(text)));
    expect(unseen.filter(([, text]) => !text.match(ENABLE)).map(([file]) => file)).toEqual([]);
  });

  it('names the file and line of a shader that does not compile', async () => {
    const backend = nullDevice as WebGpuBackend;
    const [x, y] = [4, 4].map((size) => ({
      buffer: backend.allocate('float32', size),
      shape: [size],
      dtype: 'float32' as const,
    }));
    // Its constants are left out.
    backend.launcher.launch({ kernel: 'one-hot', reads: [x], writes: [y], dispatch: [1, 1, 1] });
    await expect(backend.finish()).rejects.toThrow(/^webgpu: .*kernels\/one-hot\.wgsl:\d+/);
  });

  it('refuses a tensor larger than the device allows, with both sizes', () => {
    expect(() => (nullDevice as WebGpuBackend).allocate('float32', 2 ** 40)).toThrow(
      /^webgpu: a tensor of 1099511627776 float32 elements takes 4398046511104 bytes, the device allows \d+ in one buffer; use a smaller batch/,
    );
  });
});

describe('the shader files', () => {
  it.each(Object.entries(wgsl))('%s opens with what it computes', (_, source) => {
    expect(
      source
        .split('\n')
        .slice(0, 1)
        .every((line) => line.startsWith('//')),
    ).toBe(true);
  });
});

describe('a machine without a GPU', () => {
  it('is told so in one line that says what to do', async () => {
    const gpu = { requestAdapter: async () => null } as unknown as GPU;
    await expect(createWebGpuBackend({ gpu })).rejects.toThrow(
      /^webgpu: no adapter found .*; install your GPU's driver, or use --backend reference$/,
    );
  });

  it('an adapter that gives no device is named, with the reason', async () => {
    const adapter = {
      info: { vendor: 'acme', architecture: 'one', description: '', device: '', isFallbackAdapter: false },
      limits: {},
      features: new Set(),
      requestDevice: async () => Promise.reject(new Error('too many devices')),
    };
    const gpu = { requestAdapter: async () => adapter } as unknown as GPU;
    await expect(createWebGpuBackend({ gpu })).rejects.toThrow(
      'webgpu: acme one gave no device (too many devices); update its driver, or use --backend reference',
    );
  });
});

describe('faults of a device', () => {
  /** A device that reports one error in the scope of that kind. */
  function failing(kind: GPUErrorFilter, message: string): GPUDevice {
    const scopes: GPUErrorFilter[] = [];
    return {
      lost: new Promise(() => undefined),
      pushErrorScope: (filter: GPUErrorFilter) => scopes.push(filter),
      popErrorScope: async () => (scopes.pop() === kind ? { message } : null),
    } as unknown as GPUDevice;
  }

  it.each([
    ['out-of-memory', 'webgpu: the GPU is out of memory (no room); use a smaller batch, or --backend reference'],
    ['internal', "webgpu: the driver failed (no room); update the GPU's driver, or use --backend reference"],
    ['validation', 'webgpu: the device refused a command (no room); this is a fault of handgrad, please report it'],
  ] as const)('%s is one line that says what to do', async (kind, expected) => {
    await expect(watchFaults(failing(kind, ' no\n  room ')).throwIfAny()).rejects.toThrow(new HandgradError(expected));
  });

  it('the loss of the device is thrown by every later call', async () => {
    const lost = Promise.resolve({ reason: 'unknown', message: 'driver crashed' });
    const device = { lost, pushErrorScope: () => undefined, popErrorScope: async () => null } as unknown as GPUDevice;
    const faults = watchFaults(device);
    await lost;
    const expected = 'webgpu: the device was lost (unknown: driver crashed); start again, or use --backend reference';
    expect(() => faults.throwIfLost()).toThrow(expected);
    await expect(faults.throwIfAny()).rejects.toThrow(expected);
  });
});

describeOn(available, 'a backend whose device was destroyed', () => {
  it('says so at the next call', async () => {
    const backend = await createWebGpuBackend();
    backend.destroy();
    expect(() => backend.allocate('float32', 4)).toThrow('webgpu: the device was destroyed; create the backend again');
  });
});

describeOn(available, 'a device that is lost', () => {
  const expected = /^webgpu: the device was lost \(.+\); start again, or use --backend reference$/;

  it('says so at every later call, and to whoever was waiting', async () => {
    let device: GPUDevice | null = null;
    const backend = await createWebGpuBackend({ gpu: watched(await nodeGpu(), (own) => (device = own)) });
    const buffer = backend.allocate('float32', 4);
    const waiting = expect(backend.read(buffer)).rejects.toThrow(expected);
    // Behind the backend's back, as a driver does that resets the GPU.
    (device as unknown as GPUDevice).destroy();
    await waiting;
    expect(() => backend.allocate('float32', 4)).toThrow(expected);
    expect(() => backend.write(buffer, new Float32Array(4))).toThrow(expected);
    const y = { buffer, shape: [4], dtype: 'float32' } as const;
    expect(() => backend.kernels.fill([], [y], { value: 1 })).toThrow(expected);
    await expect(backend.read(buffer)).rejects.toThrow(expected);
    await expect(backend.finish()).rejects.toThrow(expected);
    // What the garbage collector finds later has nowhere to go back to.
    expect(() => backend.release(buffer)).not.toThrow();
  });
});

describeOn(available, 'a command that the device refuses', (backend) => {
  it('is thrown by the next read, once', async () => {
    const y = { buffer: backend.allocate('float32', 4), shape: [4], dtype: 'float32' } as const;
    // fill has one binding fewer.
    backend.launcher.launch({ kernel: 'fill', include: ['linear-index'], reads: [], writes: [y], dispatch: [1, 1, 1] });
    await expect(backend.read(y.buffer)).rejects.toThrow(/^webgpu: the device refused a command \(.*fill.*\); this is/);
    backend.kernels.fill([], [y], { value: 3 });
    expect([...(await backend.read(y.buffer))]).toEqual([3, 3, 3, 3]);
    backend.release(y.buffer);
  });
});

describe('what an adapter is', () => {
  const described = (info: Partial<GPUAdapterInfo>) =>
    describeAdapter({
      info: { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info },
    } as GPUAdapter);

  it.each([
    [
      { vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA: 550.54' },
      'nvidia hopper NVIDIA: 550.54',
      false,
    ],
    [{ vendor: 'apple', device: 'apple' }, 'apple', false],
    [{}, 'unnamed adapter', false],
    [{ isFallbackAdapter: true }, 'unnamed adapter (software)', true],
    [{ vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6)' }, 'mesa llvmpipe (LLVM 15.0.6) (software)', true],
    [{ vendor: 'google', architecture: 'swiftshader' }, 'google swiftshader (software)', true],
    [{ description: 'Microsoft Basic Render Driver' }, 'Microsoft Basic Render Driver (software)', true],
  ])('%j', (info, text, isSoftware) => {
    expect(described(info)).toEqual({ text, isSoftware });
  });

  it('is said when only software is there and software will not do', async () => {
    const info = {
      vendor: 'google',
      architecture: 'swiftshader',
      description: '',
      device: '',
      isFallbackAdapter: true,
    };
    const gpu = { requestAdapter: async () => ({ info }) } as unknown as GPU;
    await expect(createWebGpuBackend({ gpu, allowSoftware: false })).rejects.toThrow(
      'webgpu: the only adapter is google swiftshader (software), which is slower than the CPU backends',
    );
  });
});

describeOn(await openWebGpu({ limits: 'default' }), 'a device with no more than what every device has', (backend) => {
  it('has 256 invocations and 16 KiB in a workgroup', () => {
    expect(backend.limits.maxComputeInvocationsPerWorkgroup).toBe(256);
    expect(backend.limits.maxComputeWorkgroupStorageSize).toBe(16_384);
  });

  it.each(everyKernel)('runs $kernel like the reference', async (launch) => {
    await expectParity(backend, launch);
  });
});
