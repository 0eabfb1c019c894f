// Stands for subgroup-exchange.wgsl where SUBGROUP_SIZE is 1: there is no other thread, and nothing is exchanged.

fn valueAt(distance: u32, value: T) -> T {
  return value;
}
