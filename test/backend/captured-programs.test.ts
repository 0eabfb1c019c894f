import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { compile } from '../../src/backend/program/compile.js';
import { record } from '../../src/backend/program/record.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { tensor, tidy, zeros } from '../../src/index.js';
import { overwriteTensor } from '../../src/train/copy-tensor.js';
import { openWasm, openWebGpu } from './adapter.js';
import { randomPrograms, runProgram, type RandomProgram } from './random-program.js';

const webgpu = await openWebGpu();

/** The bits of what a program comes to, on its input and then on the input reversed: eager, and as replays of one recording. */
async function bothWays(backend: Backend, program: RandomProgram) {
  const { shape, values } = program;
  const inputs = [values, values.toReversed()];
  const x = tensor(values, { shape, backend, requiresGrad: true });
  const eager = [];
  for (const input of inputs) {
    backend.write(x.buffer, input);
    const y = tidy(() => runProgram(program, x));
    eager.push(bitsOf(await y.data()));
    y.dispose();
  }
  const result = zeros(shape, { backend });
  const replay = compile(
    backend,
    record(backend, () => overwriteTensor(result, runProgram(program, x))),
  );
  const captured = [];
  for (const input of inputs) {
    backend.write(x.buffer, input);
    replay.run(1, () => {});
    captured.push(bitsOf(await result.data()));
  }
  for (const owned of [replay, result, x]) owned.dispose();
  return { eager, captured };
}

function bitsOf(values: ArrayLike<number>): number[] {
  return Array.from(new Uint32Array(Float32Array.from(values).buffer));
}

/** The backend as one that has the interpreter replay. */
function interpreted(backend: Backend | null): Backend | null {
  return backend && (Object.create(backend, { compile: { value: undefined } }) as Backend);
}

// Compiling shaders on a software adapter takes its time: fewer there.
describe.each<{ name: string; backend: Backend | null; count: number }>([
  { name: 'reference', backend: referenceBackend(), count: 1000 },
  { name: 'wasm', backend: await openWasm(2), count: 1000 },
  { name: webgpu.backend ? 'webgpu' : `webgpu (skipped: ${webgpu.why})`, backend: webgpu.backend, count: 100 },
  { name: 'webgpu, without its own way to replay', backend: interpreted(webgpu.backend), count: 30 },
])('$count random programs on $name', ({ backend, count }) => {
  it.skipIf(backend === null)('come to the same bits captured as eager', async () => {
    await fc.assert(
      fc.asyncProperty(randomPrograms, async (program) => {
        const { eager, captured } = await bothWays(backend!, program);
        expect(captured).toEqual(eager);
      }),
      { numRuns: count },
    );
  });
});
