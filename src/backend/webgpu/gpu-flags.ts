/**
 * WebGPU's flags by value (W3C WebGPU, sections 5.1, 5.3 and 8.1): browsers have them as globals, Node has not, and the engine is
 * one code for both.
 */
export const BufferUsage = {
  MAP_READ: 0x0001,
  COPY_SRC: 0x0004,
  COPY_DST: 0x0008,
  UNIFORM: 0x0040,
  STORAGE: 0x0080,
  QUERY_RESOLVE: 0x0200,
} as const;

export const MapMode = { READ: 0x0001 } as const;

export const ShaderStage = { COMPUTE: 0x0004 } as const;
