// What a thread reads of another one of its subgroup: threads that run side by side and see each other's registers.
//
// Neither memory nor a barrier is needed. Threads of a subgroup are those with the same index / SUBGROUP_SIZE in the workgroup
// (src/backend/webgpu/subgroups.ts holds a device to that). All threads of the workgroup have to call it.
// T: the type of the values. For devices without subgroups there is no-exchange.wgsl.

enable subgroups;

// The value of the thread whose index differs by `distance`, a power of two below SUBGROUP_SIZE: added, or taken away.
fn valueAt(distance: u32, value: T) -> T {
  return subgroupShuffleXor(value, distance);
}
