export function softwareWebGpuEnvironment(): Record<string, string>;
