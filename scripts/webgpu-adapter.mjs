// Says which adapter the WebGPU backend would get here, hardware or software. Exit code 1 if there is none.
//
//   node scripts/webgpu-adapter.mjs

import { create } from 'webgpu';

// Held until the end: what it has handed out does not outlive it.
const gpu = create([]);
const adapter = await gpu.requestAdapter();
if (adapter) {
  const { vendor, architecture, description } = adapter.info;
  console.log([vendor, architecture, description].filter(Boolean).join(', '));
} else {
  console.log('no WebGPU adapter');
  process.exitCode = 1;
}
