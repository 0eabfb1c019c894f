export function embedWorker(): Promise<boolean>;
