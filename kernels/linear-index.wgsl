// The number of an item in a dispatch of `linearDispatch`: workgroups lie in rows, as WebGPU allows 65,535 along a dimension.
//
// Include this file; call linearIndex with @builtin(global_invocation_id), @builtin(num_workgroups) and the number of items that
// a workgroup takes along x. The last row may reach beyond the last item: the kernel has to check.
//
// Kernels for which any number of threads will do have WORKGROUP_SIZE. A captured step gives it another value where such a kernel
// shares a dispatch with one that needs a certain number (src/backend/webgpu/replay/fused-shader.ts).

const WORKGROUP_SIZE = 256u;

fn linearIndex(id: vec3u, workgroups: vec3u, itemsPerWorkgroup: u32) -> u32 {
  return id.x + id.y * workgroups.x * itemsPerWorkgroup;
}
