/** Tabs after the pattern of the ARIA Authoring Practices: arrow keys move between them, the one that has the focus is shown. */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

export interface Tab {
  /** Its hash in the address. */
  readonly id: string;
  readonly title: string;
  readonly Content: ComponentType;
}

const hash = signal(location.hash.slice(1));
addEventListener('hashchange', () => (hash.value = location.hash.slice(1)));

/** The tab that the address names, else the first. */
export function shownTab(tabs: readonly Tab[]): Tab {
  return tabs.find(({ id }) => id === hash.value) ?? tabs[0];
}

export function TabList({ tabs }: { readonly tabs: readonly Tab[] }) {
  const shown = shownTab(tabs);

  function onKeyDown(event: KeyboardEvent): void {
    const last = tabs.length - 1;
    const at = tabs.indexOf(shown);
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    if (next === undefined) return;
    event.preventDefault();
    show(tabs[next]);
    document.getElementById(`tab-${tabs[next].id}`)!.focus();
  }

  return (
    <div class="tabs" role="tablist" aria-label="Parts of the playground" onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={`tab-${tab.id}`}
          type="button"
          role="tab"
          class="tab"
          aria-selected={tab === shown}
          aria-controls={`panel-${tab.id}`}
          tabIndex={tab === shown ? 0 : -1}
          onClick={() => show(tab)}
        >
          {tab.title}
        </button>
      ))}
    </div>
  );
}

/** A panel for each tab, of which the shown one has content. What is to outlast a change of tabs is kept in signals. */
export function TabPanels({ tabs }: { readonly tabs: readonly Tab[] }) {
  const shown = shownTab(tabs);
  return (
    <>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          id={`panel-${tab.id}`}
          class="panel"
          role="tabpanel"
          aria-labelledby={`tab-${tab.id}`}
          tabIndex={0}
          hidden={tab !== shown}
        >
          {tab === shown && <tab.Content />}
        </div>
      ))}
    </>
  );
}

function show({ id }: Tab): void {
  history.replaceState(null, '', `#${id}`);
  hash.value = id;
}
