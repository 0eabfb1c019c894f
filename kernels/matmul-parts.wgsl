// The second launch of a product whose depth was split over workgroups (PARTS of matmul-factors.wgsl and matmul-thin.wgsl):
//
//   product[i] = activation(bias[i mod COLUMNS] + parts[0, i] + parts[1, i] + ... + parts[PARTS - 1, i])
//
// added in this order, so that the result is the same in every run. parts: PARTS x SIZE, product: SIZE, float32.
// Dispatch: linearDispatch(SIZE, 64), one sum per thread; 64, because the sums are often few and the parts many.
// Includes: linear-index, activations, matmul-epilogue. Constants: PARTS, SIZE, COLUMNS, BIAS_SIZE, HAS_BIAS, ACTIVATION.

@group(0) @binding(0) var<storage, read> parts: array<f32, PARTS * SIZE>;
@group(0) @binding(1) var<storage, read> bias: array<f32, BIAS_SIZE>;
@group(0) @binding(2) var<storage, read_write> product: array<f32, SIZE>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, 64u);
  if (i < SIZE) {
    var sum = 0.0;
    for (var part = 0u; part < PARTS; part++) {
      sum += parts[part * SIZE + i];
    }
    product[i] = epilogue(sum, i % COLUMNS);
  }
}
