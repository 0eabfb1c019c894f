/** A value as a message can show it: JSON on one line, of 60 characters at most. */
export function jsonExcerpt(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'missing';
  } catch {
    // A file can nest lists more deeply than the stack is high.
    return 'nested too deeply';
  }
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
