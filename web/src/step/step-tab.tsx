/** Follow a small network forward and backward, one operation at a time. */
export function StepTab() {
  return <h2>Step through</h2>;
}
