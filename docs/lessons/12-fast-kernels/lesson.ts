/** Lesson 12: one product of two 512 x 512 matrices, from three loops to every backend that works here. */
import { chooseBackend, createWasmBackend, initialValues, referenceBackend, tensor, type Backend } from 'handgrad';

const N = 512;
const [a, b] = ['a', 'b'].map((name) => Float32Array.from(initialValues('glorotUniform', [N, N], 12, name)));
const exact = dotProducts();
const [one, all] = [await createWasmBackend({ threads: 1 }), await createWasmBackend()];
const gpu = await chooseBackend('webgpu').catch(() => null);

console.log('512 x 512 x 512             GFLOP/s  largest error');
await report('loops over i, j, k', dotProducts);
await report('loops over i, k, j', sumsOfRows);
await report('reference', productOn(referenceBackend()));
await report('wasm, one thread', productOn(one));
await report('wasm, all threads', productOn(all));
await report('webgpu', gpu && productOn(gpu.backend));
const bits = async (backend: Backend) => Array.from(await productOn(backend)()).join();
console.log(`\nwasm: the same bits on one thread and on all? ${(await bits(one)) === (await bits(all))}`);
for (const backend of [one, all, gpu?.backend]) backend?.destroy();

/** c[i, j] = sum over k of a[i, k] b[k, j], as it is written. */
function dotProducts(): Float64Array {
  return Float64Array.from({ length: N * N }, (_, at) => {
    let sum = 0;
    for (let k = 0, j = at % N; k < N; k++) sum += a[at - j + k] * b[k * N + j];
    return sum;
  });
}

/** The same with the inner loops exchanged: all memory is read in the order in which it lies. */
function sumsOfRows(): Float64Array {
  const c = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let k = 0; k < N; k++) {
      for (let j = 0; j < N; j++) c[i * N + j] += a[i * N + k] * b[k * N + j];
    }
  }
  return c;
}

function productOn(backend: Backend): () => Promise<ArrayLike<number>> {
  const [left, right] = [a, b].map((values) => tensor(values, { shape: [N, N], backend }));
  return async () => {
    const product = left.matmul(right);
    return product.data().finally(() => product.dispose());
  };
}

/** The speed of the fastest of the runs that fit into half a second, and how far any number is off. */
async function report(name: string, product: (() => ArrayLike<number> | Promise<ArrayLike<number>>) | null) {
  let [fastest, error] = [Infinity, 0];
  for (const end = performance.now() + 500; product && performance.now() < end;) {
    const start = performance.now();
    const c = await product();
    fastest = Math.min(fastest, performance.now() - start);
    error = exact.reduce((most, value, i) => Math.max(most, Math.abs(c[i] - value)), 0);
  }
  const figures = product ? [((2 * N ** 3) / fastest / 1e6).toFixed(1), error.toExponential(1)] : ['-', '-'];
  console.log(name.padEnd(20) + figures.map((figure) => figure.padStart(15)).join(''));
}
