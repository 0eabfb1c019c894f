export function embedKernels(): { kernels: number; written: boolean };
export function readKernels(folder: string): Map<string, string>;
export function kernelModule(kernels: ReadonlyMap<string, string>): string;
