/**
 * The script of a trace's page; it stands in the page as it is written here, so it may use nothing from outside of itself.
 *
 * The slider stops once before the backward pass and then at each step, from the last to the first: the box of that step lights up
 * and its panel opens, the edges along which gradients leave are marked, and gradients stand in the boxes that they have reached.
 * A click on a box, or Enter, opens its panel, and goes to its step where it has one.
 */
export function walkBackward(): void {
  const slider = document.querySelector<HTMLInputElement>('#stop')!;
  const position = document.querySelector<HTMLOutputElement>('#position')!;
  const nodes = [...document.querySelectorAll<SVGGElement>('.node')];
  const edges = [...document.querySelectorAll<SVGPathElement>('.edge[data-step]')];
  const panels = [...document.querySelectorAll<HTMLElement>('.panels article')];

  function open(panel: string | undefined): void {
    for (const article of panels) article.hidden = article.id !== panel;
    for (const node of nodes) node.classList.toggle('open', node.dataset.panel === panel);
  }

  function goTo(stop: number): void {
    slider.value = String(stop);
    for (const node of nodes) {
      node.classList.toggle('current', Number(node.dataset.step) === stop);
      node.classList.toggle('whole', Number(node.dataset.whole) <= stop && stop > 0);
    }
    for (const edge of edges) {
      edge.classList.toggle('current', Number(edge.dataset.step) === stop);
      edge.classList.toggle('passed', Number(edge.dataset.step) < stop);
    }
    const steps = Number(slider.max);
    const current = nodes.find((node) => Number(node.dataset.step) === stop);
    position.value = current
      ? `Step ${steps - stop + 1} of ${steps}, going backward`
      : 'Forward pass done: every value is known, no gradient has arrived';
    open(current?.dataset.panel ?? 'start');
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function choose(node: SVGGElement): void {
    if (node.dataset.step !== undefined) goTo(Number(node.dataset.step));
    else open(node.dataset.panel);
  }

  const moveBy = (by: number) => () => {
    goTo(Math.min(Math.max(Number(slider.value) + by, 0), Number(slider.max)));
  };
  slider.addEventListener('input', () => goTo(Number(slider.value)));
  document.querySelector('#earlier')!.addEventListener('click', moveBy(-1));
  document.querySelector('#later')!.addEventListener('click', moveBy(1));
  for (const node of nodes) {
    node.addEventListener('click', () => choose(node));
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose(node);
    });
  }
  document.body.classList.add('walking');
  goTo(0);
}
