export function freshReadme(readme: string, sourceOf: (path: string) => string, output: string | null): string;
