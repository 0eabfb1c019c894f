/** Two runs side by side. */
export function CompareTab() {
  return <h2>Compare</h2>;
}
