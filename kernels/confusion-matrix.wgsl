// counts[l, p] += number of j with labels[j] = l and predictions[j] = p; a pair outside of the matrix counts nowhere.
//
// labels, predictions: int32 [count]; counts: int32 [CLASSES, CLASSES]. Additions of integers come to the same in any order.
// Dispatch: linearDispatch(count, 256), one pair per thread. Includes: linear-index. Constants: CLASSES.

@group(0) @binding(0) var<storage, read> labels: array<i32>;
@group(0) @binding(1) var<storage, read> predictions: array<i32>;
@group(0) @binding(2) var<storage, read_write> counts: array<atomic<i32>>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let j = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (j >= arrayLength(&labels)) {
    return;
  }
  let label = labels[j];
  let prediction = predictions[j];
  let classes = i32(CLASSES);
  if (label >= 0 && label < classes && prediction >= 0 && prediction < classes) {
    atomicAdd(&counts[label * classes + prediction], 1);
  }
}
