// The number of an item in a dispatch of `linearDispatch`: workgroups lie in rows, as WebGPU allows 65,535 along a dimension.
//
// Include this file; call linearIndex with @builtin(global_invocation_id), @builtin(num_workgroups) and the number of items that
// a workgroup takes along x. The last row may reach beyond the last item: the kernel has to check.

fn linearIndex(id: vec3u, workgroups: vec3u, itemsPerWorkgroup: u32) -> u32 {
  return id.x + id.y * workgroups.x * itemsPerWorkgroup;
}
