import { CompareTab } from '../compare/compare-tab.js';
import { DrawTab } from '../draw/draw-tab.js';
import { StepTab } from '../step/step-tab.js';
import { TrainTab } from '../train/train-tab.js';
import { BackendLine } from './backend-line.js';
import { useBackend } from './backend.js';
import { TabList, TabPanels, type Tab } from './tabs.js';
import { theme, toggleTheme } from './theme.js';

const tabs: readonly Tab[] = [
  { id: 'train', title: 'Train', Content: TrainTab },
  { id: 'draw', title: 'Draw', Content: DrawTab },
  { id: 'step', title: 'Step through', Content: StepTab },
  { id: 'compare', title: 'Compare', Content: CompareTab },
];

void useBackend('auto');

export function App() {
  return (
    <>
      <header class="top">
        <h1 class="wordmark">
          <img src="./icon.svg" alt="" width="28" height="28" /> handgrad
        </h1>
        <nav aria-label="Playground">
          <TabList tabs={tabs} />
        </nav>
        <ThemeButton />
      </header>
      <main>
        <TabPanels tabs={tabs} />
      </main>
      <BackendLine />
    </>
  );
}

function ThemeButton() {
  const other = theme.value === 'dark' ? 'light' : 'dark';
  return (
    <button type="button" class="quiet icon-button" aria-label={`Change to the ${other} theme`} onClick={toggleTheme}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="1.6" />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </button>
  );
}
