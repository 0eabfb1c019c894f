import { afterEach, describe, expect, it } from 'vitest';
import { currentBackend, setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { forEachRow } from '../../src/backend/reference/strided-rows.js';
import { backendNames, chooseBackend } from '../../src/backend/select.js';

describe('referenceBackend', () => {
  const backend = referenceBackend();

  it('copies what is written and what is read', async () => {
    const buffer = backend.allocate('float32', 3);
    const values = Float32Array.of(1, 2, 3);
    backend.write(buffer, values);
    values[0] = 99;
    const copy = await backend.read(buffer);
    copy[1] = 99;
    expect(await backend.read(buffer)).toEqual(Float32Array.of(1, 2, 3));
  });

  it('holds every dtype in its own array', async () => {
    for (const dtype of backend.dtypes) expect(backend.allocate(dtype, 2)).toMatchObject({ dtype, size: 2 });
    expect(await backend.read(backend.allocate('uint8', 2))).toEqual(new Uint8Array(2));
    expect(await backend.read(backend.allocate('float64', 2))).toEqual(new Float64Array(2));
  });

  it('refuses a write of another size and any use after the release', async () => {
    const buffer = backend.allocate('int32', 3);
    expect(() => backend.write(buffer, Int32Array.of(1))).toThrow('write: 1 values for a buffer of 3 elements');
    backend.release(buffer);
    await expect(backend.read(buffer)).rejects.toThrow('a buffer of 3 int32 was used after its release');
  });
});

describe('currentBackend', () => {
  it('is the reference backend, always the same, until another is set', () => {
    const first = currentBackend();
    expect(first.name).toBe('reference');
    expect(currentBackend()).toBe(first);
    const other = referenceBackend();
    setBackend(other);
    expect(currentBackend()).toBe(other);
    setBackend(first);
  });
});

describe('chooseBackend', () => {
  const opened: { destroy(): void }[] = [];
  afterEach(() => opened.splice(0).forEach((backend) => backend.destroy()));

  it('takes the backend that is asked for by name and says so', async () => {
    const { backend, why } = await chooseBackend('reference');
    expect(backend.name).toBe('reference');
    expect(why).toBe('reference (plain loops on one CPU core), as asked for');
  });

  it('auto finds a backend on any machine, and says why not webgpu where it is not that', async () => {
    const { backend, why } = await chooseBackend();
    opened.push(backend);
    expect(backendNames).toContain(backend.name);
    expect(why).toContain(`${backend.name} (`);
    if (backend.name !== 'webgpu') expect(why).toMatch(/no webgpu: ./);
  });

  it('refuses an unknown name and lists the known ones', async () => {
    await expect(chooseBackend('cuda')).rejects.toThrow(
      "backend: there is no 'cuda'; known are auto, webgpu, wasm, reference, gpujs",
    );
  });
});

describe('forEachRow', () => {
  function rows(shape: number[], ...strides: number[][]) {
    const visited: string[] = [];
    forEachRow(shape, strides, (starts, steps, count) => visited.push(`${starts} by ${steps}, ${count}`));
    return visited;
  }

  it('makes one row of everything that is stepped through evenly', () => {
    expect(rows([2, 3, 4], [12, 4, 1], [12, 4, 1])).toEqual(['0,0 by 1,1, 24']);
    expect(rows([2, 1, 4], [4, 99, 1], [0, 77, 0])).toEqual(['0,0 by 1,0, 8']);
  });

  it('goes from row to row where an operand jumps', () => {
    expect(rows([2, 2, 3], [6, 3, 1], [0, 10, 1])).toEqual([
      '0,0 by 1,1, 3',
      '3,10 by 1,1, 3',
      '6,0 by 1,1, 3',
      '9,10 by 1,1, 3',
    ]);
  });

  it('visits a scalar once and an empty shape never', () => {
    expect(rows([], [], [])).toEqual(['0,0 by 0,0, 1']);
    expect(rows([3, 0], [1, 1])).toEqual([]);
  });
});
