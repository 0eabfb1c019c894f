/** Draw a digit and see what a trained network makes of it. */
export function DrawTab() {
  return <h2>Draw</h2>;
}
