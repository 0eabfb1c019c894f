// Where the threads of a workgroup of 256 lie in subgroups: lanes[t] is the place of thread t in its subgroup, lanes[256 + t] the
// subgroup's size. int32. Dispatch: 1. (src/backend/webgpu/subgroups.ts says what for.)

enable subgroups;

@group(0) @binding(0) var<storage, read_write> lanes: array<i32, 512>;

@compute @workgroup_size(256)
fn main(
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) size: u32,
) {
  lanes[thread] = i32(lane);
  lanes[256u + thread] = i32(size);
}
