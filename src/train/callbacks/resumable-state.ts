/**
 * What a callback remembers from epoch to epoch, as plain JSON. Each training starts with the initial values, unless it
 * is resumed: then with those that were loaded before it began.
 */
export class ResumableState<T extends object> {
  values: T;
  private loaded = false;

  constructor(private readonly initial: Readonly<T>) {
    this.values = { ...initial };
  }

  /** A training begins. Returns whether it is a new one. */
  begin(): boolean {
    const isNew = !this.loaded;
    if (isNew) this.values = { ...this.initial };
    this.loaded = false;
    return isNew;
  }

  save(): Record<string, unknown> {
    return { ...(this.values as Record<string, unknown>) };
  }

  /** Takes back what `save` gave. */
  load(saved: Readonly<Record<string, unknown>>): void {
    this.values = { ...this.initial, ...saved };
    this.loaded = true;
  }
}
