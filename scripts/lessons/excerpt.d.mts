export function excerpt(text: string, place: { first: string; last?: string; withDocstring?: boolean }): string;
