/** Light or dark: as the system has it, until the user chooses. */
import { computed, effect, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const STORAGE_KEY = 'handgrad-theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const system = signal<Theme>(systemIsDark.matches ? 'dark' : 'light');
const chosen = signal<Theme | null>(stored());

/** What is shown. */
export const theme = computed<Theme>(() => chosen.value ?? system.value);

/** Keeps the document in the theme from now on. */
export function followTheme(): void {
  systemIsDark.addEventListener('change', ({ matches }) => (system.value = matches ? 'dark' : 'light'));
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

/** Changes to the other theme, and remembers it. */
export function toggleTheme(): void {
  chosen.value = theme.value === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(STORAGE_KEY, chosen.value);
  } catch {
    // Where nothing may be stored, the choice lasts as long as the page.
  }
}

function stored(): Theme | null {
  try {
    const value = localStorage.getItem(STORAGE_KEY);
    return value === 'light' || value === 'dark' ? value : null;
  } catch {
    return null;
  }
}
